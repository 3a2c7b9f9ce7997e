/** Attacks with claims: times that are no numbers, issuers and audiences that look right, tokens made for somebody else. */
import { expect, test } from 'vitest'
import type { ErrorCode } from '../../src/errors/index.ts'
import { createVerifier, type IssuerTemplate, type JwtPayload, staticJwks } from '../../src/index.ts'
import {
  AUDIENCE,
  claims,
  clockAt,
  compact,
  expectAccepted,
  expectRefused,
  ISSUER,
  makePair,
  type Members,
  NOW,
  NOW_MS,
  outcomeOf,
  pairOf,
  STILL,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])
const exact = verifierOver([pair.jwk], { clockToleranceSeconds: 0 })
const limited = verifierOver([pair.jwk], { maxAgeSeconds: 600, maxLifetimeSeconds: 600 })

/** Claims as text, so that numbers can be written as JSON has them and JavaScript has not. */
const written = (name: string, value: string): string =>
  compact({ alg: 'ES256', kid: pair.kid }, JSON.stringify(claims({ [name]: '@' })).replace('"@"', value), pair.sign)

const NO_TIMES = [
  '"1800000000"',
  '""',
  'null',
  'true',
  'false',
  '[]',
  '[1800000000]',
  '{}',
  '{"valueOf":1}',
  '1e400',
  '-1e400',
  '1e309',
]

test.each(['exp', 'nbf', 'iat'].flatMap((name) => NO_TIMES.map((value) => [name, value] as const)))(
  'F1: %s of %s is no time',
  async (name, value) => {
    const error = await expectRefused(verifier, written(name, value), 'ERR_CLAIM_INVALID')
    expect(error.detail).toMatchObject({ claim: name })
    await expectRefused(limited, written(name, value), 'ERR_CLAIM_INVALID')
  },
)

const ODD_TIMES: readonly (readonly [string, string, ErrorCode | 'accepted'])[] = [
  ['exp', '0', 'ERR_TOKEN_EXPIRED'],
  ['exp', '-0', 'ERR_TOKEN_EXPIRED'],
  ['exp', '-1', 'ERR_TOKEN_EXPIRED'],
  ['exp', '-1e308', 'ERR_TOKEN_EXPIRED'],
  ['exp', '5e-324', 'ERR_TOKEN_EXPIRED'],
  ['exp', '1e308', 'accepted'],
  ['exp', '9007199254740993', 'accepted'],
  ['exp', `${NOW_MS}`, 'accepted'],
  ['nbf', '0', 'accepted'],
  ['nbf', '-1e308', 'accepted'],
  ['nbf', '1e308', 'ERR_TOKEN_NOT_YET_VALID'],
  ['nbf', `${NOW_MS}`, 'ERR_TOKEN_NOT_YET_VALID'],
  ['iat', '0', 'accepted'],
  ['iat', '-1e308', 'accepted'],
  ['iat', '1e308', 'accepted'],
]

test.each(ODD_TIMES)('F1: %s of %s is judged by arithmetic alone: %s', async (name, value, code) => {
  const outcome = await outcomeOf(verifier, written(name, value))
  expect(outcome.code).toBe(code)
  const strict = await outcomeOf(limited, written(name, value))
  if (code !== 'accepted') expect(strict.code).toBe(code)
  if (name === 'iat') expect(strict.code).not.toBe('accepted')
})

test('F1: an issuer that counts milliseconds is told so', async () => {
  const late = verifierOver([pair.jwk], {}, { clock: clockAt(() => NOW_MS * 2000) })
  const expired = await expectRefused(late, tokenOf(pair, { exp: NOW_MS }), 'ERR_TOKEN_EXPIRED')
  expect(expired.hint).toMatch(/milliseconds/)
  const early = await expectRefused(verifier, tokenOf(pair, { nbf: NOW_MS }), 'ERR_TOKEN_NOT_YET_VALID')
  expect(early.hint).toMatch(/milliseconds/)
})

