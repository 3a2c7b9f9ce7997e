/** Several sources for one issuer, merged because somebody says so. Never hides that a part could not be asked. */
import { knownOptions } from '../errors/index.ts'
import type { KeySet } from '../jwks/key-set.ts'
import { type KeyQuery, type SelectOptions, selectKeys } from '../jwks/select.ts'
import { checkedSelect, SELECT_OPTIONS } from '../jwks/select-options.ts'
import type { Freshness, KeySource, Lookup, RefreshOptions, RefreshReason } from './key-source.ts'
import { worstHealth } from './policy/health.ts'
import { mergedSet, sourceList, subscribeAll, worstState } from './source-list.ts'
import type { SourceEvent } from './source-event.ts'
import type { SourceStatus } from './source-status.ts'

/**
 * All keys of several sources, for an issuer that publishes in several places. A kid that no part has, while a part
 * cannot be asked, is undecided (503), not unknown. For copies of one set, see `failover`.
 * Each part keeps its own budgets; closing it closes them all; `status().parts` tells where each key comes from.
 * @throws KeywellError ERR_OPTION_INVALID
 * @example const keys = union([remoteJwks(legacyUrl), remoteJwks(url)])
 */
export function union(sources: readonly KeySource[], options: SelectOptions = {}): KeySource {
  const select = checkedSelect(knownOptions('options', options, SELECT_OPTIONS))
  const all = sourceList(sources)
  const merge = createMerge()
  return Object.freeze({
    lookup: (query: KeyQuery) =>
      lookup(
        query,
        all.map((source) => source.lookup(query)),
        merge,
        select,
      ),
    refresh: (reason: RefreshReason, refreshOptions?: RefreshOptions) => refresh(all, reason, refreshOptions),
    status: () => status(all),
    subscribe: (listener: (event: SourceEvent) => void) => subscribeAll(all, listener),
    purge: () => all.forEach((source) => source.purge()),
    close: () => all.forEach((source) => source.close()),
  })
}

type WithSet = Extract<Lookup, { outcome: 'found' | 'missed' }>

const hasSet = (answer: Lookup): answer is WithSet => answer.outcome === 'found' || answer.outcome === 'missed'

function lookup(
  query: KeyQuery,
  answers: readonly Lookup[],
  merge: (sets: readonly KeySet[]) => KeySet,
  select: SelectOptions,
): Lookup {
  const held = answers.filter(hasSet)
  const refusal = answers.find(({ outcome }) => outcome === 'unavailable')
  const isLoading = answers.some(({ outcome }) => outcome === 'empty')
  const set = merge(held.map((answer) => answer.set))
  const { candidates, miss } = selectKeys(set, query, select)
  const holders = held.filter(({ outcome }) => outcome === 'found')
  if (miss === undefined) {
    return { outcome: 'found', candidates, set, freshness: oldest(holders.length === 0 ? held : holders) }
  }
  if (isLoading) return { outcome: 'empty' }
  if (refusal !== undefined) return refusal
  const retry = held.some((answer) => answer.outcome === 'missed' && answer.retry)
  return { outcome: 'missed', miss, set, freshness: oldest(held), retry: miss === 'unknown-kid' && retry }
}

/** Of several sets with the key, as old as the oldest: where it was removed, it may still be in that one. */
const oldest = (held: readonly WithSet[]): Freshness =>
  Object.freeze({
    stale: held.some(({ freshness }) => freshness.stale),
    ageMs: Math.max(0, ...held.map(({ freshness }) => freshness.ageMs)),
  })

/** Merging costs an index over all keys, so it is done when a set has changed and not for each token. */
function createMerge(): (sets: readonly KeySet[]) => KeySet {
  let last: { readonly sets: readonly KeySet[]; readonly merged: KeySet } | undefined
  return (sets) => {
    const isSame = last?.sets.length === sets.length && last.sets.every((set, place) => set === sets[place])
    if (last === undefined || !isSame) last = { sets, merged: mergedSet(sets) }
    return last.merged
  }
}

/** All at once. Without keys, one part that has some is enough; a question about all keys needs all parts. */
async function refresh(all: readonly KeySource[], reason: RefreshReason, options?: RefreshOptions): Promise<void> {
  const results = await Promise.allSettled(all.map((source) => source.refresh(reason, options)))
  const refusals = results.filter((result) => result.status === 'rejected')
  const [first] = refusals
  const isEnough = reason === 'cold' && refusals.length < all.length
  if (first !== undefined && !isEnough) throw first.reason
}

function status(all: readonly KeySource[]): SourceStatus {
  const parts = all.map((source) => source.status())
  const sets = parts.flatMap(({ keys }) => (keys === undefined ? [] : [keys]))
  const ages = parts.flatMap(({ ageMs }) => (ageMs === undefined ? [] : [ageMs]))
  const remaining = parts.flatMap(({ remainingMs }) => (remainingMs === undefined ? [] : [remainingMs]))
  return {
    source: parts.map(({ source }) => source).join(', '),
    kind: 'union',
    state: worstState(parts),
    lastAttempt: parts.find(({ lastAttempt }) => lastAttempt === 'failed')?.lastAttempt ?? 'ok',
    ageMs: ages.length === 0 ? undefined : Math.max(...ages),
    remainingMs: remaining.length === 0 ? undefined : Math.min(...remaining),
    keys: sets.length === 0 ? undefined : mergedSet(sets),
    error: parts.find(({ error }) => error !== undefined)?.error,
    health: worstHealth(parts.map(({ health = 'healthy' }) => health)),
    parts,
  }
}
