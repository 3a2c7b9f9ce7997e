/** From an answer of a key source to the error that a user can act on. Pure. */
import { clip, KeywellError } from '../errors/index.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { KeySet } from '../jwks/key-set.ts'
import { nameOf } from '../source/ask-source.ts'
import type { KeySource, Lookup } from '../source/key-source.ts'

/** Enough to recognise the set by, without copying a large one into an error. */
const MAX_KIDS_SHOWN = 8

interface KeyDetail {
  readonly kid: string | undefined
  readonly alg: string
}

export const keyDetail = ({ kid, algorithm }: CheckedHeader): KeyDetail => ({
  kid: kid === undefined ? undefined : clip(kid),
  alg: algorithm.name,
})

/** The error for a lookup that found nothing. `refreshing` says that the source was asked in the background. */
export function lookupFailure(
  lookup: Exclude<Lookup, { outcome: 'found' }>,
  header: CheckedHeader,
  source: KeySource,
  refreshing: boolean,
): KeywellError {
  switch (lookup.outcome) {
    case 'unavailable':
      return lookup.error
    case 'empty':
      return notLoaded(source)
    case 'missed':
      return missFailure(lookup, header, refreshing)
  }
}

function notLoaded(source: KeySource): KeywellError {
  const name = nameOf(source)
  return new KeywellError('ERR_KEYS_NOT_LOADED', 'no keys have been loaded yet', { source: name })
}

function missFailure(
  { miss, set }: Extract<Lookup, { outcome: 'missed' }>,
  header: CheckedHeader,
  refreshing: boolean,
): KeywellError {
  const detail = keyDetail(header)
  switch (miss) {
    case 'ambiguous': {
      const candidates = set.withAlgorithm(header.algorithm.name).length
      return new KeywellError('ERR_KEY_AMBIGUOUS', 'several keys fit and the token names none', {
        ...detail,
        candidates,
      })
    }
    case 'mismatch': {
      const reason = mismatchReason(set, header)
      return new KeywellError('ERR_KEY_MISMATCH', `the key cannot verify ${detail.alg}: ${reason}`, {
        ...detail,
        reason,
      })
    }
    case 'no-key':
    case 'unknown-kid': {
      const kids = set.keys.slice(0, MAX_KIDS_SHOWN).map(({ kid }) => (kid === undefined ? '(no kid)' : clip(kid)))
      const what = miss === 'no-key' ? `verifies ${detail.alg}` : 'has the kid of this token'
      return new KeywellError('ERR_KEY_NOT_FOUND', `no key of the set ${what}`, { ...detail, kids, refreshing })
    }
  }
}

function mismatchReason(set: KeySet, { kid, algorithm }: CheckedHeader): string {
  const named = set.withKid(kid ?? '')[0]
  if (named === undefined) return set.quarantined.find((key) => key.kid === kid)?.reason ?? 'it is quarantined'
  const verifies = named.algorithms.map(({ name }) => name).join(', ')
  return `this ${named.kty} key verifies ${verifies}, not ${algorithm.name}`
}
