/** Reading a set from its text: µs per key for 100, 1,000 and 10,000 keys. Linear means that the figure stays. */
import { staticJwks } from 'keywell'
import { atLeast, pairedRounds, rateRatio, rowsAgainst } from '../../harness/rounds.mjs'
import { freshKey, randomRsaJwk } from '../material.mjs'

const SIZES = [100, 1000, 10_000]

/** Per key, the largest set may cost half as much again as the smallest: caches are left behind, quadratic work is not hidden. */
const TARGET = 0.67

const MAKERS = {
  RS256: () => randomRsaJwk('RS256'),
  ES256: () => freshKey('ES256').jwk,
  EdDSA: () => freshKey('EdDSA').jwk,
}

const inWords = (size) => `${size.toLocaleString('en')} keys`

export async function loading({ algorithms, rounds }) {
  const results = []
  for (const alg of algorithms.filter((name) => Object.hasOwn(MAKERS, name))) {
    results.push(await oneAlgorithm(alg, rounds))
  }
  return results
}

async function oneAlgorithm(alg, rounds) {
  const keys = Array.from({ length: Math.max(...SIZES) }, MAKERS[alg])
  const contenders = SIZES.map((size) => ({
    name: inWords(size),
    size,
    text: JSON.stringify({ keys: keys.slice(0, size) }),
  }))
  const times = await pairedRounds(contenders, { rounds, sliceMs: 1 }, load)
  const smallest = inWords(SIZES[0])
  const data = rowsAgainst(times, smallest)
  return {
    id: `loading-${alg}`,
    title: `staticJwks from text, ${alg} keys`,
    data,
    columns: ['', 'µs per key', 'ms in all'],
    rows: data.map(({ name, micros }, place) => [name, micros.toFixed(1), ((micros * SIZES[place]) / 1000).toFixed(1)]),
    targets: [
      atLeast(
        `${inWords(SIZES.at(-1))} × ${smallest}, per key`,
        rateRatio(times, inWords(SIZES.at(-1)), smallest),
        TARGET,
      ),
    ],
  }
}

/** Small sets are read as often as it takes to make the figure steady. */
function load({ size, text }) {
  const repeats = Math.ceil(2000 / size)
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++) staticJwks(text)
  return ((performance.now() - start) * 1000) / (repeats * size)
}
