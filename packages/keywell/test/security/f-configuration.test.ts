/** Attacks on the configuration: no value of an option switches a check off, and no result is shared by accident. */
import { expect, test } from 'vitest'
import * as keywell from '../../src/index.ts'
import {
  type AnyTrust,
  createVerifier,
  type KeySource,
  sharedSecret,
  staticJwks,
  unchecked,
  type VerifierOptions,
} from '../../src/index.ts'
import * as jwk from '../../src/jwk.ts'
import * as jws from '../../src/jws.ts'
import * as sign from '../../src/sign.ts'
import {
  AUDIENCE,
  claims,
  clockAt,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  hmacWith,
  ISSUER,
  NOW,
  NOW_MS,
  outcomeOf,
  pairOf,
  secretBytes,
  settled,
  STILL,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const keys = staticJwks([pair.jwk])
const trust: AnyTrust = { issuer: ISSUER, audience: AUDIENCE, keys }

const WRONG = [
  '',
  [],
  [''],
  [null],
  null,
  0,
  Number.NaN,
  false,
  true,
  {},
  -1,

  1n,
  /x/,
  /x/g,
  () => true,
  Symbol('x'),
]
const WRONG_BY_OPTION: Readonly<Record<string, readonly unknown[]>> = {
  issuer: [
    ...WRONG,
    undefined,
    [ISSUER, 1],
    { template: '' },
    { template: 'x', claims: {} },
    { template: '{x}', claims: {} },
  ],
  audience: [...WRONG, undefined, [AUDIENCE, /x/], [AUDIENCE, '']],
  algorithms: [...WRONG, 'ES256', ['none'], ['ES256', 'none'], new Set(['ES256'])],
  types: [...WRONG, 'JWT', ['JWT', '']],
  expiry: [...WRONG, 'unchecked', ISSUER],
  requiredClaims: [...WRONG, 'sub', ['sub', '']],
  clockToleranceSeconds: ['', [], null, Number.NaN, Infinity, -Infinity, -1, -0.001, '60', true, {}, 1n],
  maxAgeSeconds: ['', [], null, Number.NaN, Infinity, -1, '60', true, {}, 1n],
  maxLifetimeSeconds: ['', [], null, Number.NaN, Infinity, -1, '60', true, {}, 1n],
  checks: ['', [''], [null], null, 0, false, true, {}, () => true, [() => true, 'x']],
  parse: ['', [], null, 0, false, true, {}, () => true, { '~standard': {} }],
  keys: [...WRONG, undefined, { keys: [] }, { lookup: () => undefined }],
  name: ['', [], null, 0, false, true, {}],
}

test.each(
  Object.entries(WRONG_BY_OPTION).flatMap(([option, values]) => values.map((value) => [option, value] as const)),
)('F6: %s: %o is a mistake that is named, never "check off"', async (option, value) => {
  const outcome = await settled(() => createVerifier({ ...trust, [option]: value }))
  expect(outcome).toMatchObject({ error: { code: 'ERR_OPTION_INVALID', kind: 'config' } })
  if ('error' in outcome) expect(JSON.stringify(outcome.error.detail)).toContain(option)
})

test.each(['issuers', 'audiences', 'algorithm', 'alg', 'clockTolerance', 'ignoreExpiration', 'maxAge', '__proto__x'])(
  'F6: an option that does not exist is refused: %s',
  async (option) => {
    expect(await codeOfCall(() => createVerifier({ ...trust, [option]: 1 } as AnyTrust as never))).toBe(
      'ERR_OPTION_INVALID',
    )
  },
)

test.each([
  ['maxTokenBytes', ['', 0, -1, Number.NaN, Infinity, '1', null, 1.5, [], {}]],
  ['clock', ['', 0, null, {}, [], () => 0, { now: () => 0 }]],
  ['tokenCache', ['', 0, null, [], true, { maxEntries: 0 }, { maxEntries: Number.NaN }, { maxEntries: Infinity }]],
  ['tokenCache', [{ maxAgeSeconds: -1 }, { maxAgeSeconds: Infinity }, { maxAgeSeconds: '1' }, { ttl: 1 }]],
  ['maxTokenByte', [1]],
] as const)('F6: a wrong %s of a verifier is refused: %j', async (option, values) => {
  for (const value of values) {
    expect(await codeOfCall(() => createVerifier(trust as never, { [option]: value }))).toBe('ERR_OPTION_INVALID')
  }
})

test('F6: what is no trust is refused', async () => {
  for (const wrong of [
    null,
    undefined,
    0,
    '',
    'x',
    true,
    [],
    [null],
    [[]],
    () => trust,
    { resolve: 1 },
    { resolve: () => trust },
  ]) {
    expect(await codeOfCall(() => createVerifier(wrong as never))).toBe('ERR_OPTION_INVALID')
  }
  for (const maxIssuers of [0, -1, Number.NaN, Infinity, '1', undefined]) {
    const dynamic = { resolve: () => trust, maxIssuers } as never
    expect(await codeOfCall(() => createVerifier(dynamic))).toBe('ERR_OPTION_INVALID')
  }
  for (const options of [null, 0, '', 'x', true, []]) {
    expect(await codeOfCall(() => createVerifier(trust as never, options as never))).toBe('ERR_OPTION_INVALID')
  }
})

test('F6: leaving out a check needs a reason', async () => {
  for (const why of ['', ' ', '\n', undefined, null, 0, true, {}]) {
    expect(await codeOfCall(() => unchecked(why as string))).toBe('ERR_OPTION_INVALID')
  }
  const imitation = { [Symbol('keywell.unchecked')]: 'x', unchecked: true, why: 'x' }
  expect(await codeOfCall(() => createVerifier({ ...trust, audience: imitation } as never))).toBe('ERR_OPTION_INVALID')
})

test('F6: what is left out is only what was said', async () => {
  const lax = verifierOver([pair.jwk], { audience: unchecked('a test'), expiry: unchecked('a test') })
  await expectAccepted(lax, tokenOf(pair, { aud: undefined, exp: undefined }))
  await expectRefused(lax, tokenOf(pair, { exp: NOW - 1000 }), 'ERR_TOKEN_EXPIRED')
  await expectRefused(lax, tokenOf(pair, { exp: '1' }), 'ERR_CLAIM_INVALID')
  await expectRefused(lax, tokenOf(pair, { iss: 'https://other.test' }), 'ERR_ISSUER_UNTRUSTED')
  await expectRefused(lax, tokenOf(pair).slice(0, -6).concat('AAAAAA'), 'ERR_SIGNATURE_INVALID')
})

test('F6: an unchecked issuer stands alone', async () => {
  const open = { ...trust, issuer: unchecked('a test') }
  expect(await codeOfCall(() => createVerifier([open, trust]))).toBe('ERR_OPTION_INVALID')
  expect(await codeOfCall(() => createVerifier([trust, open]))).toBe('ERR_OPTION_INVALID')
})

test('F6: options are read once: changing them later changes nothing', async () => {
  const audience = [AUDIENCE]
  const algorithms: 'ES256'[] = ['ES256']
  const types = ['JWT']
  const options = { issuer: [ISSUER], audience, algorithms, types, keys, requiredClaims: ['sub'] }
  const verifier = createVerifier(options, { clock: STILL })
  audience.push('https://other.test')
  types.push('logout+jwt')
  options.issuer.push('https://other.test')
  algorithms.pop()
  options.requiredClaims.pop()
  await expectAccepted(verifier, tokenOf(pair))
  await expectRefused(verifier, tokenOf(pair, { aud: 'https://other.test' }), 'ERR_AUDIENCE_MISMATCH')
  await expectRefused(verifier, tokenOf(pair, { iss: 'https://other.test' }), 'ERR_ISSUER_UNTRUSTED')
  await expectRefused(verifier, tokenOf(pair, {}, { typ: 'logout+jwt' }), 'ERR_TYPE_MISMATCH')
  await expectRefused(verifier, tokenOf(pair, { sub: undefined }), 'ERR_CLAIM_MISSING')
})

test('F6: what an error shows of the configuration cannot be used to change it', async () => {
  const strict = verifierOver([pair.jwk], {
    types: ['JWT'],
    audience: [AUDIENCE],
    algorithms: ['ES256'],
    issuer: [ISSUER],
  })
  const refused = [
    tokenOf(pair, {}, { typ: 'logout+jwt' }),
    tokenOf(pair, { aud: 'https://other.test' }),
    tokenOf(pair, { iss: 'https://other.test' }),
    tokenOf(pairOf('RS256')),
  ]
  for (const token of refused) {
    const first = await outcomeOf(strict, token)
    if (first.code === 'accepted') throw new Error('it was accepted')
    for (const list of Object.values(first.error.detail)) {
      if (Array.isArray(list) && !Object.isFrozen(list)) list.push('logout+jwt', 'https://other.test', 'RS256')
    }
    expect((await outcomeOf(strict, token)).code).toBe(first.code)
  }
})

test.each([/^https:/, /issuer/g, /x/y])('F7: a pattern is no issuer, no audience and no type: %s', async (pattern) => {
  for (const option of ['issuer', 'audience', 'types', 'requiredClaims']) {
    for (const value of [pattern, [pattern]]) {
      expect(await codeOfCall(() => createVerifier({ ...trust, [option]: value } as never))).toBe('ERR_OPTION_INVALID')
    }
  }
})

const forAudience = (audience: string, options: VerifierOptions = {}): ReturnType<typeof verifierOver> =>
  verifierOver([pair.jwk], { audience }, { tokenCache: {}, ...options })

test('F11: the memory of one verifier says nothing to another', async () => {
  const [one, two] = [forAudience(AUDIENCE), forAudience('https://other.test')]
  const token = tokenOf(pair)
  await expectAccepted(one, token)
  await expectRefused(two, token, 'ERR_AUDIENCE_MISMATCH')
  await expectAccepted(one, token)
})

test('F11: nobody can change what the next caller gets', async () => {
  const verifier = forAudience(AUDIENCE)
  const token = tokenOf(pair, { roles: ['user'], nested: { deep: [{ x: 1 }] } })
  const first = await expectAccepted(verifier, token)
  const before = JSON.stringify(first)
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    expect(Object.isFrozen(value)).toBe(true)
    for (const name of [...Object.keys(value), 'added']) {
      expect(Reflect.set(value, name, 'changed')).toBe(false)
      expect(Reflect.deleteProperty(value, name) && Object.hasOwn(value, name)).toBe(false)
    }
    Object.values(value).forEach(visit)
  }
  visit(first)
  expect(JSON.stringify(await expectAccepted(verifier, token))).toBe(before)
})

