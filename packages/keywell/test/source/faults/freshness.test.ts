/** How long a set is fresh by what its answer says, and asking again only whether something changed. */
import { describe, expect, test } from 'vitest'
import { discoverJwks } from '../../../src/index.ts'
import { faultWorld, type FaultOptions, type FaultWorld } from '../../support/fault-world.ts'

const SECOND = 1000

type Headers = Readonly<Record<string, string>>

/** A source that was answered with these headers and does nothing of itself afterwards. */
async function answeredWith(headers: Headers, options: FaultOptions = {}): Promise<FaultWorld> {
  const it = await faultWorld({ refresh: 'on-demand', ...options })
  it.recover(headers)
  await it.warmUp()
  return it
}

/** F, as it shows: the set is not stale until then. */
async function expectFreshFor(it: FaultWorld, seconds: number): Promise<void> {
  const { ageMs = 0 } = it.keys.status()
  await it.clock.advance(seconds * SECOND - ageMs - 1)
  expect(it.keys.status().state).toBe('refresh')
  await it.clock.advance(1)
  expect(it.keys.status().state).toBe('stale')
}

const httpDate = (ms: number): string => new Date(ms).toUTCString()
const NOW = Date.UTC(2026, 0, 1)

test.each<[string, Headers, number]>([
  ['nothing', {}, 600],
  ['max-age=0', { 'cache-control': 'max-age=0' }, 300],
  ['max-age=15', { 'cache-control': 'public, max-age=15' }, 300],
  ['max-age=1800', { 'cache-control': 'max-age=1800, must-revalidate' }, 1800],
  ['max-age=86400', { 'cache-control': 'max-age=86400' }, 3600],
  ['a max-age beyond all numbers', { 'cache-control': `max-age=${'9'.repeat(40)}` }, 3600],
  ['a max-age that is none', { 'cache-control': 'max-age=-1, max-age=soon' }, 600],
  ['an Age of 900 of 1800', { 'cache-control': 'max-age=1800', age: '900' }, 900],
  ['an Age above max-age', { 'cache-control': 'max-age=1800', age: '7200' }, 300],
  ['an Age that is none', { 'cache-control': 'max-age=1800', age: 'old' }, 1800],
  ['Expires after Date', { date: httpDate(NOW - 5000), expires: httpDate(NOW + 1_195_000) }, 1200],
  ['Expires without Date', { expires: httpDate(NOW + 1_200_000) }, 1200],
  ['Expires in the past', { expires: httpDate(NOW - 1_200_000) }, 300],
  ['Expires 0', { expires: '0' }, 300],
  ['max-age against Expires', { 'cache-control': 'max-age=1200', expires: '0' }, 1200],
  ['no-store', { 'cache-control': 'no-store' }, 300],
  ['no-store against max-age', { 'cache-control': 'no-store, max-age=3600' }, 300],
  ['no-cache', { 'cache-control': 'no-cache' }, 300],
  ['must-revalidate alone', { 'cache-control': 'must-revalidate' }, 600],
])('a set that came with %s is fresh for the time that bounds allow', async (_, headers, seconds) => {
  await expectFreshFor(await answeredWith(headers), seconds)
})

test('no-store and no-cache count for nothing where honorNoStore is false', async () => {
  const ignored = { freshness: { honorNoStore: false } }
  await expectFreshFor(await answeredWith({ 'cache-control': 'no-store' }, ignored), 600)
  await expectFreshFor(await answeredWith({ 'cache-control': 'no-cache, max-age=900' }, ignored), 900)
})

test('a set that may not be stored is still kept for an outage, and asked for with validators', async () => {
  const it = await faultWorld({ refresh: 'on-demand' })
  it.recover({ 'cache-control': 'no-store, must-revalidate', etag: '"1"' })
  const token = await it.warmUp()
  it.serve({ status: 503 })
  await it.clock.advance(270_000)
  expect(await it.verify(token)).toBe('accepted')
  await it.clock.advance(60_000)
  expect(await it.verify(token)).toBe('accepted')
  expect(it.keys.status()).toMatchObject({ state: 'stale' })
  expect(it.requests[1]?.headers).toMatchObject({ 'if-none-match': '"1"' })
})

describe('stale-if-error', () => {
  const remaining = async (value: string, options: FaultOptions = {}): Promise<number | undefined> => {
    const it = await answeredWith({ 'cache-control': `max-age=600, stale-if-error=${value}` }, options)
    const { remainingMs = 0, ageMs = 0 } = it.keys.status()
    return (remainingMs + ageMs) / SECOND
  }

  test('lowers how long the keys outlive an outage', async () => expect(await remaining('60')).toBe(660))

  test('never raises it', async () => {
    expect(await remaining('999999999')).toBe(86_400)
    expect(await remaining('86400', { staleIfError: 'high' })).toBe(3600)
  })

  test('of 0 ends it with freshness', async () => expect(await remaining('0')).toBe(600))

  test('holds on when a 304 does not repeat it', async () => {
    const it = await answeredWith({ 'cache-control': 'max-age=900, stale-if-error=60', etag: '"1"' })
    it.serve({ status: 304 })
    await it.clock.advance(820_000)
    await it.warmUp()
    await it.clock.advance(0)
    const { remainingMs = 0, ageMs = 0, counters } = it.keys.status()
    expect(counters?.fetches.notModified).toBe(1)
    expect(remainingMs + ageMs).toBe(960_000)
  })
})

