/** RFC 7515, 7520, 7797: the signatures that they print, and what they say must be refused. */
import { describe, expect, test } from 'vitest'
import { createVerifier, sharedSecret, staticJwks, unchecked, type Verifier } from '../../src/index.ts'
import { decodeBase64url, encodeBase64url } from '../../src/jose/base64url.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner } from '../../src/sign.ts'
import { fakeClock } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import * as rfc7515 from '../vectors/rfc7515.ts'
import * as rfc7520 from '../vectors/rfc7520.ts'
import * as rfc7797 from '../vectors/rfc7797.ts'
import { sourceOf, tampered } from './example-keys.ts'

const [hmac, rsa, ecdsa, noClaims] = rfc7515.SIGNATURES
const justInTime = { clock: fakeClock({ now: rfc7515.CLAIMS_EXPIRE_AT * 1000 - 1 }) }
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

function joes(jwk: Jwk, alg: string): Verifier {
  const audience = unchecked('the RFC’s claims have none')
  return createVerifier({ issuer: 'joe', audience, keys: sourceOf(jwk, alg), clockToleranceSeconds: 0 }, justInTime)
}

describe('RFC 7515 Appendix A', () => {
  test.each([hmac, rsa, ecdsa])('$section verifies as a JWT until it expires', async ({ jwk, alg, compact }) => {
    const verifier = joes(jwk, alg)
    const { payload } = await verifier.verify(compact)
    expect(payload).toEqual({ iss: 'joe', exp: rfc7515.CLAIMS_EXPIRE_AT, 'http://example.com/is_root': true })
    expect(verifier.verifySync(compact)).toEqual(await verifier.verify(compact))
    const later = createVerifier({
      issuer: 'joe',
      audience: unchecked('none'),
      keys: sourceOf(jwk, alg),
      clockToleranceSeconds: 0,
    })
    await failure('ERR_TOKEN_EXPIRED', () => later.verify(compact))
  })

  test.each(rfc7515.SIGNATURES)('$section does not verify with another signature', async ({ jwk, alg, compact }) => {
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(tampered(compact), { keys: sourceOf(jwk, alg) }))
  })

  test('A.4 verifies as a JWS, as its payload is no claims set', async () => {
    const { payload, header } = await verifyJws(noClaims.compact, { keys: sourceOf(noClaims.jwk, 'ES512') })
    expect([text(payload), header]).toEqual(['Payload', { alg: 'ES512' }])
  })

  test('A.4 is refused as a JWT', async () => {
    const error = await failure('ERR_TOKEN_MALFORMED', () => joes(noClaims.jwk, 'ES512').verify(noClaims.compact))
    expect(error.detail.part).toBe('payload')
  })

  test('A.5 is refused because it is unsigned', async () => {
    const verifier = joes(rsa.jwk, 'RS256')
    const withoutSignature = await failure('ERR_TOKEN_MALFORMED', () => verifier.verify(rfc7515.UNSECURED))
    expect(withoutSignature.detail.part).toBe('signature')
    await failure('ERR_ALG_NOT_ALLOWED', () => verifier.verify(`${rfc7515.UNSECURED}AA`))
  })

  test.each([
    ['A.6 general', rfc7515.GENERAL_JSON],
    ['A.7 flattened', rfc7515.FLATTENED_JSON],
  ])('%s JSON serialization is refused by name', async (_, serialization) => {
    const verifier = joes(ecdsa.jwk, 'ES256')
    const error = await failure('ERR_TOKEN_MALFORMED', () => verifier.verify(JSON.stringify(serialization)))
    expect(error.message).toBe('this is the JSON serialization of a JWS, not the compact one')
    await failure('ERR_TOKEN_MALFORMED', () => verifier.verify(serialization as never))
  })

  test('A.6 has two signatures that each verify once written in compact form', async () => {
    const keys = staticJwks(rfc7515.GENERAL_JSON_KEYS)
    const { payload, signatures } = rfc7515.GENERAL_JSON
    const algorithms = await Promise.all(
      signatures.map(
        async (one) => (await verifyJws(`${one.protected}.${payload}.${one.signature}`, { keys })).key.alg,
      ),
    )
    expect(algorithms).toEqual(['RS256', 'ES256'])
  })

  test('A.7 verifies once written in compact form', async () => {
    const { protected: header, payload, signature } = rfc7515.FLATTENED_JSON
    const keys = staticJwks(rfc7515.FLATTENED_JSON_KEY)
    expect((await verifyJws(`${header}.${payload}.${signature}`, { keys })).key.alg).toBe('ES256')
  })

  test.each([hmac, rsa])('$section is what its private key signs', async ({ jwk, alg, compact }) => {
    const [header, payload, signature] = compact.split('.')
    const made = await localSigner({ ...jwk, alg }).sign(Buffer.from(`${header}.${payload}`))
    expect(encodeBase64url(made)).toBe(signature)
  })

  test.each([ecdsa, noClaims])(
    '$section has a private key whose new signatures verify',
    async ({ jwk, alg, compact }) => {
      const input = compact.slice(0, compact.lastIndexOf('.'))
      const made = await localSigner({ ...jwk, alg }).sign(Buffer.from(input))
      const { key } = await verifyJws(`${input}.${encodeBase64url(made)}`, { keys: sourceOf(jwk, alg) })
      expect(key.alg).toBe(alg)
    },
  )
})

