/** The public part of a key, its thumbprint, and new keys. */
import { format, inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateJwk, parseJwk, publicJwk, thumbprint } from '../../src/jwk.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { localSigner } from '../../src/sign.ts'
import { failure } from '../support/failures.ts'
import { EC, EC_PRIVATE, ED25519, octets, RSA, RSA_PRIVATE, SUPPORTED, withOctets } from './example-keys.ts'

const SECRET_NAMES: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Every member name at any depth. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}

describe('publicJwk', () => {
  test.each([
    ['RSA', RSA_PRIVATE, RSA],
    ['EC', EC_PRIVATE, EC],
  ])('leaves the private members of %s out', (_, jwk, expected) => {
    expect(publicJwk(jwk)).toEqual(expected)
  })

  test('never gives a private member, whatever else the key has', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant({ d: 'secret' }), fc.constant([{ k: 'secret' }]))
    const member = fc.oneof(
      fc.constantFrom(
        ...SECRET_NAMES,
        'kid',
        'alg',
        'use',
        'x5c',
        'x5t',
        'x5u',
        'issuer',
        'key_ops',
        'n',
        'x',
        '__proto__',
      ),
      fc.string({ maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.constantFrom(RSA, EC, ED25519), fc.dictionary(member, value), (jwk, more) => {
        let names: readonly string[] = []
        try {
          names = namesIn(publicJwk({ ...more, ...jwk }))
        } catch (error) {
          expect(error).toMatchObject({ name: 'KeywellError' })
        }
        expect(names.filter((name) => SECRET_NAMES.includes(name))).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  test('turns the verbs of a private key into those of its public part', () => {
    expect(publicJwk({ ...EC_PRIVATE, key_ops: ['sign', 'verify', 'deriveBits'] }).key_ops).toEqual(['verify'])
    expect(publicJwk({ ...RSA_PRIVATE, key_ops: ['unwrapKey', 'decrypt'] }).key_ops).toEqual(['wrapKey', 'encrypt'])
  })

  test('keeps the metadata and is frozen', () => {
    const metadata = { kid: 'a', alg: 'ES256', use: 'sig', x5t: 'b', nbf: 1, exp: 2 }
    const published = publicJwk({ ...EC_PRIVATE, ...metadata, more: true })
    expect(published).toEqual({ ...EC, ...metadata })
    expect(Object.isFrozen(published)).toBe(true)
  })

  test.each([
    ['a symmetric key', { kty: 'oct', k: 'AAAA' }],
    ['an unknown type', { kty: 'XYZ', x: 'AAAA' }],
    ['no object', 'RSA'],
    ['a key without its numbers', { kty: 'RSA', d: 'AAAA' }],
    ['a key whose numbers are objects', { kty: 'RSA', n: { d: 'AAAA' }, e: 'AQAB' }],
  ])('refuses %s', async (_, value) => {
    await failure('ERR_JWK_INVALID', () => publicJwk(value))
  })
})

describe('thumbprint', () => {
  test('does not change with metadata, order or private members', async () => {
    const print = await thumbprint(RSA)
    const { n, e } = RSA
    for (const other of [RSA_PRIVATE, { e, kty: 'RSA', n }, { ...RSA, kid: 'a', use: 'enc', x5c: ['x'], zzz: 1 }]) {
      expect(await thumbprint(other)).toBe(print)
    }
  })

  test('does not change with the spelling of the numbers', async () => {
    const padded = { ...RSA, n: `${String(RSA['n'])}==` }
    const zeros = withOctets(RSA, 'n', Buffer.concat([Buffer.alloc(2), octets(RSA, 'n')]))
    expect(new Set(await Promise.all([RSA, padded, zeros].map((jwk) => thumbprint(jwk)))).size).toBe(1)
  })

  test('changes with every number of the key', async () => {
    const { publicJwk: other } = await generateJwk('ES256')
    expect(await thumbprint(other)).not.toBe(await thumbprint(EC))
  })

  test.each([
    ['without e', { kty: 'RSA', n: RSA['n'] }, 'ERR_JWK_INVALID'],
    ['of an unknown type', { kty: 'XYZ', a: 1 }, 'ERR_KEY_UNSUPPORTED'],
    ['whose kty is no string', { ...RSA, kty: ['RSA'] }, 'ERR_JWK_INVALID'],
    ['whose n is a number', { ...RSA, n: 5 }, 'ERR_JWK_INVALID'],
    ['that is none', null, 'ERR_JWK_INVALID'],
  ] as const)('is refused for a key %s', async (_, jwk, code) => {
    await failure(code, () => thumbprint(jwk))
  })

  test.each(['md5', 'SHA-256', '', 7, '__proto__'])('is refused with the hash %j', async (hash) => {
    expect((await failure('ERR_OPTION_INVALID', () => thumbprint(RSA, hash as never))).detail.option).toBe('hash')
  })
})

describe('generateJwk', () => {
  const asymmetric = SUPPORTED.filter((alg) => !alg.startsWith('HS'))

  test.each(asymmetric)('makes a key for %s that signs, and whose public part verifies it alone', async (alg) => {
    const pair = await generateJwk(alg)
    expect(pair.privateJwk).toMatchObject({ alg, use: 'sig', kid: await thumbprint(pair.privateJwk) })
    expect(localSigner(pair.privateJwk)).toMatchObject({ alg, kid: pair.privateJwk.kid })
    expect(parseJwk(pair.publicJwk).algorithms.map(({ name }) => name)).toEqual([alg])
    expect([Object.isFrozen(pair.privateJwk), Object.isFrozen(pair.publicJwk)]).toEqual([true, true])
  })

  test.each(['HS256', 'HS384', 'HS512'] as const)('makes a secret for %s, which has no public part', async (alg) => {
    const { privateJwk, publicJwk: published } = await generateJwk(alg)
    expect(privateJwk).toMatchObject({ kty: 'oct', alg })
    expect(published).toBeUndefined()
  })

  test.each(['ES256', 'RS256', 'HS256'] as const)('prints a pair for %s without its secret', async (alg) => {
    const pair = await generateJwk(alg)
    const secret = String(pair.privateJwk['d'] ?? pair.privateJwk['k'])
    const shown = [inspect(pair, { depth: 9, showHidden: true }), format('%o %O %j', pair, pair, pair), { ...pair }]
    expect(JSON.stringify([pair, ...shown])).not.toContain(secret)
  })

  test('takes a kid, a modulus length and a curve', async () => {
    const [rsa, edwards] = await Promise.all([
      generateJwk('PS256', { kid: 'mine', modulusLength: 3072 }),
      generateJwk('EdDSA', { curve: 'Ed448' }),
    ])
    expect(parseJwk(rsa.publicJwk)).toMatchObject({ kid: 'mine', bits: 3072 })
    expect(parseJwk(edwards.publicJwk).curve).toBe('Ed448')
  })

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['none', {}, 'alg'],
    ['RSA', {}, 'alg'],
    ['RS256', { modulusLength: 1024 }, 'modulusLength'],
    ['RS256', { modulusLength: 2049 }, 'modulusLength'],
    ['RS256', { modulusLength: 16_384 }, 'modulusLength'],
    ['RS256', { modulusLength: '2048' }, 'modulusLength'],
    ['RS256', { curve: 'P-256' }, 'curve'],
    ['EdDSA', { curve: 'X25519' }, 'curve'],
    ['ES256', { kid: '' }, 'kid'],
    ['ES256', { kid: 7 }, 'kid'],
    ['ES256', { size: 2048 }, 'size'],
  ]
  test.each(bad)('refuses %s with %o by naming %s', async (alg, options, option) => {
    const error = await failure('ERR_OPTION_INVALID', () => generateJwk(alg as never, options as never))
    expect(error.detail.option).toBe(option)
  })
})

test('the type of a key says what it is', () => {
  const jwk: Jwk = publicJwk(EC_PRIVATE)
  expect(jwk.kty).toBe('EC')
})
