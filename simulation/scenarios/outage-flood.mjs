/** The issuer fails for half an hour while somebody floods the verifier with kids that nobody issued; then it is back. */
import { atMost, none, withTargets } from '../engine/row.mjs'
import { worstMinute, most } from '../engine/requests.mjs'
import { MINUTE, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, flood, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

/** Failed attempts are 1, 2, 4, … 60 s apart: after this long, half a minute at least is between any two. */
const AT_CAP = 3 * MINUTE

const OUTAGE = 30 * MINUTE

const ONE = { processes: 1, floodPerSecond: 200, validPerSecond: 20, runs: { full: 5, quick: 0 } }

const STORIES = [
  { ...ONE, story: 'one verifier, nothing listens', condition: 'unreachable' },
  { ...ONE, story: 'one verifier, 503', condition: 'failing', runs: { full: 5, quick: 1 } },
  { ...ONE, story: 'one verifier, no answer ever', condition: 'hung' },
  {
    story: '1,000 verifiers, 503',
    condition: 'failing',
    processes: 1000,
    floodPerSecond: 0.2,
    validPerSecond: 0.2,
    runs: { full: 1, quick: 0 },
  },
]

export const outageFlood = (effort) =>
  rowsOf('outage-flood', STORIES, effort, oneRun, (row, _, runs) =>
    withTargets(
      row,
      atMost('attempts in the worst minute at the cap', most(runs.map((one) => one.worstAtCap)), 2),
      none('false rejections of known kids', row.refused),
      none('known kids answered with 503', row.undecided),
      atMost('in use again after the outage', row.heal.worstMs / SECOND, 60, 's'),
    ),
  )

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'outage-flood', story, run)
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  const from = MINUTE
  const back = from + OUTAGE
  const to = back + 5 * MINUTE
  await timeline.runUntil(from)
  issuer.become(story.condition)
  const known = createWatch(timeline)
  world.processes.forEach((process, index) => {
    flood(timeline, { random: chance('flood', index), perSecond: story.floodPerSecond, from, to }, process)
    const rate = { random: chance('valid', index), perSecond: story.validPerSecond, from, to: back }
    arrivals(timeline, rate, () => offer(process, keyAfter(0).kid, known.record))
  })
  await timeline.runUntil(back)
  const ofOutage = world.processes.map(({ requests }) => requests.filter((at) => at >= from + AT_CAP))
  // It comes back with a new key, and how long that one is turned away says when the outage is over.
  issuer.become('up')
  issuer.publish(keyAfter(0), keyAfter(1))
  const fresh = world.processes.map((process, index) => {
    const watch = createWatch(timeline)
    const rate = { random: chance('new', index), perSecond: story.validPerSecond, from: back, to }
    arrivals(timeline, rate, () => offer(process, keyAfter(1).kid, watch.record))
    return watch
  })
  await timeline.runUntil(to)
  const heals = fresh.map((watch) => watch.healMs())
  const sum = summary({ issuer, ...world }, { watches: [known], heals, from, to })
  return { ...sum, worstAtCap: most(ofOutage.map(worstMinute)) }
}
