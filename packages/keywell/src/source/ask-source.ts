/** Asks a source of keys, which may be a user's own: whatever goes wrong inside it becomes an answer, never an escape. */
import { isKeywellError, KeywellError, optionInvalid } from '../errors/index.ts'
import { isKeySet, type KeySet } from '../jwks/key-set.ts'
import type { KeyQuery } from '../jwks/select.ts'
import type { KeySource, Lookup, RefreshReason } from './key-source.ts'
import { isKeySource } from './combined/source-list.ts'
import type { SourceEvent } from './source-event.ts'

/** @throws KeywellError ERR_OPTION_INVALID */
export function keySourceOption(option: string, value: KeySource): KeySource {
  if (isKeySource(value)) return value
  throw optionInvalid(option, 'a key source, such as discoverJwks(issuer) or staticJwks(jwks)', value)
}

export function lookUp(source: KeySource, query: KeyQuery): Lookup {
  try {
    const answer = source.lookup(query)
    return isLookup(answer) ? answer : { outcome: 'unavailable', error: unavailable(source, NO_LOOKUP) }
  } catch (cause) {
    return { outcome: 'unavailable', error: unavailable(source, cause) }
  }
}

const NO_LOOKUP = new TypeError('the source answered with something that is no Lookup')

/** A source in JavaScript may answer with anything. On the way of every token, so it looks only as far as it must. */
function isLookup(answer: Lookup | undefined | null): answer is Lookup {
  switch (answer?.outcome) {
    case 'found':
      return Array.isArray(answer.candidates) && hasIndex(answer.set) && typeof answer.freshness === 'object'
    case 'missed':
      return hasIndex(answer.set)
    case 'unavailable':
      return isKeywellError(answer.error) && answer.error.kind === 'unavailable'
    case 'empty':
      return true
    case undefined:
      return false
    default:
      return false
  }
}

const hasIndex = (set: KeySet | undefined): boolean => typeof set?.withKid === 'function'

/** The set in the source's memory, without asking it for anything. */
export function keysOf(source: KeySource): KeySet | undefined {
  try {
    const { keys } = source.status()
    return isKeySet(keys) ? keys : undefined
  } catch {
    // A status is for people to look at; without one there is nothing to show.
    return undefined
  }
}

/** Best effort: what a source tells is for people, and no token waits for it. @returns a function that ends it */
export function listenQuietly(source: KeySource, listener: (event: SourceEvent) => void): () => void {
  const end = attempt(() => source.subscribe(listener))
  return () => attempt(() => end?.())
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    // A source of one's own without events: its status and its answers are the same.
    return undefined
  }
}

/** Best effort: its outcome shows in the next lookup, and a failure in the source's own events and status. */
export async function refreshQuietly(source: KeySource, reason: RefreshReason, kid?: string): Promise<void> {
  try {
    await source.refresh(reason, { kid })
  } catch {
    // The source has told its subscribers.
  }
}

export function nameOf(source: KeySource): string {
  try {
    return source.status().source
  } catch {
    // A source of one's own that fails even here; the error at hand matters more.
    return 'unknown'
  }
}

/** A source of one's own may reject with anything; a verifier throws only what its contract says. */
export function unavailable(source: KeySource, cause: unknown): KeywellError {
  if (isKeywellError(cause) && cause.kind === 'unavailable') return cause
  const name = nameOf(source)
  const reason = isKeywellError(cause)
    ? cause.message
    : isAbort(cause)
      ? 'the caller ended its wait'
      : 'the refresh failed'
  return new KeywellError('ERR_KEYS_UNAVAILABLE', 'the keys could not be obtained', { source: name, reason }, { cause })
}

/** What signals abort with unless told otherwise (DOM, AbortSignal.abort and AbortSignal.timeout). */
const isAbort = (cause: unknown): boolean =>
  cause instanceof Error && (cause.name === 'AbortError' || cause.name === 'TimeoutError')
