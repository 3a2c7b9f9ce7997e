/** A kid that nobody issued comes just before the issuer rotates without a word: it must not cost the new key its refresh. */
import { between } from '../engine/random.mjs'
import { under, withTargets } from '../engine/row.mjs'
import { MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, ignore, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

const STORIES = [
  {
    story: 'one verifier, 3 s before',
    before: { from: 3 * SECOND, to: 3 * SECOND },
    processes: 1,
    runs: { full: 400, quick: 30 },
  },
  // The refresh that the stray kid causes is under way when the key changes.
  {
    story: 'one verifier, up to 80 ms before',
    before: { from: 0, to: 80 },
    processes: 1,
    runs: { full: 400, quick: 30 },
  },
  {
    story: '1,000 verifiers, up to 5 s before',
    before: { from: 0, to: 5 * SECOND },
    processes: 1000,
    runs: { full: 3, quick: 0 },
  },
]

const VALID_PER_SECOND = 50

export const stray = (effort) =>
  rowsOf('stray', STORIES, effort, oneRun, (row) =>
    withTargets(row, under('healed at worst', row.heal.worstMs / SECOND, 1, 's')),
  )

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'stray', story, run)
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  const phase = chance('phase')
  // Anywhere in the life of a set, so that refreshes that are due come between as well.
  const rotation = between(phase, 2 * MINUTE, 12 * MINUTE)
  for (const process of world.processes) {
    const at = rotation - between(phase, story.before.from, story.before.to)
    timeline.at(at, () => offer(process, `stray-${run}`, ignore))
  }
  await timeline.runUntil(rotation)
  issuer.publish(keyAfter(1))
  const watches = world.processes.map(() => createWatch(timeline))
  const to = rotation + MINUTE
  world.processes.forEach((process, index) => {
    const rate = { random: chance('valid', index), perSecond: VALID_PER_SECOND, from: rotation, to: to - SECOND }
    arrivals(timeline, rate, () => offer(process, keyAfter(1).kid, watches[index].record))
  })
  await timeline.runUntil(to)
  const heals = watches.map((watch) => watch.healMs())
  return summary({ issuer, ...world }, { watches, heals, from: rotation - 5 * SECOND, to })
}
