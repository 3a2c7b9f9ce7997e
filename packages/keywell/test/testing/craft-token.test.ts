/** Tokens put together by hand, as tests of refusals need them. */
import { expect, test } from 'vitest'
import { createVerifier } from '../../src/index.ts'
import { craftToken, testIssuer } from '../../src/testing.ts'

const decoded = (segment: string | undefined): string => Buffer.from(segment ?? '', 'base64url').toString()

test('takes text parts exactly as they are', async () => {
  const token = await craftToken({ header: '{"alg": 1,', payload: 'no json', signature: '' })
  const [header, payload, signature] = token.split('.')
  expect([decoded(header), decoded(payload), signature]).toEqual(['{"alg": 1,', 'no json', ''])
})

test('takes bytes exactly as they are', async () => {
  const token = await craftToken({ header: Uint8Array.of(0xff), payload: Uint8Array.of(), signature: Uint8Array.of(1) })
  expect(token).toBe('_w..AQ')
})

test('leaves out members that are undefined', async () => {
  const token = await craftToken({ header: { alg: 'none', kid: undefined }, payload: {}, signature: 'x' })
  expect(decoded(token.split('.')[0])).toBe('{"alg":"none"}')
})

test('signs with a signer so that the signature is good', async () => {
  const issuer = await testIssuer()
  const claims = { iss: issuer.issuer, aud: issuer.audience, exp: 4_102_444_800 }
  const token = await craftToken({
    header: { alg: 'ES256', kid: 'es256-1' },
    payload: claims,
    signature: issuer.signer(),
  })
  expect((await createVerifier(issuer.trust()).verify(token)).payload).toEqual(claims)
})
