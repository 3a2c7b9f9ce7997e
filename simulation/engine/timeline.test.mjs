/** The line of time, beside the clock that tests use. */
import { remoteJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { fakeClock } from 'keywell/testing'
import { expect, test } from 'vitest'
import { recordQuery } from './process.mjs'
import { createKey } from './keys.mjs'
import { seeded, withChance } from './random.mjs'
import { createTimeline } from './timeline.mjs'

const MINUTE = 60_000

/** Two hours of a source: refreshes, stray kids, an outage from which it recovers. @returns what happened, with its time */
async function tell({ clock, advance }, jwks, query) {
  const log = []
  const note = (...what) => log.push([clock.monotonic(), ...what].join(' '))
  const fetch = async (_url, { headers, signal }) => {
    note('asked', headers['cache-control'] ?? 'plainly')
    await clock.sleep(70, signal)
    const isDown = clock.monotonic() > 40 * MINUTE && clock.monotonic() < 60 * MINUTE
    return isDown ? new Response('', { status: 503 }) : Response.json(jwks)
  }
  const random = seeded('story')
  const source = withChance(random, () => remoteJwks('https://issuer.example/jwks.json', { fetch, clock }))
  source.subscribe(({ type }) => note(type))
  void source.refresh('prefetch')
  for (let minute = 0; minute < 120; minute++) {
    for (const kid of ['known', `stray-${minute % 7}`]) {
      const lookup = source.lookup({ ...query, kid })
      note(kid, lookup.outcome)
      if (lookup.outcome !== 'missed' || !lookup.retry) continue
      void source.refresh('unknown-kid', { kid }).then(
        () => note(kid, 'is over'),
        () => note(kid, 'is open'),
      )
    }
    await advance(MINUTE)
  }
  source.close()
  return log
}

test('tells the same story as the clock for tests', async () => {
  const { publicJwk } = await generateJwk('ES256', { kid: 'known' })
  const fake = fakeClock()
  const { token } = await createKey('known', fake)
  const query = await recordQuery(token, fake)
  const timeline = createTimeline()
  const quick = { clock: timeline.clock(), advance: (ms) => timeline.runUntil(timeline.now() + ms) }
  const jwks = { keys: [publicJwk] }
  const expected = await tell({ clock: fake, advance: fake.advance }, jwks, query)
  expect(expected.filter((line) => line.includes('asked')).length).toBeGreaterThan(30)
  expect(await tell(quick, jwks, query)).toEqual(expected)
}, 60_000)

test('ends a sleep with the reason of its signal, and passes over it', async () => {
  const timeline = createTimeline()
  const control = new AbortController()
  const nap = timeline.sleep(10, control.signal)
  control.abort(new Error('enough'))
  await expect(nap).rejects.toThrow('enough')
  await expect(timeline.sleep(10, control.signal)).rejects.toThrow('enough')
  await timeline.runUntil(20)
  expect(timeline.now()).toBe(20)
})

test('wakes in the order of times, and of equal times in the order of falling asleep', async () => {
  const timeline = createTimeline()
  const random = seeded('order')
  const woken = []
  const times = Array.from({ length: 500 }, (_, index) => ({ at: Math.floor(random() * 100), index }))
  for (const { at, index } of times) void timeline.sleep(at).then(() => woken.push({ at: timeline.now(), index }))
  await timeline.runUntil(100)
  expect(woken).toEqual(times.toSorted((a, b) => a.at - b.at || a.index - b.index))
})

test('stands still while work outside of it is under way', async () => {
  const timeline = createTimeline()
  const seen = []
  timeline.at(10, () => {
    timeline.hold()
    setTimeout(() => {
      seen.push(timeline.now())
      timeline.release()
    }, 20)
    return true
  })
  timeline.at(20, () => void seen.push(timeline.now()))
  await timeline.runUntil(30)
  expect(seen).toEqual([10, 20])
})
