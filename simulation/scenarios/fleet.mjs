/** A thousand processes start in the same moment and then live on: how evenly their refreshes fall on the issuer. */
import { atLeast, atMost, none, withTargets } from '../engine/row.mjs'
import { bySecond } from '../engine/requests.mjs'
import { HOUR, SECOND } from '../engine/time.mjs'
import { arrivals, createWatch, offer } from '../engine/traffic.mjs'
import { rowsOf, start, summary } from './story.mjs'

const MOST_PER_SECOND = 25

/** Processes in step would ask all at once in a few seconds of an hour, which no share of seconds shows. */
const MOST_AT_ALL = 50

/** The first hour is the hardest: it holds the start itself, and the waves that follow it before they have spread. */
const SPAN = HOUR

const STORIES = [
  { story: '1,000 verifiers, F = 600', issuer: { maxAgeSeconds: 600 }, processes: 1000, runs: { full: 5, quick: 1 } },
  { story: '1,000 verifiers, F = 300', issuer: { maxAgeSeconds: 300 }, processes: 1000, runs: { full: 5, quick: 0 } },
]

const VALID_PER_SECOND = 0.02

export const fleet = (effort) =>
  rowsOf('fleet', STORIES, effort, oneRun, (row, _, runs) => {
    const quiet = runs.reduce((sum, { quietShare }) => sum + quietShare, 0) / runs.length
    const peak = Math.max(...runs.map(({ peakLater }) => peakLater))
    return withTargets(
      { ...row, peakSecond: peak },
      atLeast(`seconds with at most ${MOST_PER_SECOND} fetches`, quiet * 100, 99, '%'),
      atMost('fetches in the worst second after the start', peak, MOST_AT_ALL),
      none('false rejections', row.refused),
      none('answers of 503', row.undecided),
    )
  })

async function oneRun(effort, story, run) {
  const { timeline, issuer, chance, keyAfter, ...world } = start(effort, 'fleet', story, run)
  issuer.publish(keyAfter(0))
  for (const process of world.processes) void process.warmUp()
  const watch = createWatch(timeline)
  world.processes.forEach((process, index) => {
    const rate = { random: chance('valid', index), perSecond: VALID_PER_SECOND, from: 0, to: SPAN }
    arrivals(timeline, rate, () => offer(process, keyAfter(0).kid, watch.record))
  })
  await timeline.runUntil(SPAN)
  const seconds = bySecond(issuer.requests, 0, SPAN)
  const quietShare = seconds.filter((count) => count <= MOST_PER_SECOND).length / seconds.length
  // The start itself is a fetch of every process in one second; the peak is of what comes after it.
  const peakLater = seconds.subarray(1).reduce((top, count) => Math.max(top, count), 0)
  return { ...summary({ issuer, ...world }, { watches: [watch], from: SECOND, to: SPAN }), quietShare, peakLater }
}