test.each([
  [NOW, 'ERR_TOKEN_EXPIRED'],
  [NOW - 1, 'ERR_TOKEN_EXPIRED'],
  [NOW + 0.001, 'accepted'],
  [NOW + 1, 'accepted'],
] as const)('F2: without tolerance, a token with exp %d at that very time: %s', async (exp, code) => {
  expect((await outcomeOf(exact, tokenOf(pair, { exp }))).code).toBe(code)
})

test.each([
  [NOW - 60, 'ERR_TOKEN_EXPIRED'],
  [NOW - 59, 'accepted'],
] as const)('F2: with the default tolerance of 60 s, exp %d: %s', async (exp, code) => {
  expect((await outcomeOf(verifier, tokenOf(pair, { exp }))).code).toBe(code)
})

test.each([
  [{ nbf: NOW + 60 }, 'accepted'],
  [{ nbf: NOW + 60.5 }, 'ERR_TOKEN_NOT_YET_VALID'],
  [{ nbf: NOW + 61 }, 'ERR_TOKEN_NOT_YET_VALID'],
] as const)('F2: with the default tolerance of 60 s, %j: %s', async (more, code) => {
  expect((await outcomeOf(verifier, tokenOf(pair, more))).code).toBe(code)
})

test.each([
  ['iss', 'ERR_ISSUER_UNTRUSTED'],
  ['aud', 'ERR_CLAIM_MISSING'],
  ['exp', 'ERR_CLAIM_MISSING'],
] as const)('F3: a token without %s is refused', async (name, code) => {
  await expectRefused(verifier, tokenOf(pair, { [name]: undefined }), code)
})

test.each(['jti', 'sub', 'scope', 'a.b'])('F3: a required claim %s that is absent or null is missing', async (name) => {
  const strict = verifierOver([pair.jwk], { requiredClaims: [name] })
  await expectRefused(strict, tokenOf(pair, { sub: undefined }), 'ERR_CLAIM_MISSING')
  await expectRefused(strict, tokenOf(pair, { sub: undefined, [name]: null }), 'ERR_CLAIM_MISSING')
  for (const value of [0, '', false, [], {}]) await expectAccepted(strict, tokenOf(pair, { [name]: value }))
})

test.each([
  [{ maxAgeSeconds: 600 }, 'iat'],
  [{ maxLifetimeSeconds: 600 }, 'iat'],
] as const)('F3: with %j, a token without %s is refused', async (trust, name) => {
  await expectRefused(verifierOver([pair.jwk], trust), tokenOf(pair, { [name]: undefined }), 'ERR_CLAIM_MISSING')
})

test('F3: limits of age and lifetime hold', async () => {
  await expectAccepted(limited, tokenOf(pair, { iat: NOW, exp: NOW + 600 }))
  await expectRefused(limited, tokenOf(pair, { iat: NOW, exp: NOW + 601 }), 'ERR_TOKEN_TOO_OLD')
  await expectAccepted(limited, tokenOf(pair, { iat: NOW - 300, exp: NOW + 300 }))
  const aged = verifierOver([pair.jwk], { maxAgeSeconds: 600 })
  await expectAccepted(aged, tokenOf(pair, { iat: NOW - 659 }))
  await expectRefused(aged, tokenOf(pair, { iat: NOW - 660 }), 'ERR_TOKEN_TOO_OLD')
  await expectAccepted(aged, tokenOf(pair, { iat: NOW + 60 }))
  await expectRefused(aged, tokenOf(pair, { iat: NOW + 61 }), 'ERR_TOKEN_NOT_YET_VALID')
})

