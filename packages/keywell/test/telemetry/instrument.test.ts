import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createVerifier, remoteJwks, remoteKey } from '../../src/index.ts'
import { instrument } from '../../src/telemetry.ts'
import { FETCH_DURATION, FETCH_SIZE, OBSERVED, TOKEN_CACHE_LOOKUPS } from '../../src/telemetry/instruments.ts'
import { fakeClock, testIssuer } from '../../src/testing.ts'
import { publicKey } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'

const URL_TEXT = 'https://issuer.test/jwks.json'

/** A real SDK that keeps what it would have sent. */
function sdk() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 })
  const provider = new MeterProvider({ readers: [reader] })
  const collect = async () => {
    exporter.reset()
    await provider.forceFlush()
    return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  }
  const read = async (name: string) => {
    const metric = (await collect()).find(({ descriptor }) => descriptor.name === name)
    return (metric?.dataPoints ?? []).map(({ attributes, value }) => ({ ...attributes, value }))
  }
  return { meter: provider.getMeter('test'), collect, read, end: () => provider.shutdown() }
}

async function world() {
  const clock = fakeClock()
  const issuer = await testIssuer({ clock })
  const keys = remoteJwks(URL_TEXT, { fetch: issuer.fetch, clock })
  const verifier = createVerifier(issuer.trust({ keys }), { clock, tokenCache: {} })
  return { clock, issuer, keys, verifier, ...sdk() }
}

describe('metrics of a verifier', () => {
  test('tell the state, the age, the keys and the fetches of each source', async () => {
    const { clock, issuer, verifier, meter, read } = await world()
    instrument(verifier, { meter })
    await verifier.verify(await issuer.token())
    await clock.advance(60_000)
    const source = { 'keywell.source': URL_TEXT }
    expect(await read('keywell.source.age')).toEqual([{ ...source, value: 60 }])
    expect(await read('keywell.source.state')).toContainEqual({ ...source, 'keywell.source.state': 'fresh', value: 1 })
    expect(await read('keywell.source.state')).toContainEqual({ ...source, 'keywell.source.state': 'stale', value: 0 })
    expect(await read('keywell.source.keys')).toContainEqual({ ...source, 'keywell.key.state': 'usable', value: 1 })
    expect(await read('keywell.source.last_success')).toEqual([{ ...source, value: clock.now() / 1000 - 60 }])
    expect(await read('keywell.source.fetch.duration')).toMatchObject([
      { ...source, 'keywell.fetch.reason': 'cold', 'keywell.fetch.result': 'ok', value: { count: 1 } },
    ])
  })

  test('never name a kid, not even where each has a URL of its own', async () => {
    const { read, meter } = sdk()
    const fetch = async () => Response.json({ ...(await publicKey('one')), kid: undefined })
    const keys = remoteKey((kid) => `https://issuer.test/keys/${kid}`, { fetch, kidPattern: 'base64url' })
    instrument(keys, { meter })
    const asking = keys.refresh('unknown-kid', { kid: 'under-way' })
    const source = { 'keywell.source': 'https://issuer.test/keys/{kid}' }
    expect(await read('keywell.source.waiters')).toMatchObject([source])
    await asking
    expect(await read('keywell.source.age')).toMatchObject([source])
  })

  test('name what failed by its code', async () => {
    const { clock, issuer, verifier, meter, read } = await world()
    instrument(verifier, { meter })
    issuer.fail({ with: 404 })
    await failure('ERR_KEYS_UNAVAILABLE', async () => verifier.verify(await issuer.token()))
    expect(await read('keywell.source.fetch.duration')).toMatchObject([
      { 'keywell.fetch.result': 'failed', 'error.type': 'ERR_FETCH_STATUS' },
    ])
    expect(await read('keywell.source.last_failure')).toMatchObject([{ value: clock.now() / 1000 }])
  })

  test('count unknown kids by what decided them, and hits of the token cache', async () => {
    const { issuer, verifier, meter, read } = await world()
    instrument(verifier, { meter })
    const token = await issuer.token()
    await verifier.verify(token)
    await verifier.verify(token)
    const stray = await issuer.token({}, { header: { kid: 'stray' } })
    await failure('ERR_KEY_NOT_FOUND', () => verifier.verify(stray))
    expect(await read('keywell.source.unknown_kids')).toContainEqual({
      'keywell.source': URL_TEXT,
      'keywell.unknown_kid.verdict': 'fetch',
      value: 1,
    })
    expect(await read('keywell.token_cache.lookups')).toEqual([
      { 'keywell.token_cache.result': 'hit', value: 1 },
      { 'keywell.token_cache.result': 'miss', value: 2 },
    ])
  })

  test('are never labelled by kid', async () => {
    const { issuer, verifier, meter, collect } = await world()
    instrument(verifier, { meter })
    await verifier.verify(await issuer.token())
    await failure('ERR_KEY_NOT_FOUND', async () =>
      verifier.verify(await issuer.token({}, { header: { kid: 'stray' } })),
    )
    const text = JSON.stringify(await collect())
    expect(text).not.toContain('stray')
    for (const { kid } of issuer.jwks().keys) expect(text).not.toContain(`"${kid}"`)
  })

  test('end when asked to', async () => {
    const { issuer, verifier, meter, read } = await world()
    const stop = instrument(verifier, { meter })
    stop()
    await verifier.verify(await issuer.token())
    expect(await read('keywell.source.age')).toEqual([])
    expect(await read('keywell.source.fetch.duration')).toEqual([])
  })
})

