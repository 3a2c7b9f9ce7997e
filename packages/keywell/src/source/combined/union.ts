/** Several sources for one issuer, merged because somebody says so. Never hides that a part could not be asked. */
import { booleanOption, knownOptions, optional } from '../../errors/index.ts'
import type { KeyQuery } from '../../jwks/select.ts'
import { keysOf, unavailable } from '../ask-source.ts'
import { combined } from './combined-status.ts'
import type { KeySource, RefreshOptions, RefreshReason } from '../key-source.ts'
import { createMerge, hasKid, lookUpAll } from './merged-lookup.ts'
import { bestState, mergedSet, sourceList, subscribeAll } from './source-list.ts'
import type { SourceEvent } from '../source-event.ts'
import type { SourceStatus } from '../source-status.ts'

export interface UnionOptions {
  /** Without a kid, try up to 8 fitting keys of all parts instead of refusing as ambiguous. Default false. */
  readonly tryAll?: boolean
}

/**
 * All keys of several sources, for an issuer that publishes in several places. A kid that no part has, while a part
 * cannot be asked, is undecided (503), not unknown. For copies of one set, see `failover`.
 * Each part keeps its own budgets and options; closing it closes them all. `status().parts` and `explain` tell where each
 * key comes from. Keys that share a kid are tried in the order of the parts; a key without one comes after all others.
 * @throws KeywellError ERR_OPTION_INVALID
 * @example const keys = union([remoteJwks(legacyUrl), remoteJwks(url)])
 */
export function union(sources: readonly KeySource[], options: UnionOptions = {}): KeySource {
  const { tryAll } = knownOptions('options', options, ['tryAll'])
  const select = { tryAll: optional(booleanOption, 'tryAll', tryAll) ?? false }
  const all = sourceList(sources)
  const plan = { all, select, merge: createMerge() }
  return Object.freeze({
    lookup: (query: KeyQuery) => lookUpAll(plan, query),
    refresh: (reason: RefreshReason, refreshOptions: RefreshOptions = {}) => refresh(all, reason, refreshOptions),
    status: () => status(all),
    subscribe: (listener: (event: SourceEvent) => void) => subscribeAll(all, listener),
    purge: () => all.forEach((source) => source.purge()),
    close: () => all.forEach((source) => source.close()),
  })
}

/** All at once, each within its own budget. Without a question about one kid, one part that has keys is enough. */
async function refresh(all: readonly KeySource[], reason: RefreshReason, options: RefreshOptions): Promise<void> {
  const { kid, signal } = options
  if (kid !== undefined && (reason === 'cold' || reason === 'unknown-kid')) return await seek(all, kid, signal)
  const holders = reason === 'bad-signature' && kid !== undefined ? all.filter((part) => holds(part, kid)) : all
  const results = await Promise.allSettled(holders.map((source) => source.refresh(reason, options)))
  signal?.throwIfAborted()
  const refusals = results.filter((result) => result.status === 'rejected')
  const [first] = refusals
  const isOpen = reason === 'unknown-kid' || refusals.length === results.length
  if (first !== undefined && isOpen) throw first.reason
}

/** Until a part has the kid; a part that is slow or down delays only what the others do not have. */
async function seek(all: readonly KeySource[], kid: string, signal: AbortSignal | undefined): Promise<void> {
  const holders = all.filter((source) => holds(source, kid))
  const parts = holders.length > 0 ? holders : all
  const asked = parts.map(async (source) => {
    const isUnknown = holders.length === 0 && keysOf(source) !== undefined
    await source.refresh(isUnknown ? 'unknown-kid' : 'cold', { kid, signal })
    return holds(source, kid)
  })
  if (await isAnyTrue(asked)) return
  signal?.throwIfAborted()
  for (const [place, result] of (await Promise.allSettled(asked)).entries()) {
    const part = parts[place]
    if (result.status === 'rejected' && part !== undefined) throw unavailable(part, result.reason)
  }
}

/** Settles at the first that is true, or when all have come to something else. */
const isAnyTrue = (questions: readonly Promise<boolean>[]): Promise<boolean> =>
  new Promise((resolve) => {
    const told = questions.map(async (question) => {
      if (await question) resolve(true)
    })
    void Promise.allSettled(told).then(() => resolve(false))
  })

const holds = (source: KeySource, kid: string): boolean => {
  const keys = keysOf(source)
  return keys !== undefined && hasKid(keys, kid)
}

function status(all: readonly KeySource[]): SourceStatus {
  const parts = all.map((source) => source.status())
  const sets = parts.flatMap(({ keys }) => keys ?? [])
  return {
    ...combined(parts),
    source: parts.map(({ source }) => source).join(', '),
    kind: 'union',
    state: bestState(parts),
    keys: sets.length === 0 ? undefined : mergedSet(sets),
    parts,
  }
}
