/** Attacks with header members: extensions, duplicates, prototypes, nesting and types. */
import { expect, test } from 'vitest'
import { createVerifier, staticJwks, unchecked } from '../../src/index.ts'
import { parseJwks } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import {
  AUDIENCE,
  base64url,
  claims,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  ISSUER,
  type Members,
  NOW,
  pairOf,
  type Part,
  STILL,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])
const withHeader = (header: Part): string => compact(header, claims(), pair.sign)
const withPayload = (payload: Part): string => compact({ alg: 'ES256', kid: pair.kid }, payload, pair.sign)
const members = (more: Members): Members => ({ alg: 'ES256', kid: pair.kid, ...more })

test.each([
  [[]],
  [null],
  [0],
  [1],
  [''],
  ['exp'],
  [true],
  [false],
  [{}],
  [{ 0: 'b64', length: 1 }],
  [['']],
  [[null]],
  [[0]],
  [[['b64']]],
  [['x', 'x']],
  [['alg']],
  [['kid', 'typ']],
  [['crit']],
  [['jwk']],
  [['b64']],
  [['exp']],
  [['__proto__']],
  [['constructor']],
  [['hasOwnProperty']],
  [['toString', 'valueOf']],
  [['http://example.com/UNDEFINED']],
])('E1: crit %j is refused, whether the header has the names or not', async (crit) => {
  await expectRefused(verifier, withHeader(members({ crit })), 'ERR_HEADER_CRIT')
  const present = Object.fromEntries((Array.isArray(crit) ? crit : []).map((name) => [String(name), true]))
  await expectRefused(verifier, withHeader({ ...present, ...members({ crit }), b64: true }), 'ERR_HEADER_CRIT')
})

test('E1: a critical extension is named by the error, so that somebody can ask for it', async () => {
  const error = await expectRefused(verifier, withHeader(members({ crit: ['exp', 'b64'] })), 'ERR_HEADER_CRIT')
  expect(error.detail).toMatchObject({ names: ['exp', 'b64'] })
})

test.each([
  [{ b64: false, crit: ['b64', 'b64'] }],
  [{ b64: false, crit: ['b64', 'exp'] }],
  [{ crit: ['b64'] }],
  [{ b64: false, crit: [] }],
  [{ b64: false, crit: 'b64' }],
])('E1: verifyJws that accepts b64 still refuses %j', async (more) => {
  const token = compact(members(more), 'x', pair.sign)
  const call = verifyJws(token, { keys: staticJwks([pair.jwk]), allowUnencodedPayload: true })
  expect(await codeOfCall(() => call)).toBe('ERR_HEADER_CRIT')
})

test.each([
  ['{"alg":"ES256","kid":"ES256-key","kid":"other"}'],
  ['{"kid":"x","alg":"ES256","kid":"ES256-key"}'],
  ['{"alg":"ES256","kid":"ES256-key","k\\u0069d":"ES256-key"}'],
  ['{"alg":"ES256","kid":"ES256-key","crit":["exp"],"crit":null}'],
  ['{"alg":"ES256","kid":"ES256-key","x":{"a":1,"a":2}}'],
  ['{"alg":"ES256","kid":"ES256-key","__proto__":1,"__proto__":2}'],
])('E2: a header that says something twice is refused: %s', async (header) => {
  await expectRefused(verifier, withHeader(header), 'ERR_HEADER_INVALID')
})

test('E2: of claims that occur twice the last one counts, for every check', async () => {
  const twice = (name: string, first: unknown, last: unknown): string => {
    const rest = JSON.stringify(Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name)))
    return withPayload(`{"${name}":${JSON.stringify(first)},${rest.slice(1, -1)},"${name}":${JSON.stringify(last)}}`)
  }
  const accepted = await expectAccepted(verifier, twice('sub', 'alice', 'admin'))
  expect(accepted.payload).toMatchObject({ sub: 'admin' })
  await expectAccepted(verifier, twice('exp', NOW - 1000, NOW + 1000))
  await expectRefused(verifier, twice('exp', NOW + 1000, NOW - 1000), 'ERR_TOKEN_EXPIRED')
  await expectAccepted(verifier, twice('iss', 'https://other.test', ISSUER))
  await expectRefused(verifier, twice('iss', ISSUER, 'https://other.test'), 'ERR_ISSUER_UNTRUSTED')
  await expectRefused(verifier, twice('aud', AUDIENCE, 'https://other.test'), 'ERR_AUDIENCE_MISMATCH')
})

test('E2: a key set that says something twice is refused as a whole', async () => {
  const key = JSON.stringify(pair.jwk)
  const doubled = `${key.slice(0, -1)},"kid":"other"}`
  for (const text of [`{"keys":[${doubled}]}`, `{"keys":[],"keys":[${key}]}`, `{"keys":[${key}],"x":{"a":1,"a":1}}`]) {
    expect(await codeOfCall(() => parseJwks(text))).toBe('ERR_JWKS_INVALID')
  }
})

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'toJSON']

