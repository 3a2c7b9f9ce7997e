/** Attacks on the traffic for keys: floods of kids, failures, answers in the wrong order. */
import { expect, test, vi } from 'vitest'
import { commonsOf } from '../../src/source/process/commons.ts'
import { createNegativeKids } from '../../src/source/process/negative-kids.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { fakeClock } from '../../src/testing.ts'
import { turn } from '../support/turn.ts'
import { lasting, retrieval, type Retrieval, setOf } from './retrieval.ts'
import { claims, codeOfCall, compact, makePair, NOW, pairOf, secretBytes } from './support.ts'

// Thousands of verifications in one test: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 })

const ours = pairOf('ES256')
const next = makePair('ES256', 'next')
const token = lasting(ours)

const SECOND = 1000

/** A token of a kid that nobody has; its signature is never looked at. */
const stray = (kid: string): string =>
  compact({ alg: 'ES256', kid }, claims({ exp: NOW + 100_000_000 }), secretBytes(64))

const held = async (): Promise<Retrieval> => {
  const it = retrieval(setOf(ours))
  expect(await it.verify(token)).toBe('accepted')
  return it
}

test.each([1, 10, 50])('G1: a flood of kids costs the same however many come at once: %i', async (parallel) => {
  const it = await held()
  const from = it.clock.monotonic()
  for (let second = 0; second < 60; second++) {
    const flood = Array.from({ length: parallel }, (_, i) =>
      codeOfCall(() => it.verifier.verify(stray(`${second} ${i}`))),
    )
    await it.clock.advance(SECOND)
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['ERR_KEY_NOT_FOUND']))
  }
  const requests = it.requests.filter(({ at }) => at >= from).length - 1
  expect(requests).toBeGreaterThanOrEqual(4)
  expect(requests).toBeLessThanOrEqual(4 + 4)
})

test('G1: a kid that is asked for again and again costs one request, then ever fewer', async () => {
  const it = await held()
  for (let second = 0; second < 400; second += 5) {
    expect(await it.verify(stray('one'))).toBe('ERR_KEY_NOT_FOUND')
    await it.clock.advance(5 * SECOND)
  }
  // At 0, 15, 45, 105 and 225 s.
  expect(it.requests).toHaveLength(1 + 5)
})

test('G1: a flood in an outage does not bring back the flood of requests', async () => {
  const it = await held()
  it.serve({ status: 503 })
  const from = it.clock.monotonic()
  for (let second = 0; second < 300; second += 2) {
    for (let i = 0; i < 5; i++) void codeOfCall(() => it.verifier.verify(stray(`${second} ${i}`)))
    await it.clock.advance(2 * SECOND)
  }
  expect(it.requests.filter(({ at }) => at >= from).length).toBeLessThanOrEqual(20)
  expect(it.requests.filter(({ at }) => at >= from + 120 * SECOND).length).toBeLessThanOrEqual(6)
})

test('G2: no known kid is refused or kept waiting by a flood, not even as its set comes of age', async () => {
  const it = await held()
  for (let second = 0; second < 1300; second += 3) {
    void codeOfCall(() => it.verifier.verify(stray(`${second}`)))
    expect(await it.verifyNow(token)).toBe('accepted')
    await it.clock.advance(3 * SECOND)
  }
  expect(it.keys.status().ageMs).toBeLessThan(600 * SECOND)
})

test('G2: a flood does not keep the set from being refreshed when the server comes back', async () => {
  const it = await held()
  it.serve({ status: 503 })
  for (let second = 0; second < 900; second += 3) {
    void codeOfCall(() => it.verifier.verify(stray(`${second}`)))
    await it.clock.advance(3 * SECOND)
  }
  it.serve(setOf(ours, next))
  for (let second = 0; second < 75; second++) {
    void codeOfCall(() => it.verifier.verify(stray(`again ${second}`)))
    await it.clock.advance(SECOND)
  }
  expect(await it.verifyNow(lasting(next))).toBe('accepted')
})

test('G3: of all kids that a set lacks, a source remembers the last 256', async () => {
  const it = retrieval(setOf(ours), { unknownKid: { burst: 30, refillSeconds: 2, proofSeconds: 0 } })
  await it.keys.refresh('prefetch')
  for (let i = 0; i < 300; i++) {
    await it.keys.refresh('unknown-kid', { kid: `${i} ${'x'.repeat(1000)}` })
    await it.clock.advance(2 * SECOND)
  }
  expect(it.requests.length).toBeGreaterThan(256)
  expect(commonsOf(it.clock).negatives).toBe(256)
  it.keys.purge()
  expect(commonsOf(it.clock).negatives).toBe(0)
})

