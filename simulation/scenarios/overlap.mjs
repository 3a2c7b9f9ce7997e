/** The issuer rotates as it should: the new key is published before it signs, the old one stays until its tokens end. */
import { between } from '../engine/random.mjs'
import { atLeast, none, withTargets } from '../engine/row.mjs'
import { DAY, HOUR, MINUTE } from '../engine/time.mjs'
import { arrivals, createWatch, flood, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

/** A key is published, signs a quarter of an hour later, and stays for an hour after the next one has taken over. */
const LEAD = 15 * MINUTE
const LIFE = HOUR
const PERIOD = 2 * HOUR

/** Tokens of the last key but one that are still about. */
const OLD_SHARE = 0.1

const STORIES = [
  {
    story: 'one verifier, 2 random kids/s beside',
    processes: 1,
    runs: { full: 1, quick: 1 },
    span: { full: 2 * DAY, quick: 5 * HOUR },
    validPerSecond: 60,
    floodPerSecond: 2,
    enough: { full: 10_000_000, quick: 1_000_000 },
  },
  {
    story: '1,000 verifiers',
    processes: 1000,
    runs: { full: 1, quick: 0 },
    span: { full: 5 * HOUR },
    validPerSecond: 0.6,
    floodPerSecond: 0,
    enough: { full: 10_000_000 },
  },
]

export const overlap = (effort) =>
  rowsOf('overlap', STORIES, effort, oneRun, (row, { enough }) =>
    withTargets(
      row,
      none('false rejections', row.refused),
      none('answers of 503', row.undecided),
      atLeast('verifications', row.verifications, enough[effort.scale]),
    ),
  )

async function oneRun(effort, story, run) {
  const world = start(effort, 'overlap', story, run)
  const { timeline, issuer, chance, keyAfter } = world
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  await timeline.runUntil(MINUTE)
  const from = timeline.now()
  const to = from + story.span[effort.scale]
  const signing = { rotations: 0, hasOld: false }
  const watch = createWatch(timeline)
  world.processes.forEach((process, index) => {
    const random = chance('valid', index)
    const isOld = () => signing.hasOld && random() < OLD_SHARE
    const kid = () => keyAfter(isOld() ? signing.rotations - 1 : signing.rotations).kid
    arrivals(timeline, { random, perSecond: story.validPerSecond, from, to }, () => offer(process, kid(), watch.record))
    if (story.floodPerSecond === 0) return
    flood(timeline, { random: chance('flood', index), perSecond: story.floodPerSecond, from, to }, process)
  })
  for (let at = from + between(chance('rotations'), 0, LEAD); at <= to; at += PERIOD) planRotation(world, signing, at)
  await timeline.runUntil(to)
  return summary(world, { watches: [watch], from, to })
}

/** Published, then signing, then alone. */
function planRotation({ timeline, issuer, keyAfter }, signing, at) {
  timeline.at(at, () => void issuer.publish(keyAfter(signing.rotations), keyAfter(signing.rotations + 1)))
  timeline.at(at + LEAD, () => {
    signing.rotations++
    signing.hasOld = true
  })
  timeline.at(at + LEAD + LIFE, () => {
    signing.hasOld = false
    issuer.publish(keyAfter(signing.rotations))
  })
}