const ISSUER_NEAR_MISSES = [
  `${ISSUER}/`,
  `${ISSUER} `,
  ` ${ISSUER}`,
  `${ISSUER}\u0000`,
  `${ISSUER}\n`,
  `${ISSUER}#`,
  `${ISSUER}?`,
  `${ISSUER}.`,
  ISSUER.slice(0, -1),
  ISSUER.toUpperCase(),
  ISSUER.replace('https', 'http'),
  ISSUER.replace('https', 'HTTPS'),
  ISSUER.replace('https://', ''),
  ISSUER.replace('issuer.test', 'Issuer.test'),
  ISSUER.replace('issuer.test', 'issuer.test:443'),
  ISSUER.replace('issuer.test', 'issuer.test.attacker.example'),
  ISSUER.replace('issuer.test', 'attacker.example/issuer.test'),
  ISSUER.replace('issuer.test', 'user@issuer.test'),
  ISSUER.replace('.', 'x'),
  ISSUER.replace('i', 'і'),
  ISSUER.replace('s', 'ſ'),
  ISSUER.replace('issuer', 'iss%75er'),
  `${ISSUER}\u200B`,
  `\uFEFF${ISSUER}`,
  `${ISSUER},https://other.test`,
  '',
  '*',
  '.*',
]

test.each(ISSUER_NEAR_MISSES)('F4: the issuer %j is another one', async (iss) => {
  await expectRefused(verifier, tokenOf(pair, { iss }), 'ERR_ISSUER_UNTRUSTED')
  const several = verifierOver([pair.jwk], { issuer: ['https://first.test', ISSUER] })
  await expectRefused(several, tokenOf(pair, { iss }), 'ERR_ISSUER_UNTRUSTED')
})

test.each([[[ISSUER]], [[ISSUER, 'https://other.test']], [{ 0: ISSUER }], [{ iss: ISSUER }], [0], [true], [null]])(
  'F4: an issuer that is no string is none: %j',
  async (iss) => {
    const { code } = await outcomeOf(verifier, tokenOf(pair, { iss }))
    expect(code).toBe('ERR_CLAIM_INVALID')
  },
)

test('F4: an issuer that differs in its last slash is told so', async () => {
  const error = await expectRefused(verifier, tokenOf(pair, { iss: `${ISSUER}/` }), 'ERR_ISSUER_UNTRUSTED')
  expect(error.hint).toBe('it differs from a trusted one only in the trailing slash')
})

test('F4: of several issuers each is accepted with its own keys only', async () => {
  const several = verifierOver([pair.jwk], { issuer: ['https://first.test', ISSUER] })
  await expectAccepted(several, tokenOf(pair))
  expect((await expectAccepted(several, tokenOf(pair, { iss: 'https://first.test' }))).issuer).toBe(
    'https://first.test',
  )
})

const WRONG_AUDIENCES: readonly (readonly [unknown, ErrorCode])[] = [
  ['', 'ERR_AUDIENCE_MISMATCH'],
  [[''], 'ERR_AUDIENCE_MISMATCH'],
  [[], 'ERR_AUDIENCE_MISMATCH'],
  [AUDIENCE.slice(0, -1), 'ERR_AUDIENCE_MISMATCH'],
  [`${AUDIENCE}/`, 'ERR_AUDIENCE_MISMATCH'],
  [`${AUDIENCE} https://other.test`, 'ERR_AUDIENCE_MISMATCH'],
  [`https://other.test,${AUDIENCE}`, 'ERR_AUDIENCE_MISMATCH'],
  [AUDIENCE.toUpperCase(), 'ERR_AUDIENCE_MISMATCH'],
  [`${AUDIENCE}\u0000`, 'ERR_AUDIENCE_MISMATCH'],
  ['*', 'ERR_AUDIENCE_MISMATCH'],
  ['.*', 'ERR_AUDIENCE_MISMATCH'],
  [['https://other.test'], 'ERR_AUDIENCE_MISMATCH'],
  [AUDIENCE.split(''), 'ERR_AUDIENCE_MISMATCH'],
  [[[AUDIENCE]], 'ERR_CLAIM_INVALID'],
  [[AUDIENCE, 1], 'ERR_CLAIM_INVALID'],
  [[AUDIENCE, null], 'ERR_CLAIM_INVALID'],
  [{ 0: AUDIENCE, length: 1 }, 'ERR_CLAIM_INVALID'],
  [{ [AUDIENCE]: true }, 'ERR_CLAIM_INVALID'],
  [0, 'ERR_CLAIM_INVALID'],
  [true, 'ERR_CLAIM_INVALID'],
  [null, 'ERR_CLAIM_INVALID'],
]

