/** Which keys of a set may verify a token, and why the others may not. */
import { describe, expect, test } from 'vitest'
import { parseJwks, selectKey, type SelectedKeys, type SelectOptions } from '../../src/jwk.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { EC, ED25519, P521, RSA } from '../jwk/example-keys.ts'
import { failure } from '../support/failures.ts'

interface Header {
  readonly alg: string
  readonly kid?: string
  readonly [member: string]: unknown
}

const select = (keys: readonly unknown[], header: Header, options?: SelectOptions): SelectedKeys =>
  selectKey({ keys }, header, options)
const chosen = (keys: readonly unknown[], header: Header, options?: SelectOptions): readonly unknown[] =>
  select(keys, header, options).candidates.map(({ kid, kty }) => kid ?? kty)
const reasons = (keys: readonly unknown[], header: Header, options?: SelectOptions): readonly string[] =>
  select(keys, header, options).trace.map(({ verdict, because }) => `${verdict}: ${because}`)
const named = (jwk: Jwk, kid: string): Jwk => ({ ...jwk, kid })

describe('with a kid', () => {
  test('the key of that kid is the candidate', () => {
    expect(chosen([named(RSA, 'a'), named(EC, 'b')], { alg: 'ES256', kid: 'b' })).toEqual(['b'])
  })

  test('several keys of that kid are tried in the order of the set, four at most', () => {
    const twins = Array.from({ length: 6 }, (_, index): Jwk => ({ ...RSA, kid: 'a', x5t: `print-${index}` }))
    const { candidates } = select(twins, { alg: 'RS256', kid: 'a' })
    expect(candidates.map(({ jwk }) => jwk['x5t'])).toEqual(['print-0', 'print-1', 'print-2', 'print-3'])
  })

  test('only those of its keys that can verify the algorithm are tried', () => {
    const twins = [named(RSA, 'a'), named(EC, 'a')]
    expect(select(twins, { alg: 'ES256', kid: 'a' }).candidates.map(({ kty }) => kty)).toEqual(['EC'])
  })

  test.each([
    ['another type', { alg: 'ES256', kid: 'a' }],
    ['another kid', { alg: 'RS256', kid: 'A' }],
    ['a kid with a space', { alg: 'RS256', kid: 'a ' }],
    ['an empty kid', { alg: 'RS256', kid: '' }],
  ])('nothing else is taken instead: %s', (_, header) => {
    expect(chosen([named(RSA, 'a')], header)).toEqual([])
    expect(chosen([named(RSA, 'a')], header, { kidless: 'single', tryAll: true })).toEqual([])
  })

  test('a key without a kid is taken only as the set’s single one, and only when asked', () => {
    const header = { alg: 'RS256', kid: 'a' }
    expect(chosen([RSA], header)).toEqual([])
    expect(chosen([RSA], header, { kidless: 'never' })).toEqual([])
    expect(chosen([RSA], header, { kidless: 'single' })).toEqual(['RSA'])
    expect(chosen([RSA, EC], header, { kidless: 'single' })).toEqual([])
    expect(chosen([EC], header, { kidless: 'single' })).toEqual([])
  })

  test('a key of that kid that was set aside is no reason to take the single other one', () => {
    const header = { alg: 'RS256', kid: 'a' }
    expect(chosen([RSA, { ...EC, kid: 'a', use: 'enc' }], header, { kidless: 'single' })).toEqual([])
  })
})

describe('without a kid', () => {
  test('the one key that fits is the candidate, with a kid or without', () => {
    expect(chosen([named(RSA, 'a'), named(EC, 'b')], { alg: 'ES256' })).toEqual(['b'])
    expect(chosen([RSA, EC], { alg: 'PS512' })).toEqual(['RSA'])
  })

  test('several that fit are refused as ambiguous', () => {
    expect(chosen([named(RSA, 'a'), { ...RSA, kid: 'b', x5t: 'x' }], { alg: 'RS256' })).toEqual([])
  })

  test('several that fit are tried when asked, eight at most', () => {
    const many = Array.from({ length: 12 }, (_, index) => named(RSA, `k${index}`))
    const tried = chosen(many, { alg: 'RS256' }, { tryAll: true })
    expect(tried).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'])
  })

  test('x5t#S256 decides among several that fit', () => {
    const keys = [
      { ...RSA, kid: 'a', 'x5t#S256': 'one' },
      { ...RSA, kid: 'b', 'x5t#S256': 'two' },
    ]
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': 'two' })).toEqual(['b'])
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': 'three' })).toEqual([])
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': '' })).toEqual([])
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': 7 })).toEqual([])
  })

  test('x5t#S256 that two keys share decides nothing', () => {
    const keys = [
      { ...RSA, kid: 'a', 'x5t#S256': 'one' },
      { ...RSA, kid: 'b', 'x5t#S256': 'one' },
    ]
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': 'one' })).toEqual([])
  })

  test('an empty x5t#S256 in a key is not the absent one in a token', () => {
    const keys = [
      { ...RSA, kid: 'a', 'x5t#S256': '' },
      { ...RSA, kid: 'b', 'x5t#S256': 'two' },
    ]
    expect(chosen(keys, { alg: 'RS256' })).toEqual([])
    expect(chosen(keys, { alg: 'RS256', 'x5t#S256': '' })).toEqual([])
  })

  test('x5t, which is SHA-1, decides nothing', () => {
    const keys = [
      { ...RSA, kid: 'a', x5t: 'one' },
      { ...RSA, kid: 'b', x5t: 'two' },
    ]
    expect(chosen(keys, { alg: 'RS256', x5t: 'two' })).toEqual([])
  })
})

