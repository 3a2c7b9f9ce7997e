/** RFC 8037, 9864, 9964: Edwards curves and ML-DSA, where the runtime has them; where not: unsupported.test.ts. */
import { describe, expect, test } from 'vitest'
import { staticJwks } from '../../src/index.ts'
import { encodeBase64url } from '../../src/jose/base64url.ts'
import { parseJwk, publicJwk, thumbprint } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner } from '../../src/sign.ts'
import { failure } from '../support/failures.ts'
import * as rfc8037 from '../vectors/rfc8037.ts'
import * as rfc9864 from '../vectors/rfc9864.ts'
import * as rfc9964 from '../vectors/rfc9964.ts'
import { isSupported, tampered } from './example-keys.ts'

describe('RFC 8037 Appendix A', () => {
  const keys = staticJwks(rfc8037.PUBLIC_KEY)

  test('A.2 is the public part of A.1', () => {
    expect(publicJwk(rfc8037.PRIVATE_KEY)).toEqual(rfc8037.PUBLIC_KEY)
  })

  test('A.3 is the thumbprint of A.1 and A.2', async () => {
    expect(await thumbprint(rfc8037.PRIVATE_KEY)).toBe(rfc8037.THUMBPRINT)
    expect(await thumbprint(rfc8037.PUBLIC_KEY)).toBe(rfc8037.THUMBPRINT)
  })

  test('A.4 is what the key of A.1 signs', async () => {
    const input = rfc8037.COMPACT.slice(0, rfc8037.COMPACT.lastIndexOf('.'))
    const made = await localSigner({ ...rfc8037.PRIVATE_KEY, alg: 'EdDSA' }).sign(Buffer.from(input))
    expect(`${input}.${encodeBase64url(made)}`).toBe(rfc8037.COMPACT)
  })

  test('A.5 verifies, and names the key by its thumbprint', async () => {
    const { payload, key } = await verifyJws(rfc8037.COMPACT, { keys })
    expect(Buffer.from(payload).toString()).toBe(rfc8037.PAYLOAD)
    expect(key).toEqual({ kid: undefined, alg: 'EdDSA', thumbprint: rfc8037.THUMBPRINT })
  })

  test('A.5 does not verify with another signature', async () => {
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(tampered(rfc8037.COMPACT), { keys }))
  })
})

describe('RFC 9864', () => {
  const good = rfc9864.SIGNATURES.filter(({ outcome, alg, jwk }) => outcome === 'good' && isSupported(alg, jwk.crv))
  const mismatched = rfc9864.SIGNATURES.filter(({ outcome }) => outcome === 'mismatch')

  test.each(good)('$title verifies where the runtime has the curve', async ({ jwk, alg, compact }) => {
    expect((await verifyJws(compact, { keys: staticJwks(jwk) })).key.alg).toBe(alg)
  })

  test.each(mismatched)('$title is refused without a look at the signature', async ({ jwk, compact }) => {
    await failure('ERR_KEY_NOT_FOUND', () => verifyJws(compact, { keys: staticJwks(jwk) }))
  })
})

describe('RFC 9964', () => {
  const supported = rfc9964.SIGNATURES.filter(({ alg }) => isSupported(alg))

  test.each(supported)('$alg verifies where the runtime has it', async ({ alg, privateJwk, compact }) => {
    const jwk = publicJwk(privateJwk)
    const keys = staticJwks(jwk)
    expect((await verifyJws(compact, { keys })).key).toMatchObject({ alg, kid: privateJwk.kid })
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(tampered(compact), { keys }))
  })

  test.each(rfc9964.SIGNATURES)('$alg has the printed thumbprint', async ({ privateJwk, thumbprint: printed }) => {
    expect(await thumbprint(privateJwk)).toBe(printed)
    expect(await thumbprint(publicJwk(privateJwk))).toBe(printed)
  })

  test.each(supported)('$alg signs from its seed where the runtime has it', async ({ alg, privateJwk, compact }) => {
    const input = compact.slice(0, compact.lastIndexOf('.'))
    const made = await localSigner(privateJwk).sign(Buffer.from(input))
    const { key } = await verifyJws(`${input}.${encodeBase64url(made)}`, { keys: staticJwks(publicJwk(privateJwk)) })
    expect(key.alg).toBe(alg)
  })

  const [small] = rfc9964.SIGNATURES
  const { alg: _, ...withoutAlg } = publicJwk(small.privateJwk)

  test('a key without alg is invalid, as alg is required', async () => {
    const error = await failure('ERR_JWK_INVALID', () => parseJwk(withoutAlg))
    expect(error.detail.member).toBe('alg')
  })

  test('a key whose alg is of another size is invalid', async () => {
    const error = await failure('ERR_JWK_INVALID', () => parseJwk({ ...withoutAlg, alg: 'ML-DSA-65' }))
    expect(error.detail.member).toBe('pub')
  })

  test('a private key has no place among public ones', async () => {
    const error = await failure('ERR_JWK_INVALID', () => parseJwk(small.privateJwk))
    expect(error.detail.member).toBe('priv')
  })
})
