import { beforeAll, describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/io/http.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { discoverJwks } from '../../src/source/remote/discover.ts'
import type { KeySource } from '../../src/source/key-source.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { closedPort, json, serve } from '../support/http-server.ts'
import { patiently } from '../support/patience.ts'

const ISSUER = 'https://issuer.example/tenant'
const OPENID = `${ISSUER}/.well-known/openid-configuration`
const INSERTED = 'https://issuer.example/.well-known/oauth-authorization-server/tenant'
const SUFFIX = `${ISSUER}/.well-known/oauth-authorization-server`
const JWKS = 'https://keys.example/jwks'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

interface Web {
  /** What each URL serves: a document, a status, or an error to reject with. The test may change it. */
  readonly pages: Map<string, unknown>
  readonly asked: string[]
  readonly clock: FakeClock
  readonly fetch: Fetch
  source(issuer?: string): KeySource
}

function web(pages: Readonly<Record<string, unknown>>): Web {
  const served = new Map(Object.entries(pages))
  const asked: string[] = []
  const clock = fakeClock()
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const page = served.get(url) ?? 404
    if (page instanceof Error) throw page
    if (typeof page === 'number') return new Response('no', { status: page })
    return new Response(typeof page === 'string' ? page : JSON.stringify(page))
  }
  const source = (issuer = ISSUER): KeySource => discoverJwks(issuer, { fetch, clock, refresh: 'on-demand' })
  return { pages: served, asked, clock, fetch, source }
}

const metadata = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  issuer: ISSUER,
  jwks_uri: JWKS,
  ...change,
})

const causeOf = async (source: KeySource): Promise<unknown> =>
  (await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))).cause

/** The same for what is tried again before it counts as failed. */
const causeInTime = ({ clock }: Web, source: KeySource): Promise<unknown> => patiently(clock, causeOf(source))

const kids = (source: KeySource): unknown => source.status().keys?.keys.map(({ kid }) => kid)

describe('an issuer', () => {
  test('is asked for its OpenID configuration, and that for its keys', async () => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    expect(source.lookup(queryOf('one')).outcome).toBe('found')
    expect(it.asked).toEqual([OPENID, JWKS])
    expect(source.status()).toMatchObject({ kind: 'discovered', source: ISSUER })
  })

  test.each([400, 403, 404, 405, 410])('without one (%i) is asked in the two forms of RFC 8414', async (status) => {
    const it = web({ [OPENID]: status, [INSERTED]: status, [SUFFIX]: metadata(), [JWKS]: jwksOf(one) })
    await it.source().refresh('cold')
    expect(it.asked).toEqual([OPENID, INSERTED, SUFFIX, JWKS])
  })

  test('without a path has one form of RFC 8414', async () => {
    const root = 'https://issuer.example'
    const it = web({})
    const cause = await causeOf(it.source(root))
    expect(it.asked).toEqual([
      `${root}/.well-known/openid-configuration`,
      `${root}/.well-known/oauth-authorization-server`,
    ])
    expect(cause).toMatchObject({
      code: 'ERR_DISCOVERY_INVALID',
      cause: { code: 'ERR_FETCH_STATUS', detail: { status: 404 } },
    })
  })

  test('that ends with a slash is asked without it and compared with it', async () => {
    const issuer = `${ISSUER}/`
    const it = web({ [OPENID]: metadata({ issuer }), [JWKS]: jwksOf(one) })
    await it.source(issuer).refresh('cold')
    expect(it.asked[0]).toBe(OPENID)
  })

  test.each([401, 302, 201])('that answers %i is not asked elsewhere', async (status) => {
    const it = web({ [OPENID]: status, [INSERTED]: metadata(), [JWKS]: jwksOf(one) })
    expect(await causeOf(it.source())).toMatchObject({ code: expect.stringMatching(/^ERR_FETCH_(STATUS|REDIRECT)$/) })
    expect(it.asked).toEqual([OPENID])
  })

  test.each([500, 503, 429, 408])('that answers %i is asked once more, and not elsewhere', async (status) => {
    const it = web({ [OPENID]: status, [INSERTED]: metadata(), [JWKS]: jwksOf(one) })
    expect(await causeInTime(it, it.source())).toMatchObject({ code: 'ERR_FETCH_STATUS', detail: { status } })
    expect(it.asked).toEqual([OPENID, OPENID])
  })

  test('that cannot be reached is asked once more, and not elsewhere', async () => {
    const it = web({ [OPENID]: new TypeError('fetch failed') })
    expect(await causeInTime(it, it.source())).toMatchObject({ code: 'ERR_FETCH_FAILED' })
    expect(it.asked).toEqual([OPENID, OPENID])
  })
})