describe('the trace', () => {
  const keys = [
    named(RSA, 'rsa'),
    named(EC, 'ec'),
    named(P521, 'large'),
    ED25519,
    { ...RSA, kid: 'ps', alg: 'PS256' },
    { ...EC, kid: 'enc', use: 'enc' },
  ]

  test('has a reason for every key of the set, for a token with a kid', () => {
    expect(reasons(keys, { alg: 'RS256', kid: 'rsa' })).toEqual([
      'candidate: same kid, can verify RS256',
      'passed-over: another kid',
      'passed-over: another kid',
      'passed-over: it has no kid',
      'passed-over: another kid',
      'quarantined: not for verifying: its use is "enc", not "sig"',
    ])
  })

  test('has a reason for every key of the set, for a token without a kid', () => {
    expect(reasons(keys, { alg: 'ES256' })).toEqual([
      'passed-over: ES256 needs EC, this is RSA',
      'candidate: can verify ES256',
      'passed-over: ES256 needs P-256, this is P-521',
      'passed-over: ES256 needs EC, this is OKP',
      'passed-over: ES256 needs EC, this is RSA',
      'quarantined: not for verifying: its use is "enc", not "sig"',
    ])
  })

  test('says when a key is held to another algorithm', () => {
    expect(reasons([{ ...RSA, kid: 'ps', alg: 'PS256' }], { alg: 'RS256', kid: 'ps' })).toEqual([
      'passed-over: its alg is PS256, not RS256',
    ])
  })

  test('says when several keys fit and the token names none', () => {
    expect(reasons([named(RSA, 'a'), named(RSA, 'b')], { alg: 'RS256' })).toEqual([
      'passed-over: several keys fit and the token names none',
      'passed-over: several keys fit and the token names none',
    ])
  })

  test('says when there were enough others', () => {
    const many = Array.from({ length: 9 }, (_, index) => named(RSA, `k${index}`))
    expect(reasons(many, { alg: 'RS256' }, { tryAll: true }).at(-1)).toBe('passed-over: enough other candidates')
  })

  test('says what was taken without a kid of its own', () => {
    expect(reasons([RSA], { alg: 'RS256', kid: 'a' }, { kidless: 'single' })).toEqual([
      'candidate: the only key of the set, can verify RS256',
    ])
  })

  test('holds no key', () => {
    const text = JSON.stringify(select(keys, { alg: 'RS256', kid: 'rsa' }).trace)
    for (const value of [RSA['n'], EC['x'], ED25519['x']]) expect(text).not.toContain(String(value))
  })
})

describe('the door', () => {
  test('takes a set that was parsed before, and gives its very keys', () => {
    const set = parseJwks({ keys: [named(RSA, 'a')] })
    expect(selectKey(set, { alg: 'RS256', kid: 'a' }).candidates[0]).toBe(set.keys[0])
  })

  test('takes text', () => {
    expect(selectKey(JSON.stringify({ keys: [RSA] }), { alg: 'RS256' }).candidates).toHaveLength(1)
  })

  test.each([
    [{ alg: 'none' }, 'header.alg'],
    [{ alg: 7 }, 'header.alg'],
    [{}, 'header.alg'],
    [{ alg: 'RS256', kid: 7 }, 'header.kid'],
    [null, 'header'],
    [undefined, 'header'],
    ['RS256', 'header'],
  ])('refuses the header %o by naming %s', async (header, option) => {
    const error = await failure('ERR_OPTION_INVALID', () => selectKey({ keys: [RSA] }, header as never))
    expect(error.detail.option).toBe(option)
  })

  test.each([{ kidless: 'always' }, { tryAll: 1 }, { all: true }])('refuses the options %o', async (options) => {
    await failure('ERR_OPTION_INVALID', () => selectKey({ keys: [RSA] }, { alg: 'RS256' }, options as never))
  })

  test('refuses what is no set', async () => {
    await failure('ERR_JWKS_INVALID', () => selectKey('<html>', { alg: 'RS256' }))
  })
})