test.each(PROTOTYPE_NAMES)('E3: a claim called %s is a claim like any other', async (name) => {
  const payload = JSON.stringify({ ...claims(), placeholder: { admin: true } }).replace('placeholder', name)
  const accepted = await expectAccepted(verifier, withPayload(payload))
  expect(Object.hasOwn(accepted.payload as object, name)).toBe(true)
  expect(Object.keys(accepted.payload as object)).toContain(name)
  expect((accepted.payload as Members)['admin']).toBeUndefined()
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  const required = verifierOver([pair.jwk], { requiredClaims: [name] })
  await expectAccepted(required, withPayload(payload))
  await expectRefused(required, tokenOf(pair), 'ERR_CLAIM_MISSING')
})

test.each(PROTOTYPE_NAMES)('E3: a header member called %s is a member like any other', async (name) => {
  const header = JSON.stringify(members({ placeholder: { alg: 'none', crit: ['x'] } })).replace('placeholder', name)
  const accepted = await expectAccepted(verifier, withHeader(header))
  expect(Object.getPrototypeOf(accepted.header)).toBe(null)
  expect(Object.hasOwn(accepted.header, name)).toBe(true)
})

test('E3: claims inside __proto__ are no claims', async () => {
  const inside = `{"__proto__":${JSON.stringify(claims())}}`
  await expectRefused(verifier, withPayload(inside), 'ERR_ISSUER_UNTRUSTED')
  const half = `{"__proto__":${JSON.stringify(claims())},"iss":"${ISSUER}"}`
  await expectRefused(verifier, withPayload(half), 'ERR_CLAIM_MISSING')
})

test('E3: members inside __proto__ are none of a key set or of a key', async () => {
  const set = JSON.stringify({ keys: [pair.jwk] })
  expect(await codeOfCall(() => parseJwks(`{"__proto__":${set}}`))).toBe('ERR_JWKS_INVALID')
  expect(await codeOfCall(() => parseJwks(JSON.parse(`{"__proto__":${set}}`)))).toBe('ERR_JWKS_INVALID')
  const key = `{"kty":"EC","__proto__":${JSON.stringify(pair.jwk)}}`
  for (const document of [`{"keys":[${key}]}`, JSON.parse(`{"keys":[${key}]}`) as unknown]) {
    expect(parseJwks(document).keys).toEqual([])
  }
})

test.each([
  ['iss', ISSUER, 'ERR_ISSUER_UNTRUSTED'],
  ['aud', AUDIENCE, 'ERR_CLAIM_MISSING'],
  ['exp', NOW + 300, 'ERR_CLAIM_MISSING'],
] as const)('E3: a claim %s on a polluted Object.prototype does not count', async (name, value, code) => {
  const payload = Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name))
  const token = withPayload(payload)
  await polluted(name, value, async () => expectRefused(verifier, token, code))
})

test('E3: a polluted Object.prototype neither adds an issuer to a result nor a constraint to a check', async () => {
  const lax = verifierOver([pair.jwk], { issuer: unchecked('a test without issuer'), maxAgeSeconds: 100 })
  const token = withPayload({ aud: AUDIENCE, exp: NOW + 300, iat: NOW })
  await polluted('iss', 'https://polluted.test', async () => {
    expect((await expectAccepted(lax, token)).issuer).toBeUndefined()
  })
  await polluted('nbf', NOW + 10_000, async () => expectAccepted(lax, token))
  const cached = verifierOver([pair.jwk], {}, { tokenCache: {} })
  await polluted('nbf', NOW + 10_000, async () => {
    const remembered = tokenOf(pair)
    await expectAccepted(cached, remembered)
    await expectAccepted(cached, remembered)
  })
})

test('E3: a polluted Object.prototype does not change what a key is for', async () => {
  for (const [name, value] of [
    ['use', 'enc'],
    ['key_ops', []],
    ['alg', 'none'],
    ['kid', 'x'],
    ['d', 'x'],
  ] as const) {
    await polluted(name, value, async () => {
      const set = parseJwks({ keys: [pair.bare] })
      expect([set.keys.length, set.quarantined.length]).toEqual([1, 0])
      expect(set.keys[0]?.kid).toBeUndefined()
    })
  }
})

async function polluted(name: string, value: unknown, work: () => Promise<unknown>): Promise<void> {
  // oxlint-disable-next-line no-extend-native -- what a prototype pollution leaves behind
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true, enumerable: false })
  try {
    await work()
  } finally {
    Reflect.deleteProperty(Object.prototype, name)
  }
}

const unsigned = compact({ alg: 'none' }, claims({ sub: 'admin' }), '')

test.each([
  ['an unsigned token', unsigned],
  ['an unsigned token in quotes', JSON.stringify(unsigned)],
  ['a good token', tokenOf(pair)],
  ['a good token in quotes', JSON.stringify(tokenOf(pair))],
])('E7: %s inside a signed one is not unwrapped', async (_, inner) => {
  for (const cty of [undefined, 'JWT']) {
    const token = compact(members({ cty }), inner, pair.sign)
    const error = await expectRefused(verifier, token, 'ERR_TOKEN_MALFORMED')
    expect(error.hint).toMatch(/nested token/)
  }
})

