/**
 * Paired rounds: in every round each contender is measured, and compared with the others of the same round only. What
 * slows the machine down for a while slows all of a round down alike.
 */
import { median, medianWithInterval } from './statistics.mjs'

/** Long enough for the compiler to have settled. */
const WARM_UP_MS = 400

/**
 * A round goes through all contenders several times, each time in an order shuffled anew, until each has had `sliceMs`:
 * a short disturbance then falls on several of them.
 * @param slice - `(contender) => µs per call`, or a promise of it: a short measurement of a fixed number of calls
 * @returns the contenders' names with their times, one per round
 */
export async function pairedRounds(contenders, { rounds, sliceMs }, slice) {
  for (const contender of contenders) await repeatFor(WARM_UP_MS, () => slice(contender))
  const passes = Math.ceil(sliceMs / (await repeatFor(sliceMs, () => slice(contenders[0]))))
  const times = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const sums = await oneRound(contenders, passes, slice)
    for (const [name, sum] of sums) times.get(name).push(sum / passes)
  }
  return times
}

async function oneRound(contenders, passes, slice) {
  const sums = new Map(contenders.map(({ name }) => [name, 0]))
  for (let pass = 0; pass < passes; pass++) {
    for (const contender of shuffled(contenders)) {
      sums.set(contender.name, sums.get(contender.name) + (await slice(contender)))
    }
  }
  return sums
}

/** @returns how many ms one turn took on average */
async function repeatFor(ms, work) {
  const start = performance.now()
  let turns = 0
  while (performance.now() - start < ms) {
    await work()
    turns++
  }
  return (performance.now() - start) / turns
}

function shuffled(values) {
  const order = values.map((value) => ({ value, place: Math.random() }))
  return order.toSorted((a, b) => a.place - b.place).map(({ value }) => value)
}

/** How fast `name` is in units of `against`: more than 1 is faster. Each round gives one ratio. */
export function rateRatio(times, name, against) {
  const other = times.get(against)
  return medianWithInterval(times.get(name).map((micros, round) => other[round] / micros))
}

/** One row per contender, in the order given: median time, and rate against the baseline. */
export function rowsAgainst(times, baseline) {
  return Array.from(times, ([name, micros]) => ({
    name,
    micros: median(micros),
    ratio: name === baseline ? undefined : rateRatio(times, name, baseline),
  }))
}

/** A target on a ratio holds when its interval reaches it. */
export const atLeast = (what, ratio, target) => ({ what, ...ratio, target: `≥ ${target}`, holds: ratio.high >= target })
