/** Keys from any loader: an object store, a parameter store, a database. The policy is the one of remote sources. */
import {
  isKeywellError,
  kindOf,
  KeywellError,
  knownOptions,
  nonEmptyString,
  optional,
  optionInvalid,
} from '../errors/index.ts'
import { isJsonObject } from '../jose/json.ts'
import { readDocument } from '../jwks/formats.ts'
import type { KeySet } from '../jwks/key-set.ts'
import type { KeySource } from './key-source.ts'
import type { LoadContext, Loaded } from './managed/loader.ts'
import { managedSource } from './managed/managed.ts'
import { SOURCE_OPTIONS, type SourceOptions } from './options.ts'
import { NO_FACTS } from './policy/cache-control.ts'
import { readSet } from './read-set.ts'
import { type SourceSettings, sourceSettings } from './settings.ts'

export interface LoaderContext {
  /** Aborts when the source is closed or purged, and when the load took too long: pass it on. */
  readonly signal: AbortSignal
  /** The set that is held; none before the first load. */
  readonly previous: KeySet | undefined
}

export interface LoadedDocument {
  /** A document of the declared `format`, as text or parsed; or `previous` itself, which says that nothing changed. */
  readonly jwks: unknown
  /** How long it needs no refresh, within the bounds of `freshness`. */
  readonly maxAgeSeconds?: number
}

/** Rejects when it cannot; the set that is held then stays, as when an issuer fails. Retried like a fetch. */
export type JwksLoader = (context: LoaderContext) => Promise<LoadedDocument>

export interface LoadedOptions extends SourceOptions {
  /** What status, events and errors call the source. Default `loaded`; required with `snapshots`, which go by it. */
  readonly name?: string
}

/**
 * Keys from a loader of one's own, kept fresh with the whole policy: refresh-ahead, bounded stale, retries, budgets. For
 * an URL, `remoteJwks` also has caching headers and bounds on what it reads; for a file, see `fileJwks`.
 * @throws KeywellError ERR_OPTION_INVALID
 * @example
 * const keys = loadedJwks(async ({ signal }) => ({ jwks: await parameters.read('jwks', { signal }), maxAgeSeconds: 600 }))
 */
export function loadedJwks(loader: JwksLoader, options: LoadedOptions = {}): KeySource {
  if (typeof loader !== 'function') throw optionInvalid('loader', 'a function that returns a promise', loader)
  const given = knownOptions('options', options, ['name', ...SOURCE_OPTIONS])
  const settings = sourceSettings(given)
  const name = optional(nonEmptyString, 'name', given.name)
  if (name === undefined && settings.snapshots !== undefined)
    throw optionInvalid('name', 'given beside snapshots, which go by it', name)
  const source = name ?? 'loaded'
  const ask = guarded(loader, source)
  return managedSource({ kind: 'loaded', source }, (context) => load(ask, settings, context), settings)
}

async function load(ask: Ask, settings: SourceSettings, { signal, previous }: LoadContext): Promise<Loaded> {
  const answer: unknown = await ask(Object.freeze({ signal, previous }))
  if (!isJsonObject(answer)) throw badAnswer(`an object with "jwks" is expected, got ${kindOf(answer)}`)
  const { jwks, maxAgeSeconds } = answer
  if (jwks === undefined) throw badAnswer('an object with "jwks" is expected, and this one has none')
  const facts = { ...NO_FACTS, freshMs: freshMs(maxAgeSeconds) }
  if (previous !== undefined && jwks === previous) return { set: 'not-modified', facts }
  const document = typeof jwks === 'string' ? readText(jwks, settings) : jwks
  return { set: readSet(document, settings, { previous }), facts }
}

/** Characters are never more than bytes. */
function readText(text: string, { format, bounds }: SourceSettings): unknown {
  if (text.length <= bounds.bodyBytes) return readDocument(text, format, bounds.depth)
  throw badAnswer(`"jwks" is longer than ${bounds.bodyBytes} bytes`)
}

type Ask = (context: LoaderContext) => Promise<unknown>

/** Clients of stores hang requests and their headers on what they throw, so only what the error says is kept of it. */
function guarded(loader: JwksLoader, source: string): Ask {
  return async (context) => {
    try {
      return await loader(context)
    } catch (error) {
      // keywell's own errors hold no secrets, and the policy reads from them whether to try again.
      if (isKeywellError(error) && (error.kind === 'retrieval' || error.kind === 'key')) throw error
      throw new KeywellError(
        'ERR_FETCH_FAILED',
        FAILED,
        { url: source, reason: FAILED },
        { cause: sayingOf(error), hint: HINT },
      )
    }
  }
}

const FAILED = 'the loader failed'
const HINT = 'the cause is what it said'

function sayingOf(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return typeof error === 'string' ? new Error(error) : undefined
  const said = new Error(error.message)
  said.name = error.name
  if (error.stack !== undefined) said.stack = error.stack
  return said
}

function freshMs(seconds: unknown): number | undefined {
  if (seconds === undefined) return undefined
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  throw badAnswer('"maxAgeSeconds" must be a finite number of seconds')
}

const badAnswer = (reason: string): KeywellError =>
  new KeywellError(
    'ERR_JWKS_INVALID',
    `the loader's answer: ${reason}`,
    { reason, offset: undefined },
    { hint: 'let the loader return { jwks, maxAgeSeconds? }' },
  )