test('F11: a remembered verdict ends with the token, and with its own time', async () => {
  let now = NOW_MS
  const verifier = forAudience(AUDIENCE, { clock: clockAt(() => now), tokenCache: { maxAgeSeconds: 3600 } })
  const token = tokenOf(pair, { exp: NOW + 300, nbf: NOW - 10 })
  await expectAccepted(verifier, token)
  now = (NOW + 359.999) * 1000
  await expectAccepted(verifier, token)
  now = (NOW + 360) * 1000
  await expectRefused(verifier, token, 'ERR_TOKEN_EXPIRED')
  now = (NOW - 71) * 1000
  await expectRefused(verifier, token, 'ERR_TOKEN_NOT_YET_VALID')
})

test('F11: a wall clock that steps back is noticed by remembered verdicts with an age limit too', async () => {
  let now = NOW_MS
  const options = { clock: clockAt(() => now), tokenCache: {} }
  const verifier = verifierOver([pair.jwk], { maxAgeSeconds: 100, clockToleranceSeconds: 0 }, options)
  const token = tokenOf(pair)
  await expectAccepted(verifier, token)
  now -= 30_000
  await expectRefused(verifier, token, 'ERR_TOKEN_NOT_YET_VALID')
})

test('F11: refusals are not remembered', async () => {
  let now = (NOW - 100) * 1000
  const verifier = forAudience(AUDIENCE, { clock: clockAt(() => now) })
  const token = tokenOf(pair, { nbf: NOW })
  await expectRefused(verifier, token, 'ERR_TOKEN_NOT_YET_VALID')
  now = NOW_MS
  await expectAccepted(verifier, token)
})

