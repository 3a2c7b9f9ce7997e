/** Both implementations of `#bytes` give the same answers. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytes as node } from '../../src/bytes/bytes.node.ts'
import { bytes as web } from '../../src/bytes/bytes.web.ts'
import { nearBase64url } from './bytes-contract.ts'

const listed = (octets: Uint8Array | undefined): readonly number[] | undefined => octets && [...octets]

test('on base64url, right or wrong', () => {
  fc.assert(
    fc.property(fc.oneof(nearBase64url, fc.string({ unit: 'binary' })), (text) => {
      expect(listed(node.decodeBase64url(text))).toEqual(listed(web.decodeBase64url(text)))
    }),
    { numRuns: 2000 },
  )
})

test('on bytes that may be UTF-8', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (octets) => {
      expect(node.decodeUtf8(octets)).toBe(web.decodeUtf8(octets))
    }),
    { numRuns: 2000 },
  )
})

test('on compact tokens, right or wrong', () => {
  // The header is the caller's to check, so both are asked only about headers that could pass.
  const header = fc.string({ unit: fc.constantFrom('e', 'y', 'J', '0', '-', '_'), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(header, nearBase64url, nearBase64url, (head, payload, signature) => {
      const token = `${head}.${payload}.${signature}`
      const [a, b] = [node, web].map(({ openCompact }) =>
        openCompact(token, head.length, head.length + 1 + payload.length),
      )
      expect(a?.payload).toBe(b?.payload)
      expect([listed(a?.data), listed(a?.signature)]).toEqual([listed(b?.data), listed(b?.signature)])
    }),
    { numRuns: 2000 },
  )
})
