/** A server in trouble: how often it is asked, how long it is left alone, what goes on meanwhile, and how it ends. */
import { createVerifier } from 'keywell'
import { describe, expect, test, vi } from 'vitest'
import { ANSWERS, statusOnly } from '../named-answers.ts'
import { meet } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 20 })

describe.concurrent('a caller that waits', TIMEOUT, () => {
  test.for([
    ['a reset', ANSWERS['reset-before-headers']],
    ['a cut body', ANSWERS['cut-length']],
    ['408', statusOnly(408)],
    ['429 that names no time', statusOnly(429)],
    ['503', statusOnly(503)],
  ] as const)('gets one more try, 100 to 300 ms after %s, and an answer from that', async ([, answer]) => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, answer, {})
    expect(await verdict()).toBe('accepted')
    const [first, second] = issuer.requests
    expect(issuer.requests).toHaveLength(2)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(99)
  })

  test.for([
    ['404', statusOnly(404)],
    ['an empty 200', ANSWERS.empty],
    ['HTML', ANSWERS.html],
    ['too large a body', ANSWERS['10mb']],
    ['a redirect', ANSWERS['redirect-loop']],
  ] as const)('gets no second try after %s, which would be the same a moment later', async ([, answer]) => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, answer, {})
    expect(await verdict()).toBe('ERR_KEYS_UNAVAILABLE')
    expect(issuer.requests).toHaveLength(1)
  })

  test('never gets a third', async () => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, statusOnly(503))
    expect(await verdict()).toBe('ERR_KEYS_UNAVAILABLE')
    expect(issuer.requests).toHaveLength(2)
  })
})

describe.concurrent('a server that fails', TIMEOUT, () => {
  test('with 429 and Retry-After is not asked before that time, and its caller is told', async () => {
    await using meeting = await meet()
    const { issuer, refusal, recovered } = meeting
    issuer.script(issuer.jwksPath, statusOnly(429, { 'retry-after': '2' }), {})
    const cause = { code: 'ERR_FETCH_STATUS', detail: { status: 429 }, retryAfterSeconds: 2 }
    expect(await refusal()).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', retryAfterSeconds: 2, cause })
    for (let tries = 0; tries < 20; tries++) expect(await refusal()).toMatchObject({ cause })
    expect(issuer.requests).toHaveLength(1)
    await recovered()
    const [first, second] = issuer.requests
    expect(issuer.requests).toHaveLength(2)
    expect((second?.at ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(1950)
  })

  test('is left alone however many ask, and each is told at once', async () => {
    await using meeting = await meet()
    const { issuer, verifier, verdict } = meeting
    issuer.script(issuer.jwksPath, statusOnly(404))
    expect(await verdict()).toBe('ERR_KEYS_UNAVAILABLE')
    const before = issuer.requests.length
    const token = await issuer.token()
    const calls = Array.from({ length: 1000 }, () => verifier.verify(token))
    const ends = await Promise.allSettled(calls)
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    // The breaker opens for one probe after half a second at the earliest; a slow machine may get that far.
    expect(issuer.requests.length - before).toBeLessThanOrEqual(1)
  })

  test('is asked less and less often', async () => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, statusOnly(404))
    const startedAt = Date.now()
    while (Date.now() - startedAt < 5000) {
      await verdict()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    // At the least: at once, after 0.5, 1, 2 and 4 seconds more.
    expect(issuer.requests.length).toBeGreaterThanOrEqual(2)
    expect(issuer.requests.length).toBeLessThanOrEqual(4)
  })

  test('once its keys are past their freshness leaves them in use, says that they are stale, and is noticed when it is back', async () => {
    const freshness = { defaultSeconds: 1, minSeconds: 1, maxSeconds: 1 }
    await using meeting = await meet({ keys: { freshness } })
    const { issuer, keys, verifier, verdict } = meeting
    const events: string[] = []
    keys.subscribe(({ type }) => events.push(type))
    expect(await verdict()).toBe('accepted')
    await issuer.stop()
    await eventually(() => expect(keys.status()).toMatchObject({ state: 'stale', health: 'degraded' }))
    await eventually(() => expect(events).toContain('outage'))
    expect(await verifier.verify(await issuer.token())).toMatchObject({ freshness: { stale: true } })
    await issuer.start()
    await eventually(() => expect(events).toContain('recovered'))
    expect(keys.status()).toMatchObject({ error: undefined })
    expect(events.filter((type) => type === 'outage')).toHaveLength(1)
  })

  test('longer than its keys may serve is a 503, and its keys verify nothing', async () => {
    const freshness = { defaultSeconds: 1, minSeconds: 1, maxSeconds: 1 }
    await using meeting = await meet({ keys: { freshness, staleIfError: 'strict' } })
    const { issuer, keys, verdict, recovered } = meeting
    expect(await verdict()).toBe('accepted')
    await issuer.stop()
    await eventually(() => expect(keys.status()).toMatchObject({ state: 'expired' }))
    expect(await verdict()).toBe('ERR_KEYS_UNAVAILABLE')
    await issuer.start()
    await recovered()
  })
})

describe('kids that nobody knows', TIMEOUT, () => {
  test('cost at most the budget, are refused as tokens, and leave known keys and one real rotation alone', async () => {
    await using meeting = await meet()
    const { issuer, keys, verdict } = meeting
    const verifier = createVerifier({ issuer: issuer.issuer, audience: issuer.audience, keys })
    const known = await issuer.token()
    expect(await verdict(known)).toBe('accepted')
    for (let place = 0; place < 100; place++) {
      const stray = await issuer.token({}, { header: { kid: `made up ${place}` } })
      await expect(verifier.verify(stray)).rejects.toMatchObject({ code: 'ERR_KEY_NOT_FOUND', status: 401 })
    }
    const forced = issuer.requests.filter(({ headers }) => headers['cache-control'] === 'no-cache')
    expect(forced.length).toBeGreaterThanOrEqual(2)
    expect(forced.length).toBeLessThanOrEqual(4)
    expect(issuer.requests).toHaveLength(1 + forced.length)
    expect(await verdict(known)).toBe('accepted')
  })

  test('that come all at once share one request', async () => {
    await using meeting = await meet()
    const { issuer, verifier, verdict } = meeting
    expect(await verdict()).toBe('accepted')
    const strays = await Promise.all(
      Array.from({ length: 500 }, (_, place) => issuer.token({}, { header: { kid: `made up ${place}` } })),
    )
    const ends = await Promise.allSettled(strays.map((token) => verifier.verify(token)))
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    expect(issuer.requests.length).toBeLessThanOrEqual(1 + 4)
  })

  test('of one made-up key are asked for once', async () => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    expect(await verdict()).toBe('accepted')
    const stray = await issuer.token({}, { header: { kid: 'made up' } })
    for (let tries = 0; tries < 10; tries++) expect(await verdict(stray)).toBe('ERR_KEY_NOT_FOUND')
    expect(issuer.requests).toHaveLength(2)
  })

  test('a moment before a rotation do not keep its token waiting', async () => {
    await using meeting = await meet()
    const { issuer, verdict } = meeting
    expect(await verdict()).toBe('accepted')
    expect(await verdict(await issuer.token({}, { header: { kid: 'made up' } }))).toBe('ERR_KEY_NOT_FOUND')
    await issuer.keys.rotate()
    expect(await verdict()).toBe('accepted')
    expect(issuer.requests).toHaveLength(3)
  })
})