test('metrics of a source are the same without a verifier', async () => {
  const { keys, meter, read } = await world()
  instrument(keys, { meter })
  await keys.refresh('prefetch')
  expect(await read('keywell.source.age')).toEqual([{ 'keywell.source': URL_TEXT, value: 0 }])
})

test('metrics of keys by kid are those of one source, before the first key and after, and name no kid', async () => {
  const { clock, issuer, meter, collect, read } = await world()
  const [jwk] = issuer.jwks().keys
  const fetch = scriptedFetch(clock, () => ({ body: { ...jwk, kid: 'mine' } })).fetch
  const keys = remoteKey((kid) => `https://keys.test/${kid}`, { fetch, clock, kidPattern: 'base64url' })
  instrument(keys, { meter })
  const state = { 'keywell.source': 'https://keys.test/{kid}', value: 1 }
  expect(await read('keywell.source.state')).toContainEqual({ ...state, 'keywell.source.state': 'cold' })
  await keys.refresh('unknown-kid', { kid: 'mine' })
  expect(await read('keywell.source.state')).toContainEqual({ ...state, 'keywell.source.state': 'fresh' })
  expect(JSON.stringify(await collect())).not.toContain('mine')
})

test('without a provider nothing is reported and nothing fails', async () => {
  const { issuer, verifier } = await world()
  const stop = instrument(verifier)
  expect(await verifier.verify(await issuer.token())).toMatchObject({ issuer: issuer.issuer })
  stop()
})

test('a meter that is none is refused', async () => {
  const { verifier } = await world()
  const bad: object = { meter: {} }
  const error = await failure('ERR_OPTION_INVALID', () => instrument(verifier, bad))
  expect(error.detail.option).toBe('meter')
})

test('names are dotted lower case under one namespace, and every instrument has a unit and a description', () => {
  for (const { name, options } of [...OBSERVED, FETCH_DURATION, FETCH_SIZE, TOKEN_CACHE_LOOKUPS]) {
    expect(name).toMatch(/^keywell(\.[a-z_]+)+$/)
    expect(options.unit).toMatch(/^(s|By|1|\{[a-z]+\})$/)
    expect(options.description).toMatch(/^[A-Z].*[^.]$/)
  }
})

test('the page in docs names every metric with its unit, and none that there is not', async () => {
  const page = await readFile(new URL('../../../../docs/design/resolver.md', import.meta.url), 'utf8')
  const section = page.slice(page.indexOf('## Metrics'), page.indexOf('## Where this differs'))
  const rows = section.split('\n').filter((line) => line.startsWith('| `keywell.'))
  const documented = rows.flatMap((row) => {
    const [, names = '', unit = ''] = row.split('|')
    return Array.from(names.matchAll(/`([^`]+)`/g), ([, name]) => `${name} ${unit.trim()}`)
  })
  const made = [...OBSERVED, FETCH_DURATION, FETCH_SIZE, TOKEN_CACHE_LOOKUPS]
  expect(documented.toSorted()).toEqual(made.map(({ name, options }) => `${name} ${options.unit}`).toSorted())
})
