/** A set loses one of its keys and has it back, over and over, while tokens of both keys go on coming. */
import { between } from '../engine/random.mjs'
import { atMost, none, withTargets } from '../engine/row.mjs'
import { HOUR, MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, ignore, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

const SPAN = Object.freeze({ full: 6 * HOUR, quick: 2 * HOUR })

const VALID_PER_SECOND = 20

/** The longest that a kid is remembered as missing (`unknownKid.negativeMaxSeconds`). */
const LONGEST_MISS = 300

const STORIES = [
  { story: 'gone for up to 1 min', goneMs: MINUTE, runs: { full: 10, quick: 1 }, processes: 1 },
  { story: 'gone for up to 30 min', goneMs: 30 * MINUTE, runs: { full: 10, quick: 1 }, processes: 1 },
  {
    story: 'gone for up to 30 min, removalGraceSeconds: 3600',
    goneMs: 30 * MINUTE,
    options: { removalGraceSeconds: 3600 },
    runs: { full: 10, quick: 1 },
    processes: 1,
  },
]

export const lostKey = (effort) =>
  rowsOf('lost-key', STORIES, effort, oneRun, (row, { options }, runs) =>
    withTargets(
      row,
      none(
        'false rejections of the key that stays',
        runs.reduce((sum, { steady }) => sum + steady, 0),
      ),
      ...(options === undefined
        ? [atMost('the key that is back in use after', row.heal.worstMs / SECOND, LONGEST_MISS, 's')]
        : [none('false rejections of the key that is back', row.refused)]),
      atMost('fetches per minute', row.perMinute, 4.5),
      atMost('fetches in the worst minute', row.worstMinute, 8),
    ),
  )

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'lost-key', story, run)
  const [process] = world.processes
  const [stays, goes] = [keyAfter(0), keyAfter(1)]
  issuer.publish(stays, goes)
  void process.warmUp()
  const from = MINUTE
  const to = from + SPAN[effort.scale]
  await timeline.runUntil(from)
  const steady = createWatch(timeline)
  const backs = []
  const rate = { random: chance('valid'), perSecond: VALID_PER_SECOND, from, to }
  arrivals(timeline, rate, () => offer(process, stays.kid, steady.record))
  const other = { random: chance('other'), perSecond: VALID_PER_SECOND, from, to }
  // Whether a token of the other key has to be accepted is a matter of the moment when it comes.
  let record = ignore
  arrivals(timeline, other, () => offer(process, goes.kid, record))
  const phase = chance('phase')
  const lose = (at) => {
    if (at > to - story.goneMs - 10 * MINUTE) return
    timeline.at(at, () => {
      issuer.publish(stays)
      record = ignore
    })
    const back = at + between(phase, SECOND, story.goneMs)
    timeline.at(back, () => {
      issuer.publish(stays, goes)
      const watch = createWatch(timeline)
      backs.push(watch)
      record = watch.record
    })
    lose(back + between(phase, 6 * MINUTE, 20 * MINUTE))
  }
  lose(from + between(phase, 0, 10 * MINUTE))
  await timeline.runUntil(to)
  const heals = backs.map((watch) => watch.healMs())
  return {
    ...summary({ issuer, ...world }, { watches: backs, heals, from, to }),
    steady: steady.refused() + steady.undecided(),
  }
}
