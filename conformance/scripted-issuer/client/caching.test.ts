/** What the server says about caching, and what keywell makes of it: how long a set is fresh, and how it is renewed. */
import { describe, expect, test, vi } from 'vitest'
import type { Answer } from '../answer.ts'
import { meet, type Meeting, type MeetingOptions } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }

/** As short as freshness may be, so that a test meets several refreshes. */
const SHORT: MeetingOptions = { keys: { freshness: { defaultSeconds: 1, minSeconds: 1, maxSeconds: 1 } } }

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 20 })

/** The answers that came after a moment. */
const statuses = ({ issuer }: Meeting, from = 0): readonly unknown[] =>
  issuer.requests.slice(from).map(({ status }) => status)

describe.concurrent('freshness', TIMEOUT, () => {
  const maxAge = (value: string, more: Readonly<Record<string, string>> = {}): Answer => ({
    headers: { 'cache-control': value, ...more },
  })
  const now = Date.now()
  const dates = { date: new Date(now).toUTCString(), expires: new Date(now + 900_000).toUTCString() }

  test.for<[string, number, Answer]>([
    ['of a bare answer', 600, {}],
    ['of max-age=0', 300, maxAge('max-age=0')],
    ['of max-age=15', 300, maxAge('max-age=15')],
    ['of max-age=1200', 1200, maxAge('public, max-age=1200')],
    ['of max-age=86400', 3600, maxAge('max-age=86400')],
    ['of max-age=1200 with Age 500', 700, maxAge('max-age=1200', { age: '500' })],
    ['of max-age=1200 with Age 5000', 300, maxAge('max-age=1200', { age: '5000' })],
    ['by Expires', 900, { headers: dates }],
    ['by Expires that max-age overrules', 1200, maxAge('max-age=1200', dates)],
    ['of no-store', 300, maxAge('no-store')],
    ['of no-cache with max-age=1200', 300, maxAge('no-cache, max-age=1200')],
  ])('%s lasts %i seconds', async ([, seconds, answer]) => {
    await using meeting = await meet()
    const { issuer, keys, verdict } = meeting
    issuer.script(issuer.jwksPath, answer)
    expect(await verdict()).toBe('accepted')
    const { nextAttemptMs = Number.NaN, ageMs = Number.NaN } = keys.status()
    // Refreshing is due at 75 to 90 % of it.
    expect(nextAttemptMs + ageMs).toBeGreaterThan(seconds * 750 - 50)
    expect(nextAttemptMs + ageMs).toBeLessThan(seconds * 900 + 50)
  })

  test.for<[string, number]>([
    ['max-age=600', 86_400],
    ['max-age=600, stale-if-error=60', 660],
    ['max-age=600, stale-if-error=999999999', 86_400],
  ])('with "%s" is followed by at most %i seconds of use in all', async ([cacheControl, seconds]) => {
    await using meeting = await meet()
    const { issuer, keys, verdict } = meeting
    issuer.script(issuer.jwksPath, maxAge(cacheControl))
    expect(await verdict()).toBe('accepted')
    const { remainingMs = Number.NaN, ageMs = Number.NaN } = keys.status()
    expect(Math.round((remainingMs + ageMs) / 1000)).toBe(seconds)
  })
})

describe.concurrent('a refresh', TIMEOUT, () => {
  test('sends both validators back, and a 304 renews the set without changing it', async () => {
    await using meeting = await meet(SHORT)
    const { issuer, keys, verdict } = meeting
    expect(await verdict()).toBe('accepted')
    const set = keys.status().keys
    await eventually(() =>
      expect(statuses(meeting).filter((status) => status === 304).length).toBeGreaterThanOrEqual(2),
    )
    const [first, second] = issuer.requests
    expect(first?.headers).not.toHaveProperty('if-none-match')
    expect(second?.headers).toMatchObject({
      'if-none-match': expect.stringMatching(/^"/),
      'if-modified-since': expect.stringMatching(/GMT$/),
    })
    await eventually(() => expect(keys.status().counters?.fetches.notModified).toBeGreaterThanOrEqual(2))
    expect(keys.status()).toMatchObject({
      generation: 1,
      error: undefined,
      lastAttempt: expect.stringMatching(/^(ok|in-flight)$/),
    })
    expect(keys.status().keys).toBe(set)
    expect(await verdict()).toBe('accepted')
  })

  test.for(['etag', 'last-modified'] as const)('knows %s alone as well', async (validators) => {
    await using meeting = await meet(SHORT)
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, { validators })
    expect(await verdict()).toBe('accepted')
    await eventually(() => expect(statuses(meeting)).toContain(304))
  })

  test('of a server without validators brings the whole set each time', async () => {
    await using meeting = await meet(SHORT)
    const { issuer, verdict } = meeting
    issuer.script(issuer.jwksPath, { validators: 'none' })
    expect(await verdict()).toBe('accepted')
    await eventually(() => expect(issuer.requests.length).toBeGreaterThanOrEqual(3))
    expect(statuses(meeting).slice(0, 2)).toEqual([200, 200])
    expect(issuer.requests[1]?.headers).not.toHaveProperty('if-none-match')
  })

  test('that brings another tag and the same keys changes nothing, and the new tag is sent from then on', async () => {
    await using meeting = await meet(SHORT)
    const { issuer, keys, verdict } = meeting
    const tagged = (etag: string): Answer => ({ headers: { etag }, validators: 'none' })
    issuer.script(issuer.jwksPath, tagged('"v1"'), tagged('"v2"'))
    expect(await verdict()).toBe('accepted')
    await eventually(() => expect(issuer.requests.length).toBeGreaterThanOrEqual(3))
    const sent = issuer.requests.map(({ headers }) => headers['if-none-match'])
    expect(sent.slice(0, 3)).toEqual([undefined, '"v1"', '"v2"'])
    expect(statuses(meeting).slice(0, 2)).toEqual([200, 200])
    expect(keys.status().generation).toBe(1)
  })

  test('finds new keys before any token needs them, and drops those that went', async () => {
    await using meeting = await meet(SHORT)
    const { issuer, keys, verdict } = meeting
    const before = await issuer.token()
    expect(await verdict(before)).toBe('accepted')
    await issuer.keys.rotate({ overlap: false })
    await eventually(() => expect(keys.status().generation).toBe(2))
    expect(keys.status().keys?.keys.map(({ kid }) => kid)).toEqual(['es256-2'])
    expect(await verdict()).toBe('accepted')
    expect(await verdict(before)).toBe('ERR_KEY_NOT_FOUND')
  })
})