describe('metadata', () => {
  const COMPARE = 'configure the issuer exactly as its discovery document spells it'
  const causeFor = (page: unknown): Promise<unknown> => causeOf(web({ [OPENID]: page, [JWKS]: jwksOf(one) }).source())

  test.each([
    ['https://evil.example/tenant', COMPARE],
    [`${ISSUER}/`, `they differ in the trailing slash only; configure "${ISSUER}/"`],
    ['https://ISSUER.example/tenant', COMPARE],
    ['https://issuer.example:443/tenant', COMPARE],
    ['', COMPARE],
  ])('of another issuer is refused: %s', async (issuer, hint) => {
    const cause = await causeFor(metadata({ issuer }))
    expect(cause).toMatchObject({ code: 'ERR_ISSUER_MISMATCH', detail: { expected: ISSUER, received: issuer } })
    expect(cause).toMatchObject({ hint })
  })

  test.each<[string, unknown, string | undefined]>([
    ['an issuer that is missing', { jwks_uri: JWKS }, 'issuer'],
    ['an issuer in a list', metadata({ issuer: [ISSUER] }), 'issuer'],
    ['no jwks_uri', { issuer: ISSUER }, 'jwks_uri'],
    ['a jwks_uri that is an object', metadata({ jwks_uri: {} }), 'jwks_uri'],
    ['a relative jwks_uri', metadata({ jwks_uri: '/jwks' }), 'jwks_uri'],
    ['a file for jwks_uri', metadata({ jwks_uri: 'file:///etc/passwd' }), 'jwks_uri'],
    ['data for jwks_uri', metadata({ jwks_uri: 'data:application/json,{}' }), 'jwks_uri'],
    ['plain http for jwks_uri', metadata({ jwks_uri: 'http://keys.example/' }), 'jwks_uri'],
    ['loopback for jwks_uri', metadata({ jwks_uri: 'http://127.0.0.1/' }), 'jwks_uri'],
    ['a page of HTML', '<html>', undefined],
    ['an array', '[]', undefined],
    ['nothing', '', undefined],
    ['the issuer twice', `{"issuer":"https://evil.example","issuer":"${ISSUER}"}`, undefined],
  ])('with %s is refused', async (_, page, member) => {
    expect(await causeFor(page)).toMatchObject({ code: 'ERR_DISCOVERY_INVALID', detail: { url: OPENID, member } })
  })

  test('with a byte order mark is read', async () => {
    const it = web({ [OPENID]: `\ufeff${JSON.stringify(metadata())}`, [JWKS]: jwksOf(one) })
    await expect(it.source().refresh('cold')).resolves.toBeUndefined()
  })
})

