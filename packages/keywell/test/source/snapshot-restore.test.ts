import { beforeAll, describe, expect, test } from 'vitest'
import { discoverJwks, remoteJwks, remoteKey, type RemoteOptions } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'

const URL_TEXT = 'https://issuer.example/jwks'
const HOUR = 3_600_000

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

/** The same store and the same time in each process; each process has a source of its own. */
function machine() {
  const clock = fakeClock()
  const store = new Map<string, string>()
  const snapshots = {
    get: async (key: string) => store.get(key),
    set: async (key: string, text: string) => store.set(key, text),
  }
  let answer: Parameters<typeof scriptedFetch>[1] = () => ({ body: jwksOf(one), headers: { etag: '"v1"' } })
  const { fetch, requests } = scriptedFetch(clock, (...asked) => answer(...asked))
  const start = (options: RemoteOptions = {}, url = URL_TEXT) => {
    const source = remoteJwks(url, { fetch, clock, snapshots, ...options })
    const events: SourceEvent[] = []
    source.subscribe((event) => events.push(event))
    return { source, events, ask: (kid = 'one') => source.lookup(queryOf(kid)) }
  }
  return {
    clock,
    store,
    snapshots,
    fetch,
    requests,
    start,
    answer: (next: typeof answer) => {
      answer = next
    },
    goDown: () => {
      answer = () => ({ status: 503 })
    },
  }
}

async function warmed(options: RemoteOptions = {}) {
  const made = machine()
  const first = made.start(options)
  await first.source.refresh('prefetch')
  await made.clock.advance(0)
  first.source.close()
  return made
}

describe('a process that starts while the issuer is away', () => {
  test('serves the keys of the snapshot as stale, with their true age', async () => {
    const made = await warmed()
    made.goDown()
    await made.clock.advance(2 * HOUR)
    const { source, ask, events } = made.start()
    await source.refresh('cold')
    expect(ask()).toMatchObject({ outcome: 'found', freshness: { stale: true, ageMs: 2 * HOUR } })
    expect(events).toContainEqual({ type: 'snapshot', source: URL_TEXT, outcome: 'restored' })
  })

  test('serves them until 24 hours after their validation, not after its start', async () => {
    const made = await warmed()
    made.goDown()
    await made.clock.advance(23 * HOUR)
    const { source, ask } = made.start()
    await source.refresh('cold')
    expect(ask().outcome).toBe('found')
    await made.clock.advance(HOUR)
    expect(ask().outcome).toBe('unavailable')
    expect(source.status().state).toBe('expired')
  })

  test('does not serve a snapshot that is too old already', async () => {
    const made = await warmed()
    made.goDown()
    await made.clock.advance(24 * HOUR)
    const { source } = made.start()
    const failed = failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    await made.clock.advance(5000)
    await failed
    expect(source.status().keys).toBeUndefined()
  })

  test('serves none at all where staleness is not allowed', async () => {
    const made = await warmed()
    made.goDown()
    const { source, ask } = made.start({ staleIfError: 'strict' })
    const failed = failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    await made.clock.advance(5000)
    await failed
    expect(ask().outcome).not.toBe('found')
  })
})

describe('a process that starts with a snapshot', () => {
  test('asks the issuer at once, with the validators of the snapshot', async () => {
    const made = await warmed()
    made.answer((_, { headers }) => {
      expect(headers['if-none-match']).toBe('"v1"')
      return { status: 304 }
    })
    const { source, ask } = made.start()
    await source.refresh('prefetch')
    expect(made.requests).toHaveLength(2)
    expect(ask()).toMatchObject({ outcome: 'found', freshness: { stale: false } })
  })

  test('takes what the issuer has over what the snapshot had', async () => {
    const made = await warmed()
    made.answer(() => ({ body: jwksOf(two) }))
    const { source, ask } = made.start()
    await source.refresh('prefetch')
    expect([ask('one').outcome, ask('two').outcome]).toEqual(['missed', 'found'])
  })

  test('says that it refused one, and asks the issuer', async () => {
    const made = await warmed()
    for (const key of made.store.keys()) made.store.set(key, '{"version":1}')
    const { source, events, ask } = made.start()
    await source.refresh('cold')
    expect(ask().outcome).toBe('found')
    expect(events).toContainEqual({
      type: 'snapshot',
      source: URL_TEXT,
      outcome: 'refused',
      reason: 'it is of another source',
    })
  })

  test('finds nothing after a purge', async () => {
    const made = machine()
    const { source } = made.start()
    await source.refresh('prefetch')
    source.purge()
    await made.clock.advance(0)
    made.goDown()
    const failed = failure('ERR_KEYS_UNAVAILABLE', () => made.start().source.refresh('cold'))
    await made.clock.advance(5000)
    await failed
    expect([...made.store.values()]).toEqual([''])
  })
})

test('a purge before the first look-up keeps the snapshot from being read while it is erased', async () => {
  const made = await warmed()
  made.goDown()
  const text = [...made.store.values()].at(0)
  const slow = { ...made.snapshots, get: async () => text, set: async () => await made.clock.sleep(500) }
  const { source } = made.start({ snapshots: slow })
  source.purge()
  const failed = failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
  await made.clock.advance(5000)
  await failed
})

test('keys behind two queries of one address keep two snapshots, and no kid is in their names', async () => {
  const { clock, store, snapshots, fetch, answer } = machine()
  answer(() => ({ body: one }))
  const sourceOf = (query: string) => remoteKey(`https://keys.example/${query}`, { fetch, clock, snapshots })
  await sourceOf('secret-kid?policy=a').refresh('prefetch')
  await sourceOf('secret-kid?policy=b').refresh('prefetch')
  await clock.advance(0)
  expect(store.size).toBe(2)
  expect(JSON.stringify([...store.keys()])).not.toMatch(/secret-kid|policy/)
})

test('two queries for the metadata of one issuer keep two snapshots', async () => {
  const { clock, store, snapshots, answer, fetch } = machine()
  const issuer = 'https://issuer.example'
  const places = new Map([[`${issuer}/.well-known/openid-configuration`, { issuer, jwks_uri: `${issuer}/jwks` }]])
  answer(() => ({ body: { keys: [one] } }))
  const asIssuer: typeof fetch = async (url, init) => {
    const place = places.get(url.replace(/\?.*$/, ''))
    return place === undefined ? await fetch(url, init) : Response.json(place)
  }
  for (const query of [undefined, { client_id: 'a' }, { client_id: 'b' }])
    await discoverJwks(issuer, { fetch: asIssuer, clock, snapshots, ...(query && { query }) }).refresh('prefetch')
  await clock.advance(0)
  expect(store.size).toBe(3)
  expect(JSON.stringify([...store.keys()])).not.toContain('client_id')
})
