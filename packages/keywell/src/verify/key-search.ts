/** Finds the key that made a signature: a look into memory, one refresh where that may help, then each candidate. */
import { KeywellError } from '../errors/index.ts'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import type { CheckedHeader } from '../jose/header.ts'
import { importKey, type ImportedKey } from '../jwk/import.ts'
import type { Key } from '../jwk/key.ts'
import type { Freshness, KeySource, Lookup } from '../source/key-source.ts'
import { lookUp, refreshQuietly, unavailable } from '../source/ask-source.ts'
import { keyDetail, lookupFailure } from './key-failures.ts'
import type { Answer, Step } from './step.ts'

/** What is looked for, and how to go on with either outcome. */
export interface KeySearch<T> {
  readonly header: CheckedHeader
  readonly source: KeySource
  /** The signed bytes; asked for anew after every wait, as their memory may have been used again. */
  octets(): { readonly data: Uint8Array; readonly signature: Uint8Array }
  found(signedBy: SigningKey): Step<T>
  /** @param sawKeys - whether there were keys to try */
  refused(error: KeywellError, sawKeys: boolean): Step<T>
}

/** The key that made the signature. */
export interface SigningKey {
  readonly key: Key
  readonly imported: ImportedKey
  readonly freshness: Freshness
  /** Whether finding it took a wait, in which time has passed. */
  readonly waited: boolean
}

type FoundKeys = Extract<Lookup, { outcome: 'found' }>

interface Candidates {
  readonly lookup: FoundKeys
  readonly waited: boolean
}

export function searchKey<T>(search: KeySearch<T>): Step<T> {
  const { source, header } = search
  const lookup = lookUp(source, header)
  if (lookup.outcome === 'found') return tryCandidate(search, { lookup, waited: false }, 0)
  const mayHelp = lookup.outcome === 'empty' || (lookup.outcome === 'missed' && lookup.retry)
  if (!mayHelp) return search.refused(lookupFailure(lookup, header, source, false), false)
  const reason = lookup.outcome === 'empty' ? 'cold' : 'unknown-kid'
  return { kind: 'refresh', source, reason, kid: header.kid, resume: (answer) => afterRefresh(search, lookup, answer) }
}

function afterRefresh<T>(search: KeySearch<T>, before: Exclude<Lookup, FoundKeys>, answer: Answer): Step<T> {
  const { source, header } = search
  if (answer instanceof Error) return search.refused(unavailable(source, answer), false)
  const lookup = answer === false ? before : lookUp(source, header)
  if (lookup.outcome === 'found') return tryCandidate(search, { lookup, waited: true }, 0)
  return search.refused(lookupFailure(lookup, header, source, answer === false), false)
}

/** @param refusedBy - why the runtime refused an earlier candidate */
function tryCandidate<T>(search: KeySearch<T>, keys: Candidates, place: number, refusedBy?: Error): Step<T> {
  const { candidates, freshness } = keys.lookup
  const key = candidates[place]
  if (key === undefined) return search.refused(noneSigned(search, candidates.length, refusedBy), true)
  const imported = attemptImport(key, search.header.algorithm)
  if (imported instanceof Error) return tryCandidate(search, keys, place + 1, imported)
  if (imported instanceof Promise) {
    // Once it is settled, importing again gives the key at once, or the failure.
    return { kind: 'import', promise: imported, resume: () => tryCandidate(search, keys, place, refusedBy) }
  }
  const { verifyKey } = imported
  const { data, signature } = search.octets()
  // RFC 7518 §3.4, RFC 8017 §8.2.2: a signature of another length is none, whatever a crypto library makes of it.
  if (signature.length !== verifyKey.signatureBytes) return tryCandidate(search, keys, place + 1, refusedBy)
  const resume = (isGood: Answer): Step<T> =>
    isGood === true
      ? search.found({ key, imported, freshness, waited: keys.waited })
      : tryCandidate(search, keys, place + 1, refusedBy)
  return { kind: 'signature', verifyKey, data, signature, resume }
}

function attemptImport(key: Key, algorithm: AlgorithmFacts): ReturnType<typeof importKey> | Error {
  try {
    return importKey(key, algorithm)
  } catch (error) {
    return error instanceof Error ? error : new Error('the import failed')
  }
}

function noneSigned<T>({ header, source }: KeySearch<T>, tried: number, refusedBy: Error | undefined): KeywellError {
  const detail = keyDetail(header)
  if (refusedBy !== undefined) {
    const reason = 'the runtime refuses the key'
    const message = `${reason} that the token names`
    return new KeywellError('ERR_KEY_MISMATCH', message, { ...detail, reason }, { cause: refusedBy })
  }
  // A kid may have been reused for a new key; the source limits how often this does anything.
  void refreshQuietly(source, 'bad-signature', header.kid)
  return new KeywellError('ERR_SIGNATURE_INVALID', 'the signature does not match', { ...detail, tried })
}
