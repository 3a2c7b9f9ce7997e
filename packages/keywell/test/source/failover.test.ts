import { beforeAll, describe, expect, test } from 'vitest'
import { failover, type KeySource, remoteJwks, type RemoteOptions, staticJwks } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

/** Two places with the same keys; what each answers is the test's to change. */
function world(options: RemoteOptions = {}) {
  const clock = fakeClock()
  const answers: Record<string, Answer> = { first: { body: { keys: [one] } }, second: { body: { keys: [one] } } }
  const { fetch, requests } = scriptedFetch(clock, (url) => answers[new URL(url).hostname.split('.')[0] ?? ''] ?? {})
  const places = ['first', 'second'].map((name) =>
    remoteJwks(`https://${name}.example/jwks`, { fetch, clock, ...options }),
  )
  const source = failover(places, { clock })
  const asked = (): readonly string[] => requests.map(({ url }) => new URL(url).hostname)
  /** What waits for keys gets them, though time must pass for it. */
  const refresh = async (): Promise<void> => {
    const done = source.refresh('cold')
    done.catch(() => undefined)
    await clock.advance(10_000)
    await done
  }
  const find = (kid = 'one') => source.lookup(queryOf(kid)).outcome
  return { clock, answers, source, asked, refresh, find }
}

describe('several places', () => {
  test('are not asked while the first one serves', async () => {
    const { refresh, find, asked } = world()
    await refresh()
    expect(find()).toBe('found')
    expect(asked()).toEqual(['first.example'])
  })

  test('stand in when the first one cannot be reached', async () => {
    const { answers, source, refresh, find, asked } = world()
    answers['first'] = { status: 404 }
    await refresh()
    expect(find()).toBe('found')
    expect(asked().slice(0, 2)).toEqual(['first.example', 'second.example'])
    expect(source.status()).toMatchObject({
      kind: 'failover',
      source: 'https://second.example/jwks',
      state: 'fresh',
      health: 'degraded',
    })
    expect(source.status().parts).toMatchObject([{ health: 'down' }, { health: 'healthy' }])
  })

  test('are never asked for a kid that the serving one lacks', async () => {
    const { answers, source, refresh, find, asked } = world()
    answers['second'] = { body: { keys: [one, two] } }
    await refresh()
    await source.refresh('unknown-kid', { kid: 'two' })
    expect(find('two')).toBe('missed')
    expect(new Set(asked())).toEqual(new Set(['first.example']))
  })

  test('are not asked either while the serving one fails and cannot tell whether a kid exists', async () => {
    const { clock, answers, source, refresh, find, asked } = world()
    await refresh()
    answers['first'] = { status: 404 }
    answers['second'] = { body: { keys: [one, two] } }
    await clock.advance(9 * MINUTE)
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid: 'two' }))
    expect([find('two'), find('one')]).toEqual(['unavailable', 'found'])
    expect(new Set(asked())).toEqual(new Set(['first.example']))
    expect(source.status().source).toBe('https://first.example/jwks')
  })

  test('make no caller wait for one that has failed when another one has keys at hand', async () => {
    const { clock, answers, source, refresh, find } = world({ staleIfError: 'strict' })
    await refresh()
    expect(source.status().parts?.[1]?.state).toBe('cold')
    answers['first'] = { status: 404 }
    await clock.advance(11 * MINUTE)
    await refresh()
    await clock.advance(2 * MINUTE)
    for (let second = 0; second < 90; second++) {
      expect(find()).toBe('found')
      await clock.advance(1000)
    }
  })

  test('survive one that breaks its contract', async () => {
    const oops = (): never => {
      throw new TypeError('oops')
    }
    const broken: KeySource = {
      ...staticJwks({ keys: [two] }),
      lookup: oops,
      refresh: async () => oops(),
      status: oops,
    }
    const source = failover([broken, staticJwks({ keys: [one] })])
    expect(source.lookup(queryOf('one')).outcome).toBe('found')
    await source.refresh('cold')
  })

  test('are stayed with for five minutes, then left for the first once that one works again', async () => {
    const { clock, answers, source, refresh, find } = world()
    answers['first'] = { status: 404 }
    await refresh()
    answers['first'] = { body: { keys: [one] } }
    await clock.advance(4 * MINUTE)
    expect(find()).toBe('found')
    expect(source.status().source).toBe('https://second.example/jwks')
    await clock.advance(MINUTE)
    expect(find()).toBe('found')
    await clock.advance(0)
    expect(find()).toBe('found')
    expect(source.status().source).toBe('https://first.example/jwks')
  })

  test('never make a caller wait for the first one while another serves', async () => {
    const { clock, answers, refresh, find } = world()
    answers['first'] = { status: 404 }
    await refresh()
    answers['first'] = { fault: 'stall' }
    await clock.advance(6 * MINUTE)
    for (let second = 0; second < 60; second++) {
      expect(find()).toBe('found')
      await clock.advance(1000)
    }
  })

  test('are asked when the first one has been down for so long that its keys no longer count', async () => {
    const { clock, answers, refresh, find, source } = world({ staleIfError: 3600 })
    await refresh()
    answers['first'] = { status: 503 }
    await clock.advance(HOUR)
    expect(find()).not.toBe('found')
    await refresh()
    expect(find()).toBe('found')
    expect(source.status().source).toBe('https://second.example/jwks')
  })

  test('answer 503 with the first refusal when none can be reached', async () => {
    const { answers, refresh } = world()
    answers['first'] = { status: 404 }
    answers['second'] = { status: 410 }
    const error = await failure('ERR_KEYS_UNAVAILABLE', refresh)
    expect(error).toMatchObject({ status: 503, cause: { detail: { status: 404 } } })
  })
})

test('a list that makes no sense is refused by name', async () => {
  const source = remoteJwks('https://first.example/jwks')
  for (const [list, option] of [
    [[], 'sources'],
    [[source], 'sources'],
    [[source, source], 'sources[1]'],
    [[source, {}], 'sources[1]'],
    [source, 'sources'],
  ] as const) {
    const error = await failure('ERR_OPTION_INVALID', () => failover(list as never))
    expect(error.detail.option).toBe(option)
  }
})
