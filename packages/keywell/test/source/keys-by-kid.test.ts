/** What keys that are asked for one by one must stand, beyond remote-key.test.ts: outages, floods, purges, odd functions. */
import { beforeAll, describe, expect, test } from 'vitest'
import { remoteKey, type RemoteKeyOptions } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'

let one: Jwk
beforeAll(async () => {
  one = await publicKey('one')
})

const MINUTE = 60_000
const byPath = (kid: string): string => `https://issuer.example/${kid}`
const named = (kid: string): Answer => ({ body: { ...one, kid } })

/** An endpoint that has every kid which begins with "good", unless the test says otherwise. */
function world(options: Partial<RemoteKeyOptions> = {}, url: (kid: string) => string = byPath) {
  const clock = fakeClock()
  const script = { answer: (kid: string): Answer => (kid.startsWith('good') ? named(kid) : { status: 404 }) }
  const { fetch, requests } = scriptedFetch(clock, (location) =>
    script.answer(decodeURIComponent(location.split('/').at(-1) ?? '')),
  )
  const source = remoteKey(url, { clock, fetch, kidPattern: 'base64url', ...options })
  const events: SourceEvent[] = []
  source.subscribe((event) => events.push(event))
  const look = (kid: string): string => source.lookup(queryOf(kid)).outcome
  const find = async (kid: string): Promise<string> => {
    const first = source.lookup(queryOf(kid))
    if (first.outcome !== 'missed' || !first.retry) return first.outcome
    const asked = source.refresh('unknown-kid', { kid }).catch(() => undefined)
    await clock.advance(400)
    await asked
    return look(kid)
  }
  return { clock, script, source, requests, events, look, find }
}

describe('an endpoint that fails', () => {
  test('leaves new kids undecided, with or without budget, and costs two requests a minute under a flood', async () => {
    const { clock, script, requests, look, find } = world()
    await find('good')
    script.answer = () => ({ status: 404, fault: 'refused' })
    for (let second = 0; second < 5 * 60; second++) {
      for (let each = 0; each < 5; each++) await find(`stray-${second}-${each}`)
      expect(look(`late-${second}`)).not.toBe('found')
      expect(look('good')).toBe('found')
      await clock.advance(1000)
    }
    const verdicts = new Set<string>()
    for (let second = 0; second < 10; second++) {
      verdicts.add(await find(`last-${second}`))
    }
    expect(verdicts).toEqual(new Set(['unavailable']))
    const recent = requests.filter(({ at, url }) => at > 2 * MINUTE && !url.endsWith('/good'))
    // A try may be made twice, as a caller waits for it.
    expect(recent.length).toBeLessThanOrEqual(2 * 2 * 7)
  })

  test('is asked again once its time is over, and a key that it has then is found', async () => {
    const { clock, script, find } = world()
    script.answer = () => ({ fault: 'refused' })
    expect(await find('good-1')).toBe('unavailable')
    script.answer = named
    await clock.advance(MINUTE)
    expect(await find('good-2')).toBe('found')
    expect(await find('good-1')).toBe('found')
  })

  test('leaves new kids undecided, not missing, when its time is over and the budget is gone', async () => {
    const { clock, script, find, look, requests } = world({
      unknownKid: { burst: 1, refillSeconds: 3600 },
      breaker: { minSeconds: 1, maxSeconds: 1 },
    })
    script.answer = () => ({ fault: 'refused' })
    await find('good-1')
    await clock.advance(5000)
    const before = requests.length
    expect([look('good-2'), await find('good-2')]).toEqual(['unavailable', 'unavailable'])
    expect(requests).toHaveLength(before)
  })

  test('is told of as failing, while a kid that does not exist is no news', async () => {
    const { script, events, find, source } = world()
    await find('stray')
    expect(events).toEqual([])
    script.answer = () => ({ fault: 'refused' })
    await find('good')
    expect(events.map(({ type }) => type)).toContain('failed')
    expect(events.every((event) => event.source === 'https://issuer.example/{kid}')).toBe(true)
    expect(source.status()).toMatchObject({ state: 'cold', health: 'down', error: { code: 'ERR_FETCH_FAILED' } })
  })

  test('with one broken key still gives the others', async () => {
    const { script, find } = world()
    script.answer = (kid) => (kid === 'bad' ? { body: '<html>' } : named(kid))
    expect([await find('bad'), await find('good')]).toEqual(['missed', 'found'])
  })
})

