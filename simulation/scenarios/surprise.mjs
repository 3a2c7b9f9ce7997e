/** The issuer replaces its only key without a word, while somebody floods the verifier with kids that nobody issued. */
import { between } from '../engine/random.mjs'
import { atMost, withTargets } from '../engine/row.mjs'
import { MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, flood, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

const SPAN = 20 * MINUTE

/** Long enough between rotations that each meets a budget which the flood has used up. */
const BETWEEN_ROTATIONS = Object.freeze({ from: 60 * SECOND, to: 120 * SECOND })

const STORIES = [
  {
    story: '200 random kids/s at one verifier',
    processes: 1,
    runs: { full: 40, quick: 4 },
    floodPerSecond: 200,
    validPerSecond: 50,
  },
  {
    story: '200 random kids/s over 1,000 verifiers',
    processes: 1000,
    runs: { full: 1, quick: 0 },
    floodPerSecond: 0.2,
    validPerSecond: 1,
  },
]

export const surprise = (effort) =>
  rowsOf('surprise', STORIES, effort, oneRun, (row) =>
    withTargets(
      row,
      atMost('healed at worst', row.heal.worstMs / SECOND, 15, 's'),
      atMost('healed on average', row.heal.meanMs / SECOND, 8, 's'),
      atMost('fetches per minute over 20 minutes', row.perMinute, 4.5),
      atMost('fetches in the worst minute', row.worstMinute, 8),
    ),
  )

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'surprise', story, run)
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  const from = MINUTE
  const to = from + SPAN
  await timeline.runUntil(from)

  let watches = world.processes.map(() => createWatch(timeline))
  const all = [...watches]
  let rotations = 0
  world.processes.forEach((process, index) => {
    flood(timeline, { random: chance('flood', index), perSecond: story.floodPerSecond, from, to }, process)
    const rate = { random: chance('valid', index), perSecond: story.validPerSecond, from, to }
    arrivals(timeline, rate, () => offer(process, keyAfter(rotations).kid, watches[index].record))
  })
  const phase = chance('phase')
  const rotate = () => {
    rotations++
    issuer.publish(keyAfter(rotations))
    watches = world.processes.map(() => createWatch(timeline))
    all.push(...watches)
    next()
  }
  // The last one has the time that it may take to heal.
  const next = () => {
    const at = timeline.now() + between(phase, BETWEEN_ROTATIONS.from, BETWEEN_ROTATIONS.to)
    if (at < to - BETWEEN_ROTATIONS.from) timeline.at(at, rotate)
  }
  next()
  await timeline.runUntil(to)
  const heals = all.slice(world.processes.length).map((watch) => watch.healMs())
  return summary({ issuer, ...world }, { watches: all, heals, from, to })
}
