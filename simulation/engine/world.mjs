/** What one simulated run stands on: a line of time, an issuer, processes, and chance of its own. */
import { createIssuer } from './issuer.mjs'
import { createKey } from './keys.mjs'
import { createProcess, createSample, recordQuery } from './process.mjs'
import { seeded } from './random.mjs'
import { createTimeline } from './timeline.mjs'

/** Kids of all keys that issuers of these stories use, in the order in which they rotate through them. */
const KIDS = Object.freeze(Array.from({ length: 32 }, (_, index) => `key-${index}`))

/** The keys and what is asked for them: made once, as making them takes longer than many a run. */
export async function createMaterial() {
  const { clock } = createTimeline()
  const keys = await Promise.all(KIDS.map((kid) => createKey(kid, clock())))
  const tokens = new Map(keys.map(({ kid, token }) => [kid, token]))
  return Object.freeze({ keys, tokens, query: await recordQuery(keys[0].token, clock()) })
}

/** @param words - `{ material, seed, name, run, maxAgeSeconds, sampleEvery }`: name, run and seed make the chance */
export function createWorld({ material, seed, name, run, maxAgeSeconds, sampleEvery }) {
  const timeline = createTimeline()
  const chance = (...words) => seeded(seed, name, run, ...words)
  const issuer = createIssuer(timeline, { random: chance('issuer'), maxAgeSeconds })
  const sample = createSample(sampleEvery)
  const { keys, tokens, query } = material
  const processes = []
  return {
    timeline,
    issuer,
    chance,
    /** The key after so many rotations. */
    keyAfter: (count) => keys[count % keys.length],
    processes,
    counts: sample.counts,
    start(options) {
      const random = chance('process', processes.length)
      processes.push(createProcess({ timeline, issuer, random, sample, query, tokens, options }))
    },
    end: () => processes.forEach((process) => process.close()),
  }
}
