import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { remoteKey } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'

const URL_TEXT = 'https://issuer.example/key'
const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

let one: Jwk
beforeAll(async () => {
  one = await publicKey('one')
})

describe('one key behind one URL', () => {
  test('as PEM serves tokens with any kid and with none', async () => {
    const clock = fakeClock()
    const { fetch } = scriptedFetch(clock, () => ({ body: pem() }))
    const source = remoteKey(URL_TEXT, { clock, fetch, format: 'pem', alg: 'ES256' })
    await source.refresh('cold')
    expect(source.lookup(queryOf('any')).outcome).toBe('found')
    expect(source.lookup(queryOf()).outcome).toBe('found')
  })

  test('gets the kid and the algorithm that the caller knows', async () => {
    const clock = fakeClock()
    const { fetch } = scriptedFetch(clock, () => ({ body: pem() }))
    const source = remoteKey(URL_TEXT, { clock, fetch, format: 'pem', alg: 'ES256', kid: 'mine' })
    await source.refresh('cold')
    expect(source.status().keys?.keys).toMatchObject([{ kid: 'mine', jwk: { alg: 'ES256' } }])
    expect(source.lookup(queryOf('other')).outcome).toBe('missed')
  })

  test('stays the same object while the same key is served, so that it is imported once', async () => {
    const clock = fakeClock()
    let body = pem()
    const { fetch } = scriptedFetch(clock, () => ({ body }))
    const source = remoteKey(URL_TEXT, { clock, fetch, format: 'pem', alg: 'ES256', kid: 'mine' })
    const keyAfterRefresh = async () => {
      await source.refresh('changed')
      return source.status().keys?.keys[0]
    }
    const first = await keyAfterRefresh()
    expect(await keyAfterRefresh()).toBe(first)
    body = pem()
    expect(await keyAfterRefresh()).not.toBe(first)
  })

  test('may be a JWK, and nothing else unless that is declared', async () => {
    const clock = fakeClock()
    const answers: Answer[] = [{ body: one }, { body: { keys: [one] } }, { body: pem() }]
    const outcomes: unknown[] = []
    for (const answer of answers) {
      const { fetch } = scriptedFetch(clock, () => answer)
      const source = remoteKey(URL_TEXT, { clock, fetch })
      await source.refresh('cold').catch(() => undefined)
      outcomes.push(source.lookup(queryOf('one')).outcome)
    }
    expect(outcomes).toEqual(['found', 'unavailable', 'unavailable'])
  })
})

/** Keys by kid, as a load balancer serves them. */
function world(options: { readonly kidPattern?: 'base64url' | 'uuid' } = {}) {
  const clock = fakeClock()
  const answers = new Map<string, Answer>([['one', { body: one }]])
  const { fetch, requests } = scriptedFetch(
    clock,
    (url) => answers.get(decodeURIComponent(url.split('/').at(-1) ?? '')) ?? { status: 404 },
  )
  const source = remoteKey((kid) => `https://issuer.example/${kid}`, {
    clock,
    fetch,
    kidPattern: options.kidPattern ?? 'base64url',
  })
  /** What a verifier does: look, ask once, look again. */
  const find = async (kid: string): Promise<string> => {
    const first = source.lookup(queryOf(kid))
    if (first.outcome !== 'missed' || !first.retry) return first.outcome
    await source.refresh('unknown-kid', { kid })
    return source.lookup(queryOf(kid)).outcome
  }
  return { clock, answers, source, requests, find }
}

describe('a key for each kid', () => {
  test('is fetched at the first token that names it, then served from memory', async () => {
    const { find, requests, source } = world()
    expect([await find('one'), await find('one')]).toEqual(['found', 'found'])
    expect(requests.map(({ url }) => url)).toEqual(['https://issuer.example/one'])
    expect(source.status()).toMatchObject({ kind: 'key-by-kid', state: 'fresh' })
  })

  test('is never asked for by a kid that does not fit the pattern', async () => {
    const { find, requests } = world()
    for (const kid of [
      '../admin',
      'a/b',
      'a?b',
      'a#b',
      'a b',
      '',
      '.',
      'x'.repeat(129),
      'é',
      '%2e%2e',
      '__proto__\n',
    ]) {
      expect(await find(kid)).toBe('missed')
    }
    expect(requests).toEqual([])
  })

  test('that does not exist is remembered as missing', async () => {
    const { find, requests, clock } = world()
    expect([await find('two'), await find('two')]).toEqual(['missed', 'missed'])
    expect(requests).toHaveLength(1)
    await clock.advance(15_000)
    expect(await find('two')).toBe('missed')
    expect(requests).toHaveLength(2)
  })

  test('that cannot be asked for is undecided, not missing', async () => {
    const { answers, find, source, clock } = world()
    answers.set('two', { status: 503 })
    const asked = find('two')
    asked.catch(() => undefined)
    await clock.advance(1000)
    await failure('ERR_KEYS_UNAVAILABLE', () => asked)
    expect(source.lookup(queryOf('two'))).not.toMatchObject({ outcome: 'missed', retry: false })
    answers.set('two', { body: { ...one, kid: 'two' } })
    await clock.advance(60_000)
    expect(await find('two')).toBe('found')
  })

  test('costs a bounded number of requests under a flood of made-up kids, which known ones do not notice', async () => {
    const { find, requests, clock } = world()
    await find('one')
    for (let second = 0; second < 60; second++) {
      for (let each = 0; each < 20; each++) expect(await find(`stray-${second}-${each}`)).toBe('missed')
      expect(await find('one')).toBe('found')
      await clock.advance(1000)
    }
    expect(requests.length).toBeLessThanOrEqual(1 + 4 + 60 / 15)
  })

  test('that is another one than was asked for is refused', async () => {
    const { answers, find } = world()
    answers.set('two', { body: one })
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => find('two'))
    expect(error.cause).toMatchObject({ code: 'ERR_JWKS_INVALID' })
  })

  test('is not searched for by tokens without a kid', () => {
    expect(world().source.lookup(queryOf())).toMatchObject({ outcome: 'missed', miss: 'no-key', retry: false })
  })
})

describe('options', () => {
  const byKid = (kid: string): string => `https://issuer.example/${kid}`
  test.each<[string, unknown, object]>([
    ['kidPattern', byKid, {}],
    ['kidPattern', byKid, { kidPattern: 'any' }],
    ['kidPattern', byKid, { kidPattern: /^x/g }],
    ['kidPattern', URL_TEXT, { kidPattern: 'uuid' }],
    ['kid', byKid, { kidPattern: 'uuid', kid: 'x' }],
    ['alg', URL_TEXT, { alg: 'HS256' }],
    ['alg', URL_TEXT, { alg: 'none' }],
    ['format', URL_TEXT, { format: 'jwks' }],
    ['url', 'http://issuer.example/', {}],
    ['url', (kid: string) => `http://issuer.example/${kid}`, { kidPattern: 'uuid' }],
    ['url', () => undefined, { kidPattern: 'uuid' }],
  ])('%s is refused by name', async (option, url, options) => {
    const error = await failure('ERR_OPTION_INVALID', () => remoteKey(url as string, options))
    expect(error.detail.option).toBe(option)
  })
})
