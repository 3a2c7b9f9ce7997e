/** A service with its snapshots in Redis: through outages of the issuer, of the store, and of both. */
import { createVerifier, discoverJwks, type KeySource, type SourceEvent } from 'keywell'
import { testIssuer } from 'keywell/testing'
import { createStorage, type Storage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type RedisServer, redisServer } from './redis-server.ts'

let redis: RedisServer
beforeAll(async () => {
  redis = await redisServer()
})
afterAll(() => redis.end())

/** Fails at once while the server is away, instead of keeping what it is told for later. */
function storage(): Storage {
  const options = {
    url: redis.url,
    base: 'keywell',
    maxRetriesPerRequest: 0,
    enableOfflineQueue: true,
    connectTimeout: 500,
  }
  const made = createStorage({ driver: redisDriver(options) })
  onTestFinished(() => made.dispose())
  return made
}

interface Process {
  readonly keys: KeySource
  readonly events: SourceEvent[]
  snapshots(): readonly string[]
}

/** One process of the service: a source of its own, and a connection to the store of its own. */
function processOf(issuer: Awaited<ReturnType<typeof testIssuer>>): Process {
  const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch, snapshots: storage() })
  onTestFinished(() => keys.close())
  const events: SourceEvent[] = []
  keys.subscribe((event) => events.push(event))
  const snapshots = (): readonly string[] =>
    events.flatMap((event) => (event.type === 'snapshot' ? [event.outcome] : []))
  return { keys, events, snapshots }
}

test('a process that starts while the issuer is away verifies with the keys that another one left in Redis', async () => {
  const issuer = await testIssuer({ issuer: 'https://one.test' })
  const first = processOf(issuer)
  await first.keys.refresh('prefetch')
  await vi.waitFor(() => expect(first.snapshots()).toEqual(['stored']), { timeout: 10_000 })
  issuer.fail({ with: 'network' })
  const second = processOf(issuer)
  const { freshness } = await createVerifier(issuer.trust({ keys: second.keys })).verify(await issuer.token())
  expect(freshness.stale).toBe(true)
  expect(second.snapshots()[0]).toBe('restored')
})

test('a store that is killed costs nobody a key, and serves again when it is back', async () => {
  const issuer = await testIssuer({ issuer: 'https://two.test' })
  const first = processOf(issuer)
  const verifier = createVerifier(issuer.trust({ keys: first.keys }))
  await verifier.prefetch()
  await vi.waitFor(() => expect(first.snapshots()).toEqual(['stored']), { timeout: 10_000 })

  await redis.kill()
  await issuer.rotate()
  await verifier.verify(await issuer.token())
  await vi.waitFor(() => expect(first.snapshots()).toContain('failed'), { timeout: 15_000 })

  await redis.start()
  issuer.fail({ with: 503 })
  const second = processOf(issuer)
  await second.keys.refresh('cold')
  expect(second.keys.status()).toMatchObject({ state: 'stale' })
  // The rotation came while the store was away, so the snapshot is the one from before: old keys, and no wrong ones.
  expect(second.keys.status().keys?.keys).toHaveLength(1)
})

test('nothing private is in the store', async () => {
  const issuer = await testIssuer({ issuer: 'https://three.test' })
  const { keys, snapshots } = processOf(issuer)
  await keys.refresh('prefetch')
  await vi.waitFor(() => expect(snapshots()).toEqual(['stored']), { timeout: 10_000 })
  const store = storage()
  const names = await store.getKeys()
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const text = JSON.stringify(await store.getItem(name))
    expect(text).toContain('"kty"')
    expect(text).not.toMatch(/"(d|p|q|dp|dq|qi|k|priv)":/)
  }
})
