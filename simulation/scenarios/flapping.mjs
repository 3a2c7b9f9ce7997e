/** The issuer cannot make up its mind: down and up every few seconds, or 503 half of the time. Its keys stay the same. */
import { atMost, none, withTargets } from '../engine/row.mjs'
import { HOUR, MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, flood, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

const downAndUp = (seconds) => (now) => (Math.floor(now / (seconds * SECOND)) % 2 === 0 ? 'failing' : 'up')
const halfOfTheTime = (_, random) => (random() < 0.5 ? 'failing' : 'up')

const ONE = { processes: 1, validPerSecond: 20, floodPerSecond: 20, runs: { full: 5, quick: 0 } }
const MANY = { processes: 1000, validPerSecond: 0.1, floodPerSecond: 0.1, runs: { full: 1, quick: 0 } }

const STORIES = [
  ...[1, 5, 30, 120, 600].map((seconds) => ({
    ...ONE,
    story: `one verifier, down and up every ${seconds} s`,
    condition: downAndUp(seconds),
  })),
  { ...ONE, story: 'one verifier, 503 half of the time', condition: halfOfTheTime, runs: { full: 5, quick: 1 } },
  { ...MANY, story: '1,000 verifiers, down and up every 30 s', condition: downAndUp(30) },
  { ...MANY, story: '1,000 verifiers, 503 half of the time', condition: halfOfTheTime },
]

/** A flood is worth some four refreshes in a minute, each of which may take four tries. */
const MOST_IN_A_MINUTE = 16
const MOST_ON_AVERAGE = 8

export const flapping = (effort) =>
  rowsOf('flapping', STORIES, effort, oneRun, (row) =>
    withTargets(
      row,
      none('false rejections of known kids', row.refused),
      none('known kids answered with 503', row.undecided),
      atMost('fetches per minute', row.perMinute, MOST_ON_AVERAGE),
      atMost('fetches in the worst minute', row.worstMinute, MOST_IN_A_MINUTE),
    ),
  )

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'flapping', story, run)
  issuer.publish(keyAfter(0), keyAfter(1))
  for (const process of world.processes) void process.warmUp()
  const from = MINUTE
  const to = from + HOUR
  await timeline.runUntil(from)
  const random = chance('flap')
  issuer.become(() => story.condition(timeline.now(), random))
  const known = createWatch(timeline)
  world.processes.forEach((process, index) => {
    flood(timeline, { random: chance('flood', index), perSecond: story.floodPerSecond, from, to }, process)
    const rate = { random: chance('valid', index), perSecond: story.validPerSecond, from, to }
    let count = 0
    arrivals(timeline, rate, () => offer(process, keyAfter(count++ % 2).kid, known.record))
  })
  await timeline.runUntil(to)
  return summary({ issuer, ...world }, { watches: [known], from, to })
}
