/** One answer from several sources. Never asks a part about a kid that another part has: it would count as unknown there. */
import type { Key } from '../../jwk/key.ts'
import { type KeySet, keySetOf } from '../../jwks/key-set.ts'
import { type KeyQuery, type Miss, type SelectOptions, selectKeys } from '../../jwks/select.ts'
import { lookUp, nameOf } from '../ask-source.ts'
import type { Freshness, KeySource, Lookup, Origins } from '../key-source.ts'
import { mergedSet } from './source-list.ts'

export interface MergePlan {
  readonly all: readonly KeySource[]
  readonly select: SelectOptions
  readonly merge: Merge
}

type Found = Extract<Lookup, { outcome: 'found' }>
type Missed = Extract<Lookup, { outcome: 'missed' }>
type Merge = (parts: readonly (readonly [KeySource, Found | Missed])[]) => Merged

interface Merged {
  readonly set: KeySet
  readonly origins: Origins
}

const EMPTY: Lookup = Object.freeze({ outcome: 'empty' })

export function lookUpAll({ all, select, merge }: MergePlan, query: KeyQuery): Lookup {
  const { kid } = query
  const asked = kid === undefined ? query : { ...query, kid: undefined }
  const views = all.map((source) => [source, lookUp(source, asked)] as const)
  const withSets = views.flatMap(([source, view]) => (hasSet(view) ? [[source, view] as const] : []))
  const merged = merge(withSets)
  if (kid === undefined)
    return withoutKid(
      views.map(([, view]) => view),
      { query, select, merged },
    )
  const holders = withSets.filter(([, { set }]) => hasKid(set, kid)).map(([source]) => source)
  const isHeld = holders.length > 0
  const answers = (isHeld ? holders : all).map((source) => lookUp(source, query))
  return isHeld ? fromHolders(answers, merged) : fromNobody(answers, merged)
}

const hasSet = (answer: Lookup): answer is Found | Missed => answer.outcome === 'found' || answer.outcome === 'missed'
const isFound = (answer: Lookup): answer is Found => answer.outcome === 'found'
const isMissed = (answer: Lookup): answer is Missed => answer.outcome === 'missed'
const isRefusal = (answer: Lookup): boolean => answer.outcome === 'unavailable'
const isEmpty = (answer: Lookup): boolean => answer.outcome === 'empty'

export const hasKid = (set: KeySet, kid: string): boolean =>
  set.withKid(kid).length > 0 || set.quarantined.some((key) => key.kid === kid)

/** As in one set: RFC 7517 §4.5 lets keys share a kid, and verifying costs. */
const MAX_SAME_KID = 4

function fromHolders(answers: readonly Lookup[], merged: Merged): Lookup {
  const found = answers.filter(isFound)
  if (found.length > 0) return foundIn(found, merged)
  // The keys were here a moment ago, so it is their age that is in the way, or else the algorithm.
  return answers.find(isEmpty) ?? answers.find(isRefusal) ?? missed('mismatch', answers.filter(isMissed), merged)
}

/** A key without a kid, where a part's `kidless` admits it, is used once nobody can have the very key. */
function fromNobody(answers: readonly Lookup[], merged: Merged): Lookup {
  if (answers.some(isEmpty)) return EMPTY
  const misses = answers.filter(isMissed)
  const refusal = answers.find(isRefusal)
  // With a part that cannot be asked, "not yet loaded" is the truth, and asking those that can is worth it all the same.
  if (misses.some(({ retry }) => retry))
    return refusal === undefined ? { ...missed('unknown-kid', misses, merged), retry: true } : EMPTY
  const found = answers.filter(isFound)
  if (found.length > 0) return foundIn(found, merged)
  return refusal ?? missed('unknown-kid', misses, merged)
}

interface Question extends Pick<MergePlan, 'select'> {
  readonly query: KeyQuery
  readonly merged: Merged
}

/** Whether one key fits or several is known only when all parts have been asked; one that is down has no keys. */
function withoutKid(answers: readonly Lookup[], { query, select, merged }: Question): Lookup {
  if (answers.some(isEmpty)) return EMPTY
  const found = answers.filter(isFound)
  const misses = answers.filter(isMissed)
  const ambiguous = misses.filter(({ miss }) => miss === 'ambiguous')
  const several = [...found, ...ambiguous]
  if (several.length === 0) return answers.find(isRefusal) ?? missed('no-key', misses, merged)
  const candidatesOf = (answer: Found | Missed): readonly Key[] =>
    isFound(answer) ? answer.candidates : answer.set.withAlgorithm(query.algorithm.name)
  const fitting = keySetOf(unique(several.flatMap(candidatesOf)))
  const { candidates, miss } = selectKeys(fitting, query, select)
  if (miss !== undefined) return missed(miss, several, merged)
  return { outcome: 'found', candidates, ...merged, freshness: oldest(several) }
}

const missed = (miss: Miss, answers: readonly (Found | Missed)[], merged: Merged): Missed => ({
  outcome: 'missed',
  miss,
  ...merged,
  freshness: oldest(answers),
  retry: false,
})

const foundIn = (answers: readonly Found[], merged: Merged): Found => ({
  outcome: 'found',
  candidates: Object.freeze(unique(answers.flatMap(({ candidates }) => candidates)).slice(0, MAX_SAME_KID)),
  ...merged,
  freshness: oldest(answers),
})

const isTwin = (one: Key, other: Key): boolean =>
  one.identity === other.identity && one.kid === other.kid && one.jwk.alg === other.jwk.alg

/** The same key at two places is one candidate. */
function unique(keys: readonly Key[]): readonly Key[] {
  return keys.filter((key, place) => keys.findIndex((other) => isTwin(key, other)) === place)
}

/** Of several sets with the key, as old as the oldest: where it was removed, it may still be in that one. */
const oldest = (answers: readonly (Found | Missed)[]): Freshness =>
  Object.freeze({
    stale: answers.some(({ freshness }) => freshness.stale),
    ageMs: Math.max(0, ...answers.map(({ freshness }) => freshness.ageMs)),
  })

/** Merging costs an index over all keys, so it is done when a set has changed and not for each token. */
export function createMerge(): Merge {
  let last: { readonly sets: readonly KeySet[]; readonly merged: Merged } | undefined
  return (parts) => {
    const sets = parts.map(([, { set }]) => set)
    const isSame = last?.sets.length === sets.length && last.sets.every((set, place) => set === sets[place])
    if (last !== undefined && isSame) return last.merged
    last = { sets, merged: Object.freeze({ set: mergedSet(sets), origins: originsOf(parts) }) }
    return last.merged
  }
}

function originsOf(parts: Parameters<Merge>[0]): Origins {
  const origins = new Map<Key, string>()
  for (const [source, { set }] of parts) {
    const name = nameOf(source)
    for (const key of set.keys) origins.set(key, name)
  }
  return origins
}
