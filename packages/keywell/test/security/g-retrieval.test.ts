/** Attacks on retrieving keys: what a server may answer, and where it may lead. */
import { expect, test } from 'vitest'
import { createVerifier, discoverJwks, type RemoteOptions, remoteJwks } from '../../src/index.ts'
import { failure } from '../support/failures.ts'
import { patiently } from '../support/patience.ts'
import type { Answer } from '../support/scripted-fetch.ts'
import { JWKS_URL, lasting, retrieval, setOf } from './retrieval.ts'
import { AUDIENCE, codeOfCall, ISSUER, makePair, type Pair, pairOf } from './support.ts'

const ours = pairOf('ES256')
const theirs = makePair('ES256', 'theirs')
const token = lasting(ours)

const HOUR = 3_600_000
const YEAR = 8760 * HOUR

const YEARLONG = { 'cache-control': 'public, immutable, max-age=31536000, stale-if-error=31536000' }

test('G5: a removed key is noticed within the hour, though the server said to keep its set for a year', async () => {
  const it = retrieval({ ...setOf(ours), headers: YEARLONG })
  expect(await it.verify(token)).toBe('accepted')
  it.serve({ ...setOf(theirs), headers: YEARLONG })
  await it.clock.advance(HOUR)
  expect(await it.verify(token)).toBe('ERR_KEY_NOT_FOUND')
})

test.each([
  [{}, 24 * HOUR],
  [{ staleIfError: 'max' }, 168 * HOUR],
] as const)('G5: keys outlive a server that stays away by a bound, never by its word: %o', async (options, mostMs) => {
  const it = retrieval({ ...setOf(ours), headers: YEARLONG }, { refresh: 'on-demand', ...options })
  expect(await it.verify(token)).toBe('accepted')
  it.serve({ status: 503 })
  await it.clock.advance(mostMs)
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
})

test.each([2_592_000, Number.POSITIVE_INFINITY, Number.NaN, -1])(
  'G5: no option keeps keys for ever: %s',
  async (seconds) => {
    const make = (options: RemoteOptions) => remoteJwks(JWKS_URL, options)
    await failure('ERR_OPTION_INVALID', () => make({ staleIfError: seconds }))
    await failure('ERR_OPTION_INVALID', () => make({ freshness: { maxSeconds: seconds } }))
    await failure('ERR_OPTION_INVALID', () => make({ removalGraceSeconds: seconds }))
  },
)

const padded = (bytes: number): string => JSON.stringify({ keys: [ours.jwk], x: 'x'.repeat(bytes) })

test('G7: a body over 256 KiB is refused as it comes, whatever length was stated', async () => {
  for (const headers of [{}, { 'content-length': '10' }]) {
    const it = retrieval({ body: padded(262_144), headers })
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.keys.status().error).toMatchObject({ code: 'ERR_FETCH_TOO_LARGE' })
  }
  expect(await retrieval({ body: padded(200_000) }).verify(token)).toBe('accepted')
})

test('G7: a stated length beyond all bounds costs nothing by itself', async () => {
  expect(await retrieval({ ...setOf(ours), headers: { 'content-length': '1e15' } }).verify(token)).toBe('accepted')
})

test('G7: a body without end is left at the bound', async () => {
  let given = 0
  const fetch: NonNullable<RemoteOptions['fetch']> = async () =>
    new Response(
      new ReadableStream({
        pull: (stream) => {
          given += 65_536
          stream.enqueue(new Uint8Array(65_536).fill(0x20))
        },
      }),
    )
  const it = retrieval({}, { fetch })
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(given).toBeLessThanOrEqual(262_144 + 3 * 65_536)
})

const REDIRECTS = [
  'http://169.254.169.254/latest/meta-data/',
  'https://evil.test/jwks.json',
  'file:///etc/passwd',
  'data:application/json,{}',
  '/elsewhere',
  JWKS_URL,
]

test.each(REDIRECTS.flatMap((to) => [301, 302, 303, 307, 308].map((status) => [status, to] as const)))(
  'G9: a redirect (%i) to %s is not followed',
  async (status, location) => {
    const it = retrieval((url) => (url === JWKS_URL ? { status, headers: { location } } : setOf(ours)))
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.keys.status().error).toMatchObject({ code: 'ERR_FETCH_REDIRECT' })
    expect(new Set(it.requests.map(({ url }) => url))).toEqual(new Set([JWKS_URL]))
  },
)

