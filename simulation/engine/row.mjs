/** One line of the report: what runs of a story came to, and the targets it has to meet. Pure. */
import { mean, most, perMinute, worstMinute } from './requests.mjs'

/** The figures of one process in one run. */
export const requestFigures = (times, from, to) => {
  const within = times.filter((at) => at >= from && at <= to)
  return { perMinute: perMinute(within, to - from), worstMinute: worstMinute(within) }
}

/**
 * Adds runs up. A run is `{ processes, verifications, sampled, refused, undecided, heals, requests }`: `requests` holds
 * the figures of each process, `peakSecond` is that of all processes together.
 */
export function rowOf(scenario, story, runs) {
  const sum = (name) => runs.reduce((total, run) => total + (run[name] ?? 0), 0)
  const heals = runs.flatMap((run) => run.heals ?? [])
  const requests = runs.flatMap((run) => run.requests)
  return {
    scenario,
    story,
    processes: runs[0].processes ?? 1,
    runs: runs.length,
    verifications: sum('verifications'),
    sampled: sum('sampled'),
    refused: sum('refused'),
    undecided: sum('undecided'),
    heal: heals.length === 0 ? undefined : { count: heals.length, meanMs: mean(heals), worstMs: most(heals) },
    perMinute: mean(requests.map((one) => one.perMinute)),
    worstMinute: most(requests.map((one) => one.worstMinute)),
    peakSecond: most(runs.map((run) => run.peakSecond)),
    targets: [],
  }
}

const target = (what, value, limit, holds, unit) => ({ what, value, limit, unit, holds })
export const atMost = (what, value, limit, unit = '') => target(what, value, `≤ ${limit}`, value <= limit, unit)
export const atLeast = (what, value, limit, unit = '') => target(what, value, `≥ ${limit}`, value >= limit, unit)
export const under = (what, value, limit, unit = '') => target(what, value, `< ${limit}`, value < limit, unit)
export const none = (what, value) => target(what, value, '0', value === 0, '')

export const withTargets = (row, ...targets) => ({ ...row, targets })