test('E7: an encrypted token is refused as that, whatever is inside', async () => {
  const header = base64url({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
  await expectRefused(
    verifier,
    `${header}.${base64url('key')}.${base64url('iv')}.${base64url(unsigned)}.${base64url('tag')}`,
    'ERR_TOKEN_ENCRYPTED',
  )
})

test.each(['dir', 'RSA-OAEP', 'RSA-OAEP-256', 'RSA1_5', 'A256KW', 'ECDH-ES', 'PBES2-HS256+A128KW'])(
  'E7: the encryption algorithm %s in the header of a signed token is refused',
  async (alg) => {
    await expectRefused(verifier, withHeader(members({ alg, enc: 'A256GCM' })), 'ERR_ALG_NOT_ALLOWED')
  },
)

test('E8: an encrypted token is refused before any work, whatever work it asks for', async () => {
  const bomb = base64url({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', zip: 'DEF', p2c: 2 ** 31 - 1, p2s: 'AAAA' })
  const token = `${bomb}.AAAA.AAAA.${'A'.repeat(40_000)}.AAAA`
  const start = performance.now()
  await expectRefused(verifier, token, 'ERR_TOKEN_ENCRYPTED')
  expect(performance.now() - start).toBeLessThan(1000)
})

test('E8: zip and p2c in the header of a signed token start nothing', async () => {
  const start = performance.now()
  await expectAccepted(verifier, withHeader(members({ zip: 'DEF', p2c: 2 ** 31 - 1, p2s: 'AAAA', enc: 'A256GCM' })))
  expect(performance.now() - start).toBeLessThan(1000)
})

const OTHER_USES = [
  'logout+jwt',
  'dpop+jwt',
  'secevent+jwt',
  'token-introspection+jwt',
  'oauth-authz-req+jwt',
  'kb+jwt',
]

test.each(OTHER_USES)('E9: a %s is no access token, however its typ is spelled', async (typ) => {
  for (const spelling of [typ, typ.toUpperCase(), `application/${typ}`, `Application/${typ.toUpperCase()}`]) {
    await expectRefused(verifier, withHeader(members({ typ: spelling })), 'ERR_TYPE_MISMATCH')
  }
  await expectAccepted(verifierOver([pair.jwk], { types: [typ] }), withHeader(members({ typ })))
})

const accessTokens = verifierOver([pair.jwk], { types: ['at+jwt'] })

test.each(['at+jwt', 'AT+JWT', 'At+Jwt', 'application/at+jwt', 'APPLICATION/AT+JWT'])(
  'E9: where access tokens are asked for, typ %j is one',
  async (typ) => {
    await expectAccepted(accessTokens, withHeader(members({ typ })))
  },
)

test.each([
  undefined,
  '',
  'JWT',
  'jwt',
  'at',
  'at+jwt ',
  ' at+jwt',
  'at+jwt\u0000',
  'at+jwt;v=1',
  'xat+jwt',
  'at+jwtx',
  'text/at+jwt',
  'application/application/at+jwt',
  'application//at+jwt',
  'application/',
  'a\u200Bt+jwt',
  'аt+jwt',
  'logout+jwt',
])('E9: where access tokens are asked for, typ %j is none', async (typ) => {
  await expectRefused(accessTokens, withHeader(members({ typ })), 'ERR_TYPE_MISMATCH')
})

test('E9: letters are compared without case in ASCII only', async () => {
  const keyBindings = verifierOver([pair.jwk], { types: ['kb+jwt'] })
  await expectAccepted(keyBindings, withHeader(members({ typ: 'KB+JWT' })))
  await expectRefused(keyBindings, withHeader(members({ typ: '\u212Ab+jwt' })), 'ERR_TYPE_MISMATCH')
})

test.each([[1], [null], [true], [['at+jwt']], [{}]])('E9: a typ of %j is a malformed header', async (typ) => {
  await expectRefused(verifier, withHeader(members({ typ })), 'ERR_HEADER_INVALID')
  await expectRefused(accessTokens, withHeader(members({ typ })), 'ERR_HEADER_INVALID')
})

test('E9: a token without typ counts as JWT', async () => {
  await expectAccepted(verifierOver([pair.jwk], { types: ['JWT'] }), withHeader(members({})))
})

test('E9: one issuer’s kinds of token, told apart by typ alone, go to the trust made for each', async () => {
  const keys = staticJwks([pair.jwk])
  const trust = { issuer: ISSUER, audience: AUDIENCE, keys }
  const both = createVerifier(
    [
      { ...trust, name: 'access', types: ['at+jwt'] },
      { ...trust, name: 'logout', types: ['logout+jwt'] },
    ],
    { clock: STILL },
  )
  expect((await expectAccepted(both, withHeader(members({ typ: 'at+jwt' })))).trust).toBe('access')
  expect((await expectAccepted(both, withHeader(members({ typ: 'logout+jwt' })))).trust).toBe('logout')
  await expectRefused(both, withHeader(members({ typ: 'JWT' })), 'ERR_TYPE_MISMATCH')
})