test.each(['http://169.254.169.254/', 'http://evil.test/', 'file:///etc/passwd', 'data:application/json,{}', JWKS_URL])(
  'G9: a redirect to %s is not followed even where three are allowed',
  async (location) => {
    const it = retrieval((url) => (url === JWKS_URL ? { status: 302, headers: { location } } : setOf(ours)), {
      redirects: 3,
    })
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(new Set(it.requests.map(({ url }) => url))).toEqual(new Set([JWKS_URL]))
  },
)

test('G9: a fetch that followed a redirect by itself is found out', async () => {
  const fetch: NonNullable<RemoteOptions['fetch']> = async () =>
    Object.defineProperty(Response.json({ keys: [ours.jwk] }), 'redirected', { value: true })
  expect(await retrieval({}, { fetch }).verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
})

const SCHEMES = [
  'http://issuer.test/jwks.json',
  'http://169.254.169.254/',
  'http://localhost.evil.test/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'data:application/json,{"keys":[]}',
  'ftp://issuer.test/jwks.json',
  'blob:https://issuer.test/1',
  'javascript:0',
  '//issuer.test/jwks.json',
  'jwks.json',
  'https:',
  '',
]

test.each(SCHEMES)('G10: keys come by https alone, not from %j', async (url) => {
  await failure('ERR_OPTION_INVALID', () => remoteJwks(url))
  await failure('ERR_OPTION_INVALID', () => discoverJwks(url))
})

test.each(['http://issuer.test/', 'http://127.0.0.1.evil.test/', 'http://10.0.0.1/', 'http://0.0.0.0/', 'file:///x'])(
  'G10: allowHttpLoopback admits this machine alone, not %s',
  async (url) => {
    await failure('ERR_OPTION_INVALID', () => remoteJwks(url, { allowHttpLoopback: true }))
  },
)

const METADATA = `${ISSUER}/.well-known/openid-configuration`

/** A discovered source whose metadata is this, and whose keys are at every URL. */
const discovered = (metadata: unknown) =>
  retrieval(
    (url): Answer => (url.includes('/.well-known/') ? { body: metadata } : setOf(ours)),
    {},
    (options) => discoverJwks(ISSUER, options),
  )

const OTHER_ISSUERS: readonly unknown[] = [
  'https://evil.test',
  `${ISSUER}/`,
  'https://ISSUER.test',
  `${ISSUER}:443`,
  'http://issuer.test',
  `${ISSUER}\u0000`,
  ` ${ISSUER}`,
  '',
  [ISSUER],
  { [ISSUER]: true },
  null,
  undefined,
  true,
]

test.each(OTHER_ISSUERS)('G14: metadata of the issuer %j is not ours', async (issuer) => {
  const it = discovered({ issuer, jwks_uri: JWKS_URL })
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(it.requests.map(({ url }) => url)).not.toContain(JWKS_URL)
})

const PLACES: readonly unknown[] = [
  '/jwks.json',
  'http://issuer.test/jwks.json',
  'http://169.254.169.254/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'data:application/json,{}',
  'https://user:password@issuer.test/jwks.json',
  [JWKS_URL],
  { href: JWKS_URL },
  null,
  undefined,
  7,
]

test.each(PLACES)('G14: a jwks_uri of %j leads nowhere', async (jwksUri) => {
  const it = discovered({ issuer: ISSUER, jwks_uri: jwksUri })
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(it.requests.map(({ url }) => url)).toEqual([METADATA])
})

test('G14: a jwks_uri on another host is the issuer’s own word, and fine', async () => {
  const it = discovered({ issuer: ISSUER, jwks_uri: 'https://keys.test/jwks' })
  expect(await it.verify(token)).toBe('accepted')
})

test('G14: metadata is not followed to another place', async () => {
  const it = retrieval(
    (url) => (url === METADATA ? { status: 302, headers: { location: 'https://evil.test/' } } : setOf(ours)),
    {},
    (options) => discoverJwks(ISSUER, options),
  )
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(it.requests.map(({ url }) => url)).toEqual([METADATA])
})

test('G14: metadata that changes hands later leaves the place that served, and its keys', async () => {
  const it = discovered({ issuer: ISSUER, jwks_uri: JWKS_URL })
  expect(await it.verify(token)).toBe('accepted')
  it.serve((url) => {
    if (url.includes('/.well-known/')) return { body: { issuer: 'https://evil.test', jwks_uri: 'https://evil.test/' } }
    return url === JWKS_URL ? setOf(ours) : setOf(theirs)
  })
  await it.clock.advance(26 * HOUR)
  expect(await it.verify(token)).toBe('accepted')
  expect(await it.verify(lasting(theirs))).toBe('ERR_KEY_NOT_FOUND')
  expect(it.requests.map(({ url }) => url)).not.toContain('https://evil.test/')
})

test('G15: a key is looked for by issuer, never by kid or host alone', async () => {
  const forged = { ...makePair('ES256', 'forged'), kid: ours.kid }
  const sets: ReadonlyMap<string, object> = new Map([
    [`${ISSUER}/one`, ours.jwk],
    [`${ISSUER}/two`, { ...forged.jwk, kid: ours.kid }],
  ])
  const { clock } = retrieval({})
  const fetch = async (url: string): Promise<Response> => Response.json({ keys: [sets.get(url)] })
  const trusts = [...sets.keys()].map((url) => ({
    issuer: url,
    audience: AUDIENCE,
    keys: remoteJwks(url, { fetch, clock }),
  }))
  const verifier = createVerifier(trusts, { clock })
  const verify = (pair: Pair, iss: string): Promise<string> =>
    patiently(
      clock,
      codeOfCall(() => verifier.verify(lasting(pair, {}, { iss }))),
    )
  expect(await verify(ours, `${ISSUER}/one`)).toBe('accepted')
  expect(await verify(forged, `${ISSUER}/two`)).toBe('accepted')
  expect(await verify(forged, `${ISSUER}/one`)).toBe('ERR_SIGNATURE_INVALID')
  expect(await verify(ours, `${ISSUER}/two`)).toBe('ERR_SIGNATURE_INVALID')
})

const BROKEN: readonly unknown[] = [null, 7, 'key', [], {}, { kty: 'EC' }, { kty: 'RSA', n: '', e: '' }, { kty: 7 }]

test.each(BROKEN)('G16: a set with %j among its keys verifies by the others', async (broken) => {
  const it = retrieval({ body: { keys: [broken, ours.jwk, broken] } })
  expect(await it.verify(token)).toBe('accepted')
  expect(it.keys.status().keys?.quarantined.map(({ index }) => index)).toEqual([0, 2])
})

test('G17: a set of 10,000 keys is refused before one of them is read', async () => {
  const it = retrieval({ body: { keys: Array.from({ length: 10_000 }, () => ({})) } })
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(it.keys.status().error).toMatchObject({
    code: 'ERR_JWKS_INVALID',
    message: 'the set has 10000 keys, more than 256',
  })
})

test('G17: of 250 keys with one kid at most 4 are tried', async () => {
  const others: readonly Pair[] = Array.from({ length: 8 }, (_, i) => makePair('ES256', `other ${i}`))
  const twins = others.map(({ jwk }) => ({ ...jwk, kid: ours.kid }))
  const first = retrieval({ body: { keys: [...twins.slice(0, 3), ours.jwk] } })
  expect(await first.verify(token)).toBe('accepted')
  const late = retrieval({ body: { keys: [...twins, ours.jwk] } })
  const error = await failure('ERR_SIGNATURE_INVALID', () => patiently(late.clock, late.verifier.verify(token)))
  expect(error.detail.tried).toBe(4)
})

test.each([201, 202, 203, 206, 226, 299, 300, 304, 400, 401, 403, 404, 418, 500, 503])(
  'G18: the body of an answer with status %i is no key set',
  async (status) => {
    const it = retrieval({ ...setOf(ours), status })
    expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
    expect(it.keys.status().error).toMatchObject({ code: 'ERR_FETCH_STATUS' })
  },
)

test('G18: a 304 counts only for validators that were sent', async () => {
  const it = retrieval(setOf(ours))
  expect(await it.verify(token)).toBe('accepted')
  it.serve({ status: 304 })
  await it.clock.advance(590_000)
  expect(it.keys.status()).toMatchObject({ lastAttempt: 'failed', error: { detail: { status: 304 } } })
  expect(it.keys.status().ageMs).toBeGreaterThan(580_000)
})

test('G5: a year later nothing is left of a set, whoever kept the process', async () => {
  const it = retrieval(setOf(ours), { refresh: 'on-demand' })
  expect(await it.verify(token)).toBe('accepted')
  it.serve({ fault: 'stall' })
  await it.clock.advance(YEAR)
  expect(await it.verifyNow(token)).not.toBe('accepted')
})
