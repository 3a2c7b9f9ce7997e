/** What sources have apart and what they share: the trouble of one is none of the others. */
import { describe, expect, test } from 'vitest'
import { createVerifier, remoteJwks } from '../../../src/index.ts'
import { fakeClock, testIssuer } from '../../../src/testing.ts'
import { queryOf } from '../../support/documents.ts'
import { failure } from '../../support/failures.ts'
import { faultWorld } from '../../support/fault-world.ts'
import { scriptedFetch } from '../../support/scripted-fetch.ts'
import { turn } from '../../support/turn.ts'

describe('two issuers', () => {
  test('of which one stalls: the other answers its tokens without delay', async () => {
    const clock = fakeClock()
    const [dead, live] = await Promise.all([
      faultWorld({ clock, issuer: 'https://dead.test' }),
      faultWorld({ clock, issuer: 'https://live.test' }),
    ])
    dead.serve({ fault: 'stall' })
    const verifier = createVerifier([dead.issuer.trust({ keys: dead.keys }), live.issuer.trust({ keys: live.keys })], {
      clock,
    })
    const stuck = failure('ERR_KEYS_UNAVAILABLE', async () => verifier.verify(await dead.token()))
    await turn()
    expect((await verifier.verify(await live.token())).issuer).toBe('https://live.test')
    expect(clock.monotonic()).toBe(0)
    await clock.advance(5000)
    await stuck
    expect((await verifier.verify(await live.token())).issuer).toBe('https://live.test')
  })

  test('with the same kid each verify their own tokens only', async () => {
    const clock = fakeClock()
    const [one, two] = await Promise.all([
      faultWorld({ clock, issuer: 'https://one.test' }),
      faultWorld({ clock, issuer: 'https://two.test' }),
    ])
    const verifier = createVerifier([one.issuer.trust({ keys: one.keys }), two.issuer.trust({ keys: two.keys })], {
      clock,
    })
    expect((await verifier.verify(await one.token())).key.kid).toBe('es256-1')
    expect((await verifier.verify(await two.token())).key.kid).toBe('es256-1')
    const crossed = await two.issuer.token({ iss: 'https://one.test', aud: one.issuer.audience })
    await failure('ERR_SIGNATURE_INVALID', () => verifier.verify(crossed))
  })

  test('at one URL have each their own failures and budgets', async () => {
    const clock = fakeClock()
    const [one, two] = await Promise.all([faultWorld({ clock }), faultWorld({ clock })])
    one.serve({ status: 503 })
    expect(await one.verify(await one.token())).toBe('ERR_KEYS_UNAVAILABLE')
    expect(await two.verify(await two.token())).toBe('accepted')
  })
})

describe('a caller', () => {
  test('that aborts leaves the shared request to the others', async () => {
    const it = await faultWorld()
    it.serve(() => ({ body: it.issuer.jwks(), delayMs: 1000 }))
    const token = await it.token()
    const control = new AbortController()
    const left = failure('ERR_KEYS_UNAVAILABLE', () => it.verifier.verify(token, { signal: control.signal }))
    const stayed = it.verifier.verify(token)
    await it.clock.advance(500)
    control.abort(new Error('gone home'))
    expect((await left).cause).toMatchObject({ message: 'gone home' })
    await it.clock.advance(500)
    expect((await stayed).issuer).toBe(it.issuer.issuer)
    expect(it.requests).toHaveLength(1)
  })

  test('that was alone and aborts leaves the request to those who come later', async () => {
    const it = await faultWorld()
    it.serve(() => ({ body: it.issuer.jwks(), delayMs: 1000 }))
    const token = await it.token()
    const control = new AbortController()
    const left = failure('ERR_KEYS_UNAVAILABLE', () => it.verifier.verify(token, { signal: control.signal }))
    await it.clock.advance(500)
    control.abort(new Error('gone home'))
    await left
    await it.clock.advance(500)
    expect(await it.verifyNow(token)).toBe('accepted')
    expect(it.requests).toHaveLength(1)
  })

  test('that has aborted before it asks costs no request', async () => {
    const it = await faultWorld()
    await it.warmUp()
    await expect(it.keys.refresh('unknown-kid', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    )
    await it.clock.advance(0)
    expect(it.requests).toHaveLength(1)
  })
})

describe('a process', () => {
  const urlOf = (place: number): string => `https://issuer.test/${place}`

  test('has at most 16 loads at once, and gets to all of them', async () => {
    const clock = fakeClock()
    const issuer = await testIssuer({ clock })
    let running = 0
    let most = 0
    const { fetch } = scriptedFetch(clock, () => ({ body: issuer.jwks(), delayMs: 100 }))
    const counted: typeof fetch = async (url, init) => {
      running++
      most = Math.max(most, running)
      try {
        return await fetch(url, init)
      } finally {
        running--
      }
    }
    const sources = Array.from({ length: 100 }, (_, place) => remoteJwks(urlOf(place), { fetch: counted, clock }))
    const loads = sources.map((source) => source.refresh('cold'))
    await clock.advance(1000)
    await Promise.all(loads)
    expect(most).toBe(16)
  })

  test('gives its places to loads that somebody waits for first', async () => {
    const clock = fakeClock()
    const issuer = await testIssuer({ clock })
    const { fetch, requests } = scriptedFetch(clock, () => ({ body: issuer.jwks(), delayMs: 1000 }))
    const sources = Array.from({ length: 40 }, (_, place) => remoteJwks(urlOf(place), { fetch, clock }))
    // A look-up starts a load for nobody in particular.
    for (const source of sources) source.lookup(queryOf('any'))
    const waited = sources.at(-1)?.refresh('cold')
    await clock.advance(1000)
    expect(requests[12]?.url).toBe(urlOf(39))
    await clock.advance(1000)
    await waited
  })

  test('loses no place to loads that do not end when they are told to', async () => {
    const clock = fakeClock()
    const issuer = await testIssuer({ clock })
    const { fetch } = scriptedFetch(clock, () => ({ body: issuer.jwks() }))
    const hanging = { headers: () => new Promise<never>(() => undefined), fetch, clock }
    const stuck = Array.from({ length: 16 }, (_, place) =>
      failure('ERR_KEYS_UNAVAILABLE', () => remoteJwks(urlOf(place), hanging).refresh('cold')),
    )
    await clock.advance(15_000)
    await Promise.all(stuck)
    const healthy = remoteJwks(urlOf(99), { fetch, clock })
    await healthy.refresh('cold')
    expect(healthy.status().state).toBe('fresh')
  })
})