test.each(WRONG_AUDIENCES)('F5: the audience %j is not ours: %s', async (aud, code) => {
  await expectRefused(verifier, tokenOf(pair, { aud }), code)
  const several = verifierOver([pair.jwk], { audience: ['https://first.test', AUDIENCE] })
  await expectRefused(several, tokenOf(pair, { aud }), code)
})

test.each([[AUDIENCE], [[AUDIENCE]], [['https://other.test', AUDIENCE]], [[AUDIENCE, AUDIENCE]]])(
  'F5: the audience %j is ours',
  async (aud) => {
    await expectAccepted(verifier, tokenOf(pair, { aud }))
  },
)

test('F8: a token for another client of the same realm is refused by a check of azp', async () => {
  const forClient = verifierOver([pair.jwk], {
    checks: [
      (payload: JwtPayload) => payload['azp'] === 'web' || { claim: 'azp', expected: '"web"', hint: 'log in here' },
    ],
  })
  await expectAccepted(forClient, tokenOf(pair, { azp: 'web' }))
  for (const azp of ['mobile', undefined, ['web'], null]) {
    const error = await expectRefused(forClient, tokenOf(pair, { azp }), 'ERR_CLAIM_INVALID')
    expect([error.detail, error.hint]).toMatchObject([{ claim: 'azp', verified: true }, 'log in here'])
  }
})

const REFUSING: readonly (readonly [string, () => unknown])[] = [
  ['false', () => false],
  ['a problem', () => ({ claim: 'azp' })],
  ['null', () => null],
  ['0', () => 0],
  ['a truthy word', () => 'yes'],
  ['a promise of true', async () => true],
  // oxlint-disable-next-line unicorn/no-thenable -- what another realm's promise is here
  ['a thenable', () => ({ then: (resolve: (value: boolean) => void) => resolve(true) })],
  ['an error', () => new Error('x')],
  [
    'a throw',
    () => {
      throw new Error('x')
    },
  ],
  [
    'a throw of nothing',
    () => {
      // oxlint-disable-next-line typescript/only-throw-error -- what others' code may do
      throw undefined
    },
  ],
]

test.each(REFUSING)('F8: a check that answers with %s refuses the token', async (_, check) => {
  const checked = verifierOver([pair.jwk], { checks: [check as () => boolean] })
  await expectRefused(checked, tokenOf(pair), 'ERR_CLAIM_INVALID')
})

const ENTRA: IssuerTemplate = {
  template: 'https://login.test/{tenantid}/v2.0',
  claims: { tenantid: 'tid' },
}
const tenantToken = (tid: unknown, iss: string, signer = pair): string =>
  compact({ alg: 'ES256', kid: signer.kid }, claims({ iss, tid }), signer.sign)

const TENANTS: readonly (readonly [string, string, unknown, boolean])[] = [
  ['that agrees with the issuer', 'https://login.test/a-1/v2.0', 'a-1', true],
  ['of another tenant', 'https://login.test/a-1/v2.0', 'b-2', false],
  ['that is missing', 'https://login.test/a-1/v2.0', undefined, false],
  ['that is empty', 'https://login.test//v2.0', '', false],
  ['that is literal braces', 'https://login.test/{tenantid}/v2.0', '{tenantid}', false],
  ['that is literal braces in the issuer alone', 'https://login.test/{tenantid}/v2.0', 'a-1', false],
  ['with a slash', 'https://login.test/a/b/v2.0', 'a/b', false],
  ['with a line break', 'https://login.test/a\n/v2.0', 'a\n', false],
  ['that is a number', 'https://login.test/1/v2.0', 1, false],
  ['that is an array', 'https://login.test/a-1/v2.0', ['a-1'], false],
  ['with a host of its own', 'https://login.test/@attacker.example/v2.0', '@attacker.example', false],
  ['with a replacement pattern', "https://login.test/$'/v2.0", "$'", false],
]

