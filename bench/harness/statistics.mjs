/** Medians and their intervals by order statistics: no assumption about how the noise is distributed. */

const ascending = (values) => values.toSorted((a, b) => a - b)

export function median(values) {
  const sorted = ascending(values)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The value below which the share `p` of all values lies. */
export const quantile = (values, p) => ascending(values)[Math.min(values.length - 1, Math.floor(values.length * p))]

/**
 * The median with its 95 % interval. Each value lies below the true median with probability 1/2, so the number that do
 * is binomial, and the ranks that its tails cut off bound the median.
 */
export function medianWithInterval(values) {
  const sorted = ascending(values)
  const rank = lowerRank(sorted.length)
  return { median: median(values), low: sorted[rank], high: sorted[sorted.length - 1 - rank] }
}

/** The greatest zero-based rank with P(fewer than rank + 1 values below the median) ≤ 2.5 %. */
function lowerRank(count) {
  let probability = 0.5 ** count
  let tail = probability
  let rank = 0
  while (tail + next(probability, count, rank) <= 0.025) {
    probability = next(probability, count, rank)
    tail += probability
    rank++
  }
  return rank
}

/** Bin(n, ½): the probability of k + 1 from the one of k. */
const next = (probability, count, k) => (probability * (count - k)) / (k + 1)
