/**
 * One process that verifies: a clock, a source and a verifier of its own. Every decision is the library's; what is
 * shortened is the signature, and only for most tokens. Never judges anything itself.
 */
import { createVerifier, isKeywellError, remoteJwks } from 'keywell'
import { JWKS_URL } from './issuer.mjs'
import { AUDIENCE, ISSUER, strayToken } from './keys.mjs'
import { withChance } from './random.mjs'

/** How many verifications go by for one that goes through the whole verifier, signature included. */
const SAMPLE_EVERY = 1000

/** Counts the verifications of all processes of a world, and says which of them is one of the sample. */
export function createSample(every = SAMPLE_EVERY) {
  const counts = { verifications: 0, sampled: 0 }
  return {
    counts,
    takesNext(isReal) {
      const isTaken = ++counts.verifications % every === 0 || isReal
      if (isTaken) counts.sampled++
      return isTaken
    },
  }
}

/**
 * @param setup - `{ timeline, issuer, random, sample, query, tokens, options }`: `query` is what a verifier asks a source for
 * a token (`recordQuery`), `tokens` the tokens by kid
 */
export function createProcess({ timeline, issuer, random, sample, query, tokens, options }) {
  const clock = timeline.clock()
  const { fetch, requests } = issuer.connect()
  const source = withChance(random, () => remoteJwks(JWKS_URL, { fetch, clock, ...options }))
  const keys = letTimePass(source, timeline)
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys }, { clock })
  return {
    source,
    requests,
    /** @param isReal - whether it is one of the sample whatever the count. @returns `accepted`, `refused` (401) or `undecided` (503), or a promise of it where there is a wait */
    judge(kid, isReal = false) {
      if (!sample.takesNext(isReal)) return judgeKid(source, { ...query, kid })
      return judgeToken(verifier, timeline, tokens.get(kid) ?? strayToken(kid))
    },
    warmUp: () => source.refresh('prefetch'),
    close: () => source.close(),
  }
}

/** The verifier's own order, without the token round it: a look into memory, one refresh, one more look. */
function judgeKid(source, query) {
  const lookup = source.lookup(query)
  const mayHelp = lookup.outcome === 'empty' || (lookup.outcome === 'missed' && lookup.retry)
  return mayHelp ? judgeLater(source, query, lookup) : VERDICTS[lookup.outcome]
}

async function judgeLater(source, query, { outcome }) {
  try {
    await source.refresh(outcome === 'empty' ? 'cold' : 'unknown-kid', { kid: query.kid })
  } catch {
    return 'undecided'
  }
  return VERDICTS[source.lookup(query).outcome]
}

const VERDICTS = Object.freeze({
  found: 'accepted',
  missed: 'refused',
  empty: 'undecided',
  unavailable: 'undecided',
})

/** Signatures are verified in real threads: time stands still until they are, save while the verifier waits for keys. */
async function judgeToken(verifier, timeline, token) {
  timeline.hold()
  try {
    await verifier.verify(await token)
    return 'accepted'
  } catch (error) {
    if (!isKeywellError(error)) throw error
    return error.kind === 'unavailable' ? 'undecided' : 'refused'
  } finally {
    timeline.release()
  }
}

const letTimePass = (source, timeline) => ({
  ...source,
  async refresh(...wish) {
    timeline.release()
    try {
      await source.refresh(...wish)
    } finally {
      timeline.hold()
    }
  },
})

/** What a verifier asks its source for, taken from a verifier: simulated questions differ from it in the kid alone. */
export async function recordQuery(token, clock) {
  let query
  const closed = remoteJwks(JWKS_URL, { clock })
  closed.close()
  const lookup = (asked) => {
    query = asked
    return closed.lookup(asked)
  }
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: { ...closed, lookup } }, { clock })
  await verifier.verify(token).catch(() => undefined)
  return { algorithm: query.algorithm, header: query.header }
}
