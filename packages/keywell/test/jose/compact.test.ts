/** The three parts of a compact JWS, found by position alone. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeywellError } from '../../src/errors/index.ts'
import {
  DEFAULT_MAX_TOKEN_BYTES,
  headerSegment,
  payloadSegment,
  signatureSegment,
  signingInput,
  splitCompact,
} from '../../src/jose/compact.ts'
import { failure } from '../support/failures.ts'

test('gives the three segments and the signing input', () => {
  const parts = splitCompact('aa.bb.cc')
  expect([headerSegment(parts), payloadSegment(parts), signatureSegment(parts), signingInput(parts)]).toEqual([
    'aa',
    'bb',
    'cc',
    'aa.bb',
  ])
})

test('takes an empty payload, which a detached JWS has', () => {
  expect(payloadSegment(splitCompact('aa..cc'))).toBe('')
})

test.each([
  ['', 'the token is empty'],
  ['opaque', 'a token has 3 parts, this has 1'],
  ['a.b', 'a token has 3 parts, this has 2'],
  ['a.b.c.d', 'a token has 3 parts, this has 4'],
  ['a.b.c.d.e.f', 'a token has 3 parts, this has 6'],
  ['.b.c', 'the header is empty'],
  ['..', 'the header is empty'],
  ['a.b.', 'the signature is empty'],
  ['a..', 'the signature is empty'],
  ['Bearer opaque', 'the token starts with "Bearer "'],
  ['{"payload":"e30"}', 'this is the JSON serialization of a JWS, not the compact one'],
])('refuses %j because %s', async (token, message) => {
  const error = await failure('ERR_TOKEN_MALFORMED', () => splitCompact(token))
  expect(error.message).toBe(message)
})

test('takes five parts for an encrypted token', async () => {
  const error = await failure('ERR_TOKEN_ENCRYPTED', () => splitCompact('a.b.c.d.e'))
  expect(error).toMatchObject({ message: 'this is an encrypted token (JWE)', detail: { parts: 5 } })
})

test.each([undefined, null, 7, {}, [], true, new Uint8Array(3), Object('a.b.c')])(
  'refuses %o, which is no string',
  async (token) => {
    const error = await failure('ERR_TOKEN_MALFORMED', () => splitCompact(token))
    expect(error.message).toMatch(/^a token must be a string, got /)
  },
)

test('points people with an opaque token to introspection', async () => {
  expect((await failure('ERR_TOKEN_MALFORMED', () => splitCompact('opaque'))).hint).toContain('introspection')
})

describe('size', () => {
  const ofLength = (length: number): string => `a.${'b'.repeat(length - 4)}.c`

  test('of 64 KiB is taken', () => {
    expect(splitCompact(ofLength(DEFAULT_MAX_TOKEN_BYTES)).headerEnd).toBe(1)
  })

  test('of one byte more is refused', async () => {
    const error = await failure('ERR_TOKEN_TOO_LARGE', () => splitCompact(ofLength(DEFAULT_MAX_TOKEN_BYTES + 1)))
    expect(error.detail).toEqual({ bytes: 65_537, maxBytes: 65_536 })
  })

  test('of 1 MiB is refused before anything else is looked at', async () => {
    await failure('ERR_TOKEN_TOO_LARGE', () => splitCompact('.'.repeat(1 << 20)))
  })

  test('may be bounded otherwise', async () => {
    await failure('ERR_TOKEN_TOO_LARGE', () => splitCompact('aa.bb.cc', 7))
  })
})

test('any text gives three parts or a KeywellError', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '.', ' ', '\0', 'é', '{'), maxLength: 12 })
  fc.assert(
    fc.property(text, (token) => {
      try {
        const parts = splitCompact(token)
        expect([headerSegment(parts), payloadSegment(parts), signatureSegment(parts)].join('.')).toBe(token)
      } catch (error) {
        expect(isKeywellError(error)).toBe(true)
      }
    }),
  )
})