test('G3: all sources of a process together remember 10,000', () => {
  const commons = commonsOf(fakeClock())
  const { policy } = sourceSettings({})
  const sources = Array.from({ length: 45 }, () => createNegativeKids(commons, policy))
  for (const negatives of sources) {
    for (let i = 0; i < 300; i++) negatives.add(`kid ${i}`, 0)
    expect(commons.negatives).toBeLessThanOrEqual(10_000)
  }
  expect(commons.negatives).toBe(10_000)
})

test.each([
  ['HTML', { body: '<html>' }],
  ['no keys', { body: { keys: [] } }],
  ['no usable keys', { body: { keys: [{ kty: 'XX' }] } }],
  ['500', { status: 500 }],
  ['404', { status: 404 }],
  ['a refused connection', { fault: 'refused' }],
] as const)(
  'G4: a refresh that is answered with %s takes no key away, and the next good one counts',
  async (_, answer) => {
    const it = await held()
    it.serve(answer)
    expect(await it.verify(stray('x'))).toBe('ERR_KEYS_UNAVAILABLE')
    await it.clock.advance(20 * SECOND)
    expect(await it.verifyNow(token)).toBe('accepted')
    it.serve(setOf(ours, next))
    await it.clock.advance(60 * SECOND)
    expect(await it.verify(lasting(next))).toBe('accepted')
  },
)

test('G4: a first failure is not remembered as the answer', async () => {
  const it = retrieval({ fault: 'refused' })
  expect(await it.verify(token)).toBe('ERR_KEYS_UNAVAILABLE')
  it.serve(setOf(ours))
  await it.clock.advance(SECOND)
  expect(await it.verify(token)).toBe('accepted')
})

test('G6: an older answer that arrives after a newer one changes nothing', async () => {
  let count = 0
  const it = retrieval(() => {
    count += 1
    return count === 1 ? { ...setOf(ours), delayMs: 2500 } : { ...setOf(next), delayMs: 100 }
  })
  const early = codeOfCall(() => it.verifier.verify(token))
  await turn()
  it.keys.purge()
  await it.clock.advance(200)
  expect(await it.verifyNow(lasting(next))).toBe('accepted')
  await it.clock.advance(10 * SECOND)
  expect(await early).toBe('ERR_KEY_NOT_FOUND')
  expect(await it.verifyNow(token)).toBe('ERR_KEY_NOT_FOUND')
  expect(await it.verifyNow(lasting(next))).toBe('accepted')
})

const CHEAP: readonly (readonly [string, string])[] = [
  ['alg none', compact({ alg: 'none', kid: 'x' }, claims(), '')],
  ['an alg of a shared secret', compact({ alg: 'HS256', kid: 'x' }, claims(), secretBytes(32))],
  ['an alg that is not allowed', compact({ alg: 'XX256', kid: 'x' }, claims(), secretBytes(64))],
  ['a critical extension', compact({ alg: 'ES256', kid: 'x', crit: ['x'], x: 1 }, claims(), secretBytes(64))],
  ['a kid that is no text', compact({ alg: 'ES256', kid: 7 }, claims(), secretBytes(64))],
  ['a kid of 2,000 bytes', compact({ alg: 'ES256', kid: 'x'.repeat(2000) }, claims(), secretBytes(64))],
  ['two parts', compact({ alg: 'ES256', kid: 'x' }, claims(), '').slice(0, -1)],
  ['another issuer', compact({ alg: 'ES256', kid: 'x' }, claims({ iss: 'https://evil.test' }), secretBytes(64))],
  ['another audience', compact({ alg: 'ES256', kid: 'x' }, claims({ aud: 'https://evil.test' }), secretBytes(64))],
  ['an exp that is past', compact({ alg: 'ES256', kid: 'x' }, claims({ exp: NOW - 1000 }), secretBytes(64))],
  ['an nbf to come', compact({ alg: 'ES256', kid: 'x' }, claims({ nbf: NOW + 1000 }), secretBytes(64))],
  ['a payload that is none', compact({ alg: 'ES256', kid: 'x' }, '[]', secretBytes(64))],
]

test.each(CHEAP)('G19: a token with %s costs no request, cold or not', async (_, bad) => {
  const cold = retrieval(setOf(ours))
  expect(await cold.verify(bad)).not.toBe('accepted')
  expect(cold.requests).toEqual([])
  const warm = await held()
  expect(await warm.verify(bad)).not.toBe('accepted')
  expect(warm.requests).toHaveLength(1)
})

test('G19: a token whose kid is of a key for another algorithm costs no request', async () => {
  const it = await held()
  const mismatched = compact({ alg: 'ES384', kid: ours.kid }, claims({ exp: NOW + 100_000_000 }), secretBytes(96))
  expect(await it.verify(mismatched)).toBe('ERR_KEY_MISMATCH')
  expect(it.requests).toHaveLength(1)
})
