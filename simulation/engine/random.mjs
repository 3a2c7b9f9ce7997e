/** Chance that repeats: the same words give the same numbers. Never the runtime's own. */

/** FNV-1a, enough to tell words apart. */
function hash(text) {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 0x01000193)
  return value >>> 0
}

/** sfc32: passes PractRand, and its state is four words of text. @returns 0 ≤ number < 1 */
export function seeded(...words) {
  const text = words.join('/')
  let [a, b, c, d] = ['a', 'b', 'c', 'd'].map((salt) => hash(`${salt}/${text}`))
  const next = () => {
    const sum = (a + b + d++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers still resemble the seed.
  for (let round = 0; round < 12; round++) next()
  return next
}

export const between = (random, from, to) => from + random() * (to - from)

/** The time to the next of events that come at this rate and know nothing of each other. */
export const untilNext = (random, perSecond) => (-Math.log(1 - random()) / perSecond) * 1000

/** The library draws with the `Math.random` that it finds when a source is made; every source gets one of its own. */
export function withChance(random, make) {
  const { random: usual } = Math
  Math.random = random
  try {
    return make()
  } finally {
    Math.random = usual
  }
}
