/** RFC 7517, 7518, 7638: the keys and thumbprints that they print, and the rules for keys. */
import { describe, expect, test } from 'vitest'
import { parseJwk, parseJwks, publicJwk, selectKey, thumbprint } from '../../src/jwk.ts'
import { sharedSecret, staticJwks } from '../../src/index.ts'
import { algorithmFacts, ALGORITHMS } from '../../src/jose/algorithms.ts'
import { verifyJws } from '../../src/jws.ts'
import { failure } from '../support/failures.ts'
import * as rfc7515 from '../vectors/rfc7515.ts'
import * as rfc7517 from '../vectors/rfc7517.ts'
import * as rfc7638 from '../vectors/rfc7638.ts'

describe('RFC 7517', () => {
  test('A.1: the signature key is taken, the encryption key is set aside', () => {
    const { keys, quarantined } = parseJwks(rfc7517.PUBLIC_KEYS)
    expect(keys.map(({ kid, kty }) => [kid, kty])).toEqual([['2011-04-29', 'RSA']])
    expect(quarantined).toMatchObject([
      { kid: '1', kty: 'EC', reason: 'not for verifying: its use is "enc", not "sig"' },
    ])
  })

  test('A.1: the encryption key is never a candidate', () => {
    const { candidates, trace } = selectKey(rfc7517.PUBLIC_KEYS, { alg: 'ES256', kid: '1' })
    expect(candidates).toEqual([])
    expect(trace.map(({ kid, verdict }) => [kid, verdict])).toEqual([
      ['2011-04-29', 'passed-over'],
      ['1', 'quarantined'],
    ])
  })

  test('A.2: private keys are set aside, and the reason names a member and no value', () => {
    const { keys, quarantined } = parseJwks(rfc7517.PRIVATE_KEYS)
    expect(keys).toEqual([])
    const reason = 'the key is private (it has "d"); keep it secret'
    expect(quarantined.map((key) => key.reason)).toEqual([reason, reason])
  })

  test('A.2: the public parts are the keys of A.1', () => {
    expect(rfc7517.PRIVATE_KEYS.keys.map((jwk) => publicJwk(jwk))).toEqual(rfc7517.PUBLIC_KEYS.keys)
  })

  test('A.3: symmetric keys are set aside', async () => {
    const { keys, quarantined } = parseJwks(rfc7517.SYMMETRIC_KEYS)
    expect([keys.length, quarantined.length]).toEqual([0, 2])
    await failure('ERR_JWKS_INVALID', () => staticJwks(rfc7517.SYMMETRIC_KEYS))
  })

  test('B: the certificate holds the same key', () => {
    expect(parseJwk(rfc7517.CERTIFIED_KEY)).toMatchObject({ kid: '1b94c', bits: 2048, notes: [] })
  })
})

describe('RFC 7518', () => {
  const [hmac, rsa, ecdsa, large] = rfc7515.SIGNATURES

  test.each(ALGORITHMS)('3.1: $name is known in this spelling only', ({ name }) => {
    expect(algorithmFacts(name)?.name).toBe(name)
    for (const other of [name.toLowerCase(), ` ${name}`, `${name} `]) expect(algorithmFacts(other)).toBeUndefined()
  })

  test.each(['HS256', 'HS384', 'HS512'] as const)('3.2: %s needs a secret as long as its hash', async (alg) => {
    const bytes = (algorithmFacts(alg)?.hashBytes ?? 0) - 1
    await failure('ERR_JWK_INVALID', () => sharedSecret(new Uint8Array(bytes), { alg }))
    expect(sharedSecret(new Uint8Array(bytes + 1), { alg }).symmetric).toBe(true)
  })

  test('3.3: RSA keys of fewer than 2048 bits are refused', async () => {
    const short = Buffer.from(rsa.jwk.n, 'base64url').subarray(1)
    const error = await failure('ERR_JWK_INVALID', () =>
      parseJwk({ ...publicJwk(rsa.jwk), n: short.toString('base64url') }),
    )
    expect(error.message).toMatch(/^the RSA modulus has 20\d\d bits, fewer than 2048$/)
  })

  test.each([ecdsa, large])('3.4: $section has a signature of exact length', async ({ jwk, alg, compact }) => {
    const keys = staticJwks(publicJwk(jwk))
    const dot = compact.lastIndexOf('.') + 1
    const signature = Buffer.from(compact.slice(dot), 'base64url')
    expect(signature).toHaveLength(algorithmFacts(alg)?.signatureBytes ?? 0)
    const zero = Buffer.alloc(1)
    for (const other of [signature.subarray(1), Buffer.concat([zero, signature]), Buffer.concat([signature, zero])]) {
      const token = compact.slice(0, dot) + other.toString('base64url')
      await failure('ERR_SIGNATURE_INVALID', () => verifyJws(token, { keys }))
    }
  })

  test.each(['PS256', 'PS384', 'PS512'])('3.5: the salt of %s is as long as its hash', (alg) => {
    expect(algorithmFacts(alg)).toMatchObject({ hash: `sha${alg.slice(2)}`, hashBytes: Number(alg.slice(2)) / 8 })
  })

  test('6.2.1.2: coordinates come back in full length, and a short one is noted', () => {
    const jwk = publicJwk(ecdsa.jwk)
    const { jwk: canonical, notes } = parseJwk({
      ...jwk,
      x: Buffer.from(`00${hex(jwk['x'])}`, 'hex').toString('base64url'),
    })
    expect(canonical).toEqual(jwk)
    expect(notes).toEqual(['"x" has 33 octets instead of 32'])
  })

  test('6.3.1.1: a leading zero octet of the modulus is taken away and noted', () => {
    const jwk = publicJwk(rsa.jwk)
    const { jwk: canonical, notes } = parseJwk({
      ...jwk,
      n: Buffer.from(`00${hex(jwk['n'])}`, 'hex').toString('base64url'),
    })
    expect(canonical).toEqual(jwk)
    expect(notes).toEqual(['"n" has leading zero octets'])
  })

  test('A.1 of RFC 7515 has a secret that is long enough', () => {
    expect(Buffer.from(hmac.jwk.k, 'base64url').length).toBeGreaterThanOrEqual(32)
  })
})

const hex = (base64url: unknown): string => Buffer.from(String(base64url), 'base64url').toString('hex')

describe('RFC 7638', () => {
  const hashes = ['sha256', 'sha384', 'sha512'] as const
  const cases = rfc7638.THUMBPRINTS.flatMap((one) => hashes.map((hash) => ({ ...one, hash, expected: one[hash] })))

  test.each(cases)('$hash of the $source', async ({ jwk, hash, expected }) => {
    expect(await thumbprint(jwk, hash)).toBe(expected)
  })
})
