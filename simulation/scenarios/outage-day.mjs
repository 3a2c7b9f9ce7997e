/** The issuer is gone for longer than a day: held keys serve until S has passed since their last validation, to the second. */
import { none, withTargets } from '../engine/row.mjs'
import { between } from '../engine/random.mjs'
import { DAY, HOUR, MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, ignore, offer, offerReally } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

/** S of the defaults. */
const STALE = DAY

const STORIES = [
  { story: 'one verifier, 503', condition: 'failing', processes: 1, validPerSecond: 1, runs: { full: 20, quick: 2 } },
  {
    story: 'one verifier, nothing listens',
    condition: 'unreachable',
    processes: 1,
    validPerSecond: 1,
    runs: { full: 20, quick: 0 },
  },
  {
    story: '100 verifiers, no answer ever',
    condition: 'hung',
    processes: 100,
    validPerSecond: 0.05,
    runs: { full: 1, quick: 0 },
  },
]

export const outageDay = (effort) =>
  rowsOf('outage-day', STORIES, effort, oneRun, (row, _, runs) => {
    const sum = (name) => runs.reduce((total, one) => total + one[name], 0)
    return withTargets(
      row,
      none('known kids turned away up to S − 1 s', row.refused + row.undecided),
      none('not answered with 503 from S + 1 s on', sum('servedTooLong')),
      none('not accepted again two minutes after the issuer is back', sum('stillOut')),
    )
  })

async function oneRun(effort, story, run) {
  const world = start(effort, 'outage-day', story, run)
  const { timeline, issuer, chance, keyAfter } = world
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  // Somewhere in the second or third life of the set, so that S does not count from the start.
  const from = between(chance('phase'), 10 * MINUTE, 30 * MINUTE)
  await timeline.runUntil(from)
  issuer.become(story.condition)
  await timeline.runUntil(from + MINUTE)
  const back = timeline.now() + STALE + HOUR
  const to = back + 11 * MINUTE
  const seen = { known: createWatch(timeline), servedTooLong: 0, stillOut: 0 }
  world.processes.forEach((process, index) => {
    planTraffic(timeline, process, seen, { random: chance('valid', index), ...story, kid: keyAfter(0).kid, back, to })
  })
  await timeline.runUntil(back)
  issuer.become('up')
  await timeline.runUntil(to)
  const { known, servedTooLong, stillOut } = seen
  return { ...summary(world, { watches: [known], from, to }), servedTooLong, stillOut }
}

/** Tokens up to S − 1 s, from S + 1 s on, and when the issuer is back; those at the two edges are real. */
function planTraffic(timeline, process, seen, { random, validPerSecond: perSecond, kid, back, to }) {
  const served = (verdict) => void (seen.servedTooLong += verdict === 'undecided' ? 0 : 1)
  const again = (verdict) => void (seen.stillOut += verdict === 'accepted' ? 0 : 1)
  const during = (from, end, record) =>
    arrivals(timeline, { random, perSecond, from, to: end }, () => offer(process, kid, record))
  // When the set was validated, the source says itself.
  const expiry = timeline.now() - process.source.status().ageMs + STALE
  during(timeline.now(), expiry - SECOND, seen.known.record)
  timeline.at(expiry - SECOND, () => offerReally(process, kid, seen.known.record))
  timeline.at(expiry + SECOND, () => offerReally(process, kid, served))
  during(expiry + SECOND, back - MINUTE, served)
  // Somebody has to ask first, as an expired set waits for its next look-up.
  timeline.at(back + MINUTE, () => offer(process, kid, ignore))
  during(back + 2 * MINUTE, to, again)
}
