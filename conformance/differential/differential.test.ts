/** A second opinion on every verdict: jose, on tokens and keys with one flaw, with two, and with changed text. */
import * as fc from 'fast-check'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { createVerifier, isKeywellError, staticJwks } from 'keywell'
import { expect, test } from 'vitest'
import { ALGORITHMS, AUDIENCE, build, type Case, type Change, draftOf, ISSUER, NOW } from './cases.ts'
import { CHANGES } from './changes.ts'
import { DISAGREEMENTS } from './disagreements.ts'

const { KEYWELL_SEED, KEYWELL_RUNS } = process.env
const FACTOR = Math.max(1, Number(KEYWELL_RUNS ?? 1) || 1)
/** The same cases every time, so that a run says something about the change at hand; KEYWELL_SEED looks further. */
const SEED = { seed: Number(KEYWELL_SEED ?? 20_261_124) }

type Verdict = 'accepts' | 'refuses'

const clock = { now: () => NOW * 1000, monotonic: () => 0, sleep: async () => undefined }

/** Rethrows what is no verdict. */
async function keywell({ token, keys }: Case): Promise<Verdict> {
  try {
    const source = staticJwks({ keys })
    await createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: source }, { clock }).verify(token)
    return 'accepts'
  } catch (error) {
    if (isKeywellError(error)) return 'refuses'
    throw error
  }
}

const options = { issuer: ISSUER, audience: AUDIENCE, currentDate: new Date(NOW * 1000), clockTolerance: 60 }

/** Whatever jose throws is a refusal. */
async function jose({ token, keys }: Case): Promise<Verdict> {
  try {
    await jwtVerify(token, createLocalJWKSet({ keys } as JSONWebKeySet), options)
    return 'accepts'
  } catch {
    return 'refuses'
  }
}

const seen = new Set<string>()

/** The disagreement that nothing explains, in words; `undefined` when all is well. */
async function unexplained(given: Case): Promise<string | undefined> {
  const [mine, theirs] = await Promise.all([keywell(given), jose(given)])
  if (mine === theirs) return undefined
  const rows = DISAGREEMENTS.filter((row) => row.keywell === mine && row.applies(given))
  for (const { id } of rows) seen.add(id)
  return rows.length > 0 ? undefined : `keywell ${mine}, jose ${theirs}: ${given.changes.join(' + ')}`
}

const one = (alg: string, ...changes: readonly Change[]): Case =>
  build(
    changes.reduce((draft, change) => change.apply(draft), draftOf(alg)),
    [alg, ...changes.map(({ name }) => name)],
  )

/** One of each kind of key is enough for flaws that are not about the algorithm. */
const THOROUGH = ['RS256', 'PS256', 'ES256', 'ES512', 'EdDSA']

test.each(ALGORITHMS)('both accept a good %s token, where both know the algorithm', async (alg) => {
  const good = one(alg)
  expect(await keywell(good)).toBe('accepts')
  expect(await unexplained(good)).toBeUndefined()
})

test.each(ALGORITHMS.filter((alg) => !THOROUGH.includes(alg)))(
  'one flaw in signature or algorithm, %s',
  async (alg) => {
    const changes = CHANGES.filter(({ name }) => /^(signature|signed|header alg|key alg|key kty|key crv)/.test(name))
    for (const change of changes) expect(await unexplained(one(alg, change))).toBeUndefined()
  },
)

test.each(THOROUGH)('one flaw of every kind, %s', async (alg) => {
  const findings: string[] = []
  for (const change of CHANGES) {
    const finding = await unexplained(one(alg, change))
    if (finding !== undefined) findings.push(finding)
  }
  expect(findings).toEqual([])
})

test('two flaws that only together make a difference', async () => {
  const [kidless, oddKid] = ['header kid: absent', 'key kid: true'].map((name) =>
    CHANGES.find((change) => change.name === name),
  )
  if (kidless === undefined || oddKid === undefined) throw new Error('these changes have other names now')
  expect(await unexplained(one('RS256', kidless, oddKid))).toBeUndefined()
})

test('two flaws of any kind at once', async () => {
  const change = fc.constantFrom(...CHANGES)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...THOROUGH), change, change, async (alg, first, second) => {
      expect(await unexplained(one(alg, first, second))).toBeUndefined()
    }),
    { numRuns: 2500 * FACTOR, ...SEED },
  )
})

test('one change of the text of a good token, anywhere', async () => {
  const characters = fc.constantFrom(...Array.from('ABab09-_.=+/ \n\t!é\u0000'), '')
  const tokens = THOROUGH.map((alg) => one(alg))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...tokens),
      fc.nat(),
      characters,
      fc.boolean(),
      async (good, at, character, isInsert) => {
        const place = at % good.token.length
        const token = good.token.slice(0, place) + character + good.token.slice(isInsert ? place : place + 1)
        expect(await unexplained({ ...good, token, changes: [...good.changes, `text ${token}`] })).toBeUndefined()
      },
    ),
    { numRuns: 1500 * FACTOR, ...SEED },
  )
})

test.each(DISAGREEMENTS)('still true: keywell $keywell, jose does not: $id', ({ id }) => {
  expect([...seen]).toContain(id)
})