test('F11: checks of the trust run on remembered tokens too', async () => {
  let isBlocked = false
  const verifier = verifierOver([pair.jwk], { checks: [() => !isBlocked] }, { tokenCache: {} })
  const token = tokenOf(pair)
  await expectAccepted(verifier, token)
  isBlocked = true
  await expectRefused(verifier, token, 'ERR_CLAIM_INVALID')
})

test('F11: tokens that share a long beginning or a length are told apart', async () => {
  const verifier = forAudience(AUDIENCE)
  const tokens = Array.from({ length: 50 }, (_, n) => tokenOf(pair, { filler: 'x'.repeat(6000), n: 100 + n }))
  for (const token of tokens) await expectAccepted(verifier, token)
  for (const [n, token] of tokens.entries()) {
    expect((await expectAccepted(verifier, token)).payload).toMatchObject({ n: 100 + n })
    const [header, payload] = token.split('.')
    const other = tokens[(n + 1) % tokens.length]?.split('.')[2]
    await expectRefused(verifier, `${header}.${payload}.${other}`, 'ERR_SIGNATURE_INVALID')
  }
})

test('F12: no key is looked up by a callback, and no text is a key', async () => {
  for (const wrong of [
    () => pair.publicKey,
    async () => keys,
    pair.publicKey,
    'secret',
    Buffer.from('secret'),
    pair.jwk,
  ]) {
    expect(await codeOfCall(() => createVerifier({ ...trust, keys: wrong as never }))).toBe('ERR_OPTION_INVALID')
    expect(await codeOfCall(() => jws.verifyJws(tokenOf(pair), { keys: wrong as never }))).toBe('ERR_OPTION_INVALID')
  }
  for (const wrong of ['x'.repeat(64), undefined, null, 5, {}, new ArrayBuffer(64), [1, 2, 3]]) {
    expect(await codeOfCall(() => sharedSecret(wrong as never, { alg: 'HS256' }))).toBe('ERR_OPTION_INVALID')
  }
})

test('F12: nothing that is exported verifies without saying what it trusts', () => {
  const names = [keywell, jwk, jws, sign].flatMap((module) => Object.keys(module))
  const verifying = names.filter((name) => /verif/i.test(name)).toSorted()
  expect(verifying).toEqual(['createVerifier', 'verifyJws'])
})

test('F8: a source that loses its key while a token is verified gives no verdict of its own', async () => {
  const failing: KeySource = {
    ...keys,
    lookup: () => ({ outcome: 'empty' }),
    refresh: async () => {
      throw new RangeError('x')
    },
  }
  expect(await codeOfCall(() => verifierOver([], { keys: failing }).verify(tokenOf(pair)))).toBe('ERR_KEYS_UNAVAILABLE')
})

test('F11: shared secrets are not shared between sources', async () => {
  const [one, two] = [secretBytes(32), secretBytes(32)]
  const signed = (secret: Buffer): string => compact({ alg: 'HS256' }, claims(), hmacWith('HS256', secret))
  const verifier = verifierOver([], { keys: sharedSecret(one, { alg: 'HS256' }) }, { tokenCache: {} })
  await expectAccepted(verifier, signed(one))
  await expectRefused(verifier, signed(two), 'ERR_SIGNATURE_INVALID')
})