describe('a kid', () => {
  test('never moves a request to another host', async () => {
    const { requests, source, find } = world({ kidPattern: 'digits' }, (kid) => `https://${kid}/key`)
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid: '2130706433' }))
    await find('2130706433').catch(() => undefined)
    expect(requests).toEqual([])
  })

  test('never climbs out of its place in a path, whatever a pattern of one’s own lets through', async () => {
    const { requests, source } = world({ kidPattern: () => true })
    for (const kid of ['.', '..', '', '\ud800']) {
      await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid }))
    }
    await source.refresh('unknown-kid', { kid: '../../admin?x#y' })
    expect(requests.map(({ url }) => url)).toEqual(['https://issuer.example/..%2F..%2Fadmin%3Fx%23y'])
  })

  test('over which the pattern of one’s own throws is none', () => {
    const { source } = world({
      kidPattern: () => {
        throw new TypeError('oops')
      },
    })
    expect(source.lookup(queryOf('good'))).toMatchObject({ outcome: 'missed', retry: false })
  })

  test('that the function of the URL refuses by throwing is undecided, by a typed error', async () => {
    const careful = (kid: string): string => {
      if (kid.startsWith('good')) throw new RangeError('oops')
      return byPath(kid)
    }
    const { source } = world({}, careful)
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid: 'good' }))
  })

  test('whose key no caller waits for any more is known all the same', async () => {
    const { clock, script, source, look } = world()
    script.answer = (kid) => ({ ...named(kid), delayMs: 500 })
    const control = new AbortController()
    const left = source.refresh('unknown-kid', { kid: 'good', signal: control.signal })
    left.catch(() => undefined)
    await clock.advance(100)
    control.abort(new Error('enough'))
    await expect(left).rejects.toThrow('enough')
    await clock.advance(1000)
    expect(look('good')).toBe('found')
  })

  test('that many ask for at once costs one request', async () => {
    const { source, requests, look } = world()
    await Promise.all(Array.from({ length: 100 }, () => source.refresh('unknown-kid', { kid: 'good' })))
    expect(requests).toHaveLength(1)
    expect(look('good')).toBe('found')
  })

  test('whose key is purged while somebody waits for it is asked for anew', async () => {
    const { clock, script, source, requests, look } = world()
    script.answer = (kid) => ({ ...named(kid), delayMs: 500 })
    const waiting = source.refresh('unknown-kid', { kid: 'good' })
    await clock.advance(100)
    source.purge()
    await clock.advance(1000)
    await waiting
    expect([requests.length, look('good')]).toEqual([2, 'found'])
  })

  test('is answered from a closed source by nothing but that', async () => {
    const { clock, script, source } = world()
    script.answer = () => ({ fault: 'stall' })
    const waiting = failure('ERR_CLOSED', () => source.refresh('unknown-kid', { kid: 'good' }))
    await clock.advance(100)
    source.close()
    await waiting
    expect(clock.sleepers).toBe(0)
  })
})

describe('known keys', () => {
  test('are 256 at most, of which the least recently used goes first', async () => {
    const { clock, find, look, source } = world({ unknownKid: { burst: 30, refillSeconds: 2 } })
    for (let number = 0; number < 257; number++) {
      expect(await find(`good-${number}`)).toBe('found')
      look('good-0')
      await clock.advance(2000)
    }
    expect(source.status().keys?.keys).toHaveLength(256)
    expect([look('good-0'), look('good-1'), look('good-256')]).toEqual(['found', 'missed', 'found'])
  })

  test('are renewed while tokens name them, and left alone otherwise', async () => {
    const { clock, find, look, requests } = world()
    await find('good')
    await clock.advance(60 * MINUTE)
    expect(requests).toHaveLength(1)
    look('good')
    await clock.advance(0)
    expect(requests).toHaveLength(2)
  })

  test('are not all asked for because of one signature', async () => {
    const { find, requests, source } = world()
    await find('good-1')
    await find('good-2')
    await source.refresh('bad-signature')
    expect(requests).toHaveLength(2)
    await source.refresh('bad-signature', { kid: 'good-2' })
    expect(requests.at(-1)?.url).toBe('https://issuer.example/good-2')
  })
})
