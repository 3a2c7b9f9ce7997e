/** What an issuer publishes, as the library accepts it: metadata that names this issuer, and its key set. */
import { discoverJwks, isKeywellError, type KeySource, remoteJwks, staticJwks } from 'keywell'
import { type KeySet, parseJwks } from 'keywell/jwk'
import type { Io } from '../command.ts'
import { HelpNeeded, usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { isObject } from './json.ts'
import { createRecorder, type Exchange, type Recorder } from './recorder.ts'
import { remoteOptions } from './trust.ts'

export interface Metadata {
  /** The place among the well-known ones where it was. */
  readonly url: string
  readonly document: Readonly<Record<string, unknown>>
}

export interface Published {
  readonly metadata: Metadata | undefined
  /** Where the keys are; `undefined` for a file, and for a key that an option holds. */
  readonly jwksUrl: string | undefined
  readonly set: KeySet | undefined
  /** What went wrong, however far it got. */
  readonly error: unknown
  readonly exchanges: readonly Exchange[]
}

/** The issuer that a command is about. */
export function issuerOperand(args: Arguments): string {
  const [issuer, ...rest] = args.operands
  if (rest.length > 0) throw usage('one issuer at a time, please')
  if (issuer === undefined) throw new HelpNeeded()
  return issuer
}

/** @throws KeywellError ERR_OPTION_INVALID for what is no URL; everything else is in the result */
export async function published(issuer: string, args: Arguments): Promise<Published> {
  const recorder = createRecorder()
  const outcome = await load(discoverJwks(issuer, remoteOptions(args, recorder)), recorder)
  const metadata = metadataOf(issuer, outcome.exchanges)
  const jwksUri = metadata?.document['jwks_uri']
  return { ...outcome, metadata, jwksUrl: typeof jwksUri === 'string' ? jwksUri : undefined }
}

/** The keys of `--jwks`, without an issuer. */
export async function publishedSet(place: string, args: Arguments, io: Io): Promise<Published> {
  if (!/^https?:\/\//i.test(place)) {
    const text = await io.readText(place)
    const outcome = { set: parseJwks(text), error: problemOf(text), exchanges: [] }
    return { ...outcome, metadata: undefined, jwksUrl: undefined }
  }
  const recorder = createRecorder()
  const outcome = await load(remoteJwks(place, remoteOptions(args, recorder)), recorder)
  return { ...outcome, metadata: undefined, jwksUrl: place }
}

/** A set without a usable key is an error from a file as it is from a URL. */
function problemOf(text: string): unknown {
  try {
    staticJwks(text)
    return undefined
  } catch (error) {
    return error
  }
}

export type Outcome = Pick<Published, 'set' | 'error' | 'exchanges'>

export async function load(source: KeySource, recorder: Recorder): Promise<Outcome> {
  try {
    await source.refresh('prefetch')
    return { set: source.status().keys, error: undefined, exchanges: recorder.exchanges() }
  } catch (error) {
    // That the keys are unavailable is the least of it here: the cause is the answer.
    const cause = isKeywellError(error, 'ERR_KEYS_UNAVAILABLE') && isKeywellError(error.cause) ? error.cause : error
    const exchanges = recorder.exchanges()
    return { set: isKeywellError(cause, 'ERR_JWKS_INVALID') ? unusable(exchanges) : undefined, error: cause, exchanges }
  } finally {
    source.close()
  }
}

/** A set of which no key is usable is refused as a whole, but its keys and their faults are what people came to see. */
function unusable(exchanges: readonly Exchange[]): KeySet | undefined {
  try {
    return parseJwks(exchanges.at(-1)?.text)
  } catch {
    // No set at all: the error says so already.
    return undefined
  }
}

function metadataOf(issuer: string, exchanges: readonly Exchange[]): Metadata | undefined {
  for (const { url, status, text } of exchanges) {
    const document = status === 200 ? parsed(text) : undefined
    if (isObject(document) && document['issuer'] === issuer) return { url, document }
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The library has refused it before, with the reason.
    return undefined
  }
}
