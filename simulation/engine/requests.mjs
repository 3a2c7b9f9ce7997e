/** Requests by their times, and what one says of them. Pure. */
import { MINUTE, SECOND } from './time.mjs'

/** Most in any 60 seconds, wherever they begin. @param times - ascending */
export function worstMinute(times) {
  let worst = 0
  let from = 0
  for (let to = 0; to < times.length; to++) {
    while (times[to] - times[from] >= MINUTE) from++
    worst = Math.max(worst, to - from + 1)
  }
  return worst
}

export const perMinute = (times, spanMs) => (times.length / spanMs) * MINUTE

/** How many requests each second of a span had, empty seconds among them. */
export function bySecond(times, from, to) {
  const counts = new Uint32Array(Math.ceil((to - from) / SECOND))
  for (const at of times) if (at >= from && at < to) counts[Math.floor((at - from) / SECOND)]++
  return counts
}

export const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
export const most = (numbers) => numbers.reduce((top, number) => Math.max(top, number), Number.NEGATIVE_INFINITY)
