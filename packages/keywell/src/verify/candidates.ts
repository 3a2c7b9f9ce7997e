/** From a header to the keys that may have signed: a look into memory, and one refresh where that may help. */
import type { KeywellError } from '../errors/index.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { KeySource, Lookup } from '../source/key-source.ts'
import { lookupFailure, unavailable } from './key-failures.ts'
import type { Steps } from './need.ts'

export type FoundKeys = Extract<Lookup, { outcome: 'found' }>

export function* findCandidates(header: CheckedHeader, source: KeySource): Steps<FoundKeys | KeywellError> {
  const lookup = source.lookup(header)
  if (lookup.outcome === 'found') return lookup
  const mayHelp = lookup.outcome === 'empty' || (lookup.outcome === 'missed' && lookup.retry)
  if (!mayHelp) return lookupFailure(lookup, header, source, false)
  const answer = yield { kind: 'refresh', source, reason: lookup.outcome === 'empty' ? 'cold' : 'unknown-kid' }
  if (answer instanceof Error) return unavailable(source, answer)
  if (answer === false) return lookupFailure(lookup, header, source, true)
  const again = source.lookup(header)
  return again.outcome === 'found' ? again : lookupFailure(again, header, source, false)
}

/** A kid may have been reused for a new key; the source limits how often this does anything (resolver.md, step 4). */
export function lookAgain(source: KeySource): void {
  // Best effort: a failure shows in the source's own events and status.
  void source.refresh('bad-signature').catch(() => undefined)
}