const tenantTrust = { issuer: ENTRA, audience: AUDIENCE, keys: staticJwks([pair.jwk]) }
const TEMPLATED = [
  ['a trust', () => createVerifier(tenantTrust, { clock: STILL })],
  ['one of several trusts', () => createVerifier([tenantTrust, { ...tenantTrust, issuer: ISSUER }], { clock: STILL })],
  ['resolve()', () => createVerifier({ resolve: () => tenantTrust, maxIssuers: 9 }, { clock: STILL })],
] as const

test.each(
  TEMPLATED.flatMap(([how, make]) =>
    TENANTS.map(([what, iss, tid, isGood]) => [how, what, make, iss, tid, isGood] as const),
  ),
)('F9: with a template by %s, a tenant %s', async (_, _what, make, iss, tid, isGood) => {
  const { code } = await outcomeOf(make(), tenantToken(tid, iss))
  expect(code).toBe(isGood ? 'accepted' : 'ERR_ISSUER_UNTRUSTED')
})

test.each(TEMPLATED)('F9: with a template by %s, tokens that came before never loosen the binding', async (_, make) => {
  const templated = make()
  for (let round = 0; round < 3; round++) {
    await expectAccepted(templated, tenantToken('a-1', 'https://login.test/a-1/v2.0'))
    await expectRefused(templated, tenantToken('b-2', 'https://login.test/a-1/v2.0'), 'ERR_ISSUER_UNTRUSTED')
    await expectRefused(templated, tenantToken(undefined, 'https://login.test/a-1/v2.0'), 'ERR_ISSUER_UNTRUSTED')
  }
})

test('F9: a token of a wrong tenant, which anybody can write, does not make a verifier forget keys it has', async () => {
  const asked = new Set<number>()
  let made = 0
  const resolve = (): typeof tenantTrust => {
    const place = made++
    const lookup: typeof tenantTrust.keys.lookup = (query) => {
      asked.add(place)
      return tenantTrust.keys.lookup(query)
    }
    return { ...tenantTrust, keys: { ...tenantTrust.keys, lookup } }
  }
  const verifying = createVerifier({ resolve, maxIssuers: 9 }, { clock: STILL })
  for (let round = 0; round < 3; round++) {
    await expectAccepted(verifying, tenantToken('a-1', 'https://login.test/a-1/v2.0'))
    await expectRefused(verifying, tenantToken('b-2', 'https://login.test/a-1/v2.0'), 'ERR_ISSUER_UNTRUSTED')
  }
  expect(asked.size).toBe(1)
})

test('F9: a key published for one tenant does not verify tokens of another', async () => {
  const own = makePair('ES256', 'own')
  const keys = staticJwks([
    { ...own.jwk, issuer: 'https://login.test/a-1/v2.0' },
    { ...pair.jwk, issuer: 'https://login.test/{tenantid}/v2.0' },
  ])
  const templated = createVerifier({ ...tenantTrust, keys }, { clock: STILL })
  await expectAccepted(templated, tenantToken('a-1', 'https://login.test/a-1/v2.0', own))
  await expectRefused(templated, tenantToken('b-2', 'https://login.test/b-2/v2.0', own), 'ERR_ISSUER_UNTRUSTED')
  await expectAccepted(templated, tenantToken('b-2', 'https://login.test/b-2/v2.0'))
})

test('F10: an id token is no access token where types are asked for, and ids are the caller’s to compare', async () => {
  const seen = new Set<unknown>()
  const once = (payload: Members): boolean => typeof payload['jti'] === 'string' && !seen.has(payload['jti'])
  const access = verifierOver([pair.jwk], { types: ['at+jwt'], requiredClaims: ['jti'], checks: [once] })
  await expectRefused(access, tokenOf(pair, { jti: '1', nonce: 'n' }, { typ: 'JWT' }), 'ERR_TYPE_MISMATCH')
  await expectAccepted(access, tokenOf(pair, { jti: '1' }, { typ: 'at+jwt' }))
  seen.add('1')
  await expectRefused(access, tokenOf(pair, { jti: '1' }, { typ: 'at+jwt' }), 'ERR_CLAIM_INVALID')
  await expectRefused(access, tokenOf(pair, {}, { typ: 'at+jwt' }), 'ERR_CLAIM_MISSING')
})