test('RFC 7515 Appendix C: base64url without padding, both ways', () => {
  const octets = Uint8Array.from(rfc7515.OCTETS.octets)
  expect(encodeBase64url(octets)).toBe(rfc7515.OCTETS.base64url)
  expect(Array.from(decodeBase64url(rfc7515.OCTETS.base64url) ?? [])).toEqual(rfc7515.OCTETS.octets)
})

describe('RFC 7515 Appendix E', () => {
  test('is refused for its algorithm', async () => {
    const verifier = joes(rsa.jwk, 'RS256')
    await failure('ERR_ALG_NOT_ALLOWED', () => verifier.verify(`${rfc7515.UNKNOWN_CRITICAL.compact}AA`))
  })

  test('is refused for its critical member where the algorithm is a good one', async () => {
    const header = rfc7515.UNKNOWN_CRITICAL.header.replace('"none"', '"RS256"')
    const token = `${Buffer.from(header).toString('base64url')}.e30.AA`
    const error = await failure('ERR_HEADER_CRIT', () => joes(rsa.jwk, 'RS256').verify(token))
    expect(error.detail.names).toEqual(['http://example.com/UNDEFINED'])
  })
})

describe('RFC 7520', () => {
  test.each(rfc7520.SIGNATURES)('$section $alg verifies', async ({ jwk, alg, compact }) => {
    const { payload, header } = await verifyJws(compact, { keys: sourceOf(jwk, alg) })
    expect(text(payload)).toMatch(/^It’s a dangerous business, Frodo,/)
    expect(header).toEqual({ alg, kid: jwk.kid })
  })

  test.each(rfc7520.SIGNATURES)(
    '$section $alg does not verify with another signature',
    async ({ jwk, alg, compact }) => {
      await failure('ERR_SIGNATURE_INVALID', () => verifyJws(tampered(compact), { keys: sourceOf(jwk, alg) }))
    },
  )

  test.each(rfc7520.SIGNATURES)(
    '$section has a private key whose new signatures verify',
    async ({ jwk, alg, compact }) => {
      const input = compact.slice(0, compact.lastIndexOf('.'))
      const made = await localSigner({ ...jwk, alg }).sign(Buffer.from(input))
      const { key } = await verifyJws(`${input}.${encodeBase64url(made)}`, { keys: sourceOf(jwk, alg) })
      expect(key.alg).toBe(alg)
    },
  )
})

describe('RFC 7797 §4', () => {
  const keys = sharedSecret(Buffer.from(rfc7797.SECRET, 'base64url'), { alg: 'HS256' })
  const detachedPayload = Buffer.from(rfc7797.PAYLOAD)

  test('4.1: the encoded payload verifies', async () => {
    expect(text((await verifyJws(rfc7797.ENCODED, { keys })).payload)).toBe(rfc7797.PAYLOAD)
  })

  test('4.2: the unencoded payload verifies where it is asked for', async () => {
    const { payload } = await verifyJws(rfc7797.UNENCODED, { keys, detachedPayload, allowUnencodedPayload: true })
    expect(text(payload)).toBe(rfc7797.PAYLOAD)
  })

  test('4.2: the unencoded payload is refused where it is not asked for', async () => {
    const error = await failure('ERR_HEADER_CRIT', () => verifyJws(rfc7797.UNENCODED, { keys, detachedPayload }))
    expect(error.detail.names).toEqual(['b64'])
  })

  test('4.2: another payload does not verify', async () => {
    const options = { keys, detachedPayload: Buffer.from('$.03'), allowUnencodedPayload: true }
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(rfc7797.UNENCODED, options))
  })

  test('4.1: the encoded payload verifies when it is detached too', async () => {
    const [header, , signature] = rfc7797.ENCODED.split('.')
    const { payload } = await verifyJws(`${header}..${signature}`, { keys, detachedPayload })
    expect(text(payload)).toBe(rfc7797.PAYLOAD)
  })

  test('7: a JWT with an unencoded payload is refused', async () => {
    const verifier = createVerifier({ issuer: unchecked('test'), audience: unchecked('test'), keys })
    await failure('ERR_HEADER_CRIT', () => verifier.verify(rfc7797.UNENCODED))
  })
})
