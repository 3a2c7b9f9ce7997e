/** The conversion that ECDSA verification on Node goes through: it must keep every number as it is. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { derSignature } from '../../src/crypto/ecdsa-der.node.ts'
import { readElements, readSingle, TAG } from '../../src/jwk/der.ts'
import { toBigInt } from '../../src/jwk/members.ts'

/** Octets whose first ones are often zero, as the conversion has to trim and pad. */
const integer = (size: number): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(size), fc.uint8Array({ minLength: size, maxLength: size }))
    .map(([zeros, octets]) => octets.fill(0, 0, zeros))

const joined = (r: Uint8Array, s: Uint8Array): Uint8Array => Uint8Array.from([...r, ...s])

test.each([32, 48, 66])('gives strict DER with the same two numbers for integers of %i octets', (size) => {
  fc.assert(
    fc.property(integer(size), integer(size), (r, s) => {
      const elements = readElements(readSingle(derSignature(joined(r, s)), TAG.sequence).content)
      expect(elements.map(({ tag }) => tag)).toEqual([TAG.integer, TAG.integer])
      expect(elements.map(({ content }) => toBigInt(content))).toEqual([toBigInt(r), toBigInt(s)])
      // Minimal and not negative (X.690 §8.3): no zero octet but the one that keeps the number positive.
      for (const { content } of elements) {
        const [first = 0, second = 0x80] = content
        expect(first).toBeLessThan(0x80)
        expect(first === 0 && content.length > 1 && second < 0x80).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})