describe('a conditional request', () => {
  const VALIDATORS = { etag: '"1"', 'last-modified': httpDate(NOW) }

  test('sends both validators, and a 304 renews the set without changing it', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    it.recover(VALIDATORS)
    const token = await it.warmUp()
    const before = it.keys.status()
    it.serve({ status: 304 })
    await it.clock.advance(580_000)
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(0)
    expect(it.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"'])
    expect(it.requests.map(({ headers }) => headers['if-modified-since'])).toEqual([undefined, httpDate(NOW)])
    const after = it.keys.status()
    expect(after).toMatchObject({ state: 'fresh', generation: 1, setHash: before.setHash })
    expect(after.keys).toBe(before.keys)
    expect(it.events.slice(2)).toMatchObject([{ type: 'revalidated' }, { type: 'fetched', result: 'not-modified' }])
    await expectFreshFor(it, 600)
  })

  test('answered by 304 renews the freshness that the set came with, unless it names another', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    it.recover({ 'cache-control': 'max-age=1800', etag: '"1"' })
    const token = await it.warmUp()
    it.serve({ status: 304 })
    await it.clock.advance(1_700_000)
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(0)
    await expectFreshFor(it, 1800)
    it.serve({ status: 304, headers: { 'cache-control': 'max-age=900' } })
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(0)
    await expectFreshFor(it, 900)
  })

  test('keeps its validators when a 304 brings none', async () => {
    const it = await faultWorld()
    it.recover(VALIDATORS)
    await it.warmUp()
    it.serve({ status: 304 })
    await it.clock.advance(1_200_000)
    expect(it.requests.length).toBeGreaterThanOrEqual(3)
    expect(new Set(it.requests.slice(1).map(({ headers }) => headers['if-none-match']))).toEqual(new Set(['"1"']))
  })

  test('follows the ETag of the last set', async () => {
    const it = await faultWorld()
    it.recover({ etag: '"1"' })
    await it.warmUp()
    await it.issuer.rotate()
    it.recover({ etag: '"2"' })
    await it.clock.advance(540_000)
    expect(it.keys.status().generation).toBe(2)
    await it.clock.advance(540_000)
    expect(it.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"2"'])
  })

  test('has no validators once a set came without any', async () => {
    const it = await faultWorld()
    it.recover({ etag: '"1"' })
    await it.warmUp()
    it.recover()
    await it.clock.advance(1_080_000)
    expect(it.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', undefined])
  })

  test('keeps those of the held set while answers fail', async () => {
    const it = await faultWorld()
    it.recover({ etag: '"1"' })
    await it.warmUp()
    it.serve({ body: '<html>', headers: { etag: '"wrong"' } })
    await it.clock.advance(700_000)
    expect(it.keys.status().lastAttempt).toBe('failed')
    expect(new Set(it.requests.slice(1).map(({ headers }) => headers['if-none-match']))).toEqual(new Set(['"1"']))
  })

  test('is none after a purge, so that a 304 cannot leave the source empty', async () => {
    const it = await faultWorld()
    it.serve((_, { headers }) =>
      headers['if-none-match'] === '"1"' ? { status: 304 } : { body: it.issuer.jwks(), headers: { etag: '"1"' } },
    )
    const token = await it.warmUp()
    it.keys.purge()
    expect(await it.verify(token)).toBe('accepted')
    expect(it.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined])
  })

  test('never shows an ETag to another URL', async () => {
    const issuer = 'https://issuer.test'
    let place = 'https://keys.test/old'
    const it = await faultWorld({ make: (options) => discoverJwks(issuer, options) })
    it.serve((url) => {
      if (url.includes('/.well-known/')) return { body: { issuer, jwks_uri: place } }
      if (url !== place) return { status: 404 }
      return { body: it.issuer.jwks(), headers: { etag: `"of ${place}"` } }
    })
    await it.warmUp()
    place = 'https://keys.test/new'
    await it.clock.advance(1_080_000)
    const sent = it.requests.map(({ url, headers }) => [new URL(url).pathname, headers['if-none-match']])
    expect(sent).toEqual([
      ['/.well-known/openid-configuration', undefined],
      ['/old', undefined],
      ['/old', '"of https://keys.test/old"'],
      ['/.well-known/openid-configuration', undefined],
      ['/new', undefined],
      ['/new', '"of https://keys.test/new"'],
    ])
  })

  test('leaves out validators that no header can carry', async () => {
    const it = await faultWorld()
    it.recover({ etag: `"${'x'.repeat(600)}"`, 'last-modified': '\u00e9' })
    await it.warmUp()
    await it.clock.advance(540_000)
    expect(it.requests).toHaveLength(2)
    expect(it.requests[1]?.headers).not.toHaveProperty('if-none-match')
    expect(it.requests[1]?.headers).not.toHaveProperty('if-modified-since')
  })
})