describe('the jwks_uri', () => {
  /** Three quarters of an hour on, so that a refresh is due and the breaker closed; no timer comes before. */
  const renew = async ({ clock }: Web, source: KeySource): Promise<void> => {
    await clock.advance(2_700_000)
    await patiently(clock, source.refresh('due'))
  }

  test('is remembered: later refreshes ask it alone, until a day has passed', async () => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    for (let turns = 0; turns < 32; turns++) await renew(it, source)
    expect(it.asked.filter((url) => url === OPENID)).toHaveLength(2)
    expect(it.asked.filter((url) => url === JWKS)).toHaveLength(33)
  })

  test.each([404, 410])('that is gone (%i) is looked up again', async (status) => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    const moved = 'https://keys.example/moved'
    it.pages
      .set(JWKS, status)
      .set(OPENID, metadata({ jwks_uri: moved }))
      .set(moved, jwksOf(two))
    await renew(it, source)
    expect(kids(source)).toEqual(['two'])
    await renew(it, source)
    expect(it.asked.slice(2)).toEqual([JWKS, OPENID, moved, moved])
  })

  test('is looked up again after a purge', async () => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    const moved = 'https://keys.example/moved'
    it.pages.set(OPENID, metadata({ jwks_uri: moved })).set(moved, jwksOf(two))
    source.purge()
    await source.refresh('cold')
    expect(kids(source)).toEqual(['two'])
  })

  test('that is gone without a successor is a failure that keeps the set', async () => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    it.pages.set(JWKS, 404)
    await renew(it, source)
    expect(source.status()).toMatchObject({ lastAttempt: 'failed', error: { code: 'ERR_FETCH_STATUS' } })
    expect(kids(source)).toEqual(['one'])
    expect(it.asked.slice(2)).toEqual([JWKS, OPENID])
  })

  test('that fails in any other way is not looked up again', async () => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    it.pages.set(JWKS, 500)
    await renew(it, source)
    expect(it.asked.slice(2)).toEqual([JWKS, JWKS])
  })

  test.each<[string, unknown]>([
    ['are gone', 500],
    ['have become another issuer’s', { issuer: 'https://evil.example', jwks_uri: JWKS }],
    ['name a URL that serves no keys', { issuer: ISSUER, jwks_uri: 'https://keys.example/nothing' }],
  ])('that has served goes on when the metadata %s after a day', async (_, page) => {
    const it = web({ [OPENID]: metadata(), [JWKS]: jwksOf(one) })
    const source = it.source()
    await source.refresh('cold')
    it.pages.set(OPENID, page).set(JWKS, jwksOf(two))
    for (let turns = 0; turns < 33; turns++) await renew(it, source)
    expect(source.status()).toMatchObject({ lastAttempt: 'ok' })
    expect(kids(source)).toEqual(['two'])
  })
})

describe('on real sockets', () => {
  test('one discovery and one key request serve 1,000 callers', async () => {
    const server = await serve((request, response) => {
      const issuer = `http://${request.headers.host}`
      json(response, request.url === '/jwks' ? jwksOf(one) : { issuer, jwks_uri: `${issuer}/jwks` })
    })
    const source = discoverJwks(server.origin, { allowHttpLoopback: true })
    await Promise.all(Array.from({ length: 1000 }, () => source.refresh('cold')))
    expect(kids(source)).toEqual(['one'])
    expect(server.asked).toEqual(['/.well-known/openid-configuration', '/jwks'])
  })

  test('a closed port is a failed fetch', async () => {
    const source = discoverJwks(`http://127.0.0.1:${await closedPort()}`, { allowHttpLoopback: true })
    expect(await causeOf(source)).toMatchObject({ code: 'ERR_FETCH_FAILED', detail: { reason: 'connection refused' } })
  })
})

describe('a query for the discovery document', () => {
  const withQuery = (served: Web): KeySource =>
    discoverJwks(ISSUER, { fetch: served.fetch, clock: served.clock, query: { client_id: '0oa/1&x' } })

  test('goes with every place that is tried, and the key set is fetched from where the answer says', async () => {
    const search = '?client_id=0oa%2F1%26x'
    const served = web({
      [`${INSERTED}${search}`]: metadata({ jwks_uri: `${JWKS}${search}` }),
      [`${JWKS}${search}`]: jwksOf(one),
    })
    await withQuery(served).refresh('cold')
    expect(served.asked).toEqual([`${OPENID}${search}`, `${INSERTED}${search}`, `${JWKS}${search}`])
  })

  test('is not shown in errors', async () => {
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => withQuery(web({})).refresh('cold'))
    expect(JSON.stringify([error, error.cause])).not.toContain('0oa')
  })

  test.each([
    ['query', 'client_id=x'],
    ['query.client_id', { client_id: 1 }],
    ['query.client_id', { client_id: '' }],
  ])('that is wrong is refused by name: %s', async (option, query) => {
    const error = await failure('ERR_OPTION_INVALID', async () => discoverJwks(ISSUER, { query: query as never }))
    expect(error.detail.option).toBe(option)
  })
})
