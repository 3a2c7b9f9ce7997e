/** The front door: trusts in, a verifier out. Holds what tokens share: headers seen, verdicts remembered, sources. */
import { isKeywellError, KeywellError } from '../errors/index.ts'
import { createHeaderReader, type HeaderReader } from '../jose/header-cache.ts'
import type { KeySource } from '../source/key-source.ts'
import type { SourceEvent } from '../source/source-event.ts'
import type { Acceptance } from './conclusion.ts'
import { runAsync, runSync } from './drivers.ts'
import { explainToken } from './explain.ts'
import type { Explanation } from './explanation.ts'
import { unavailable } from '../source/ask-source.ts'
import { type VerifierOptions, type VerifierSettings, verifierSettings } from './options.ts'
import { createMemory } from './memory.ts'
import { type Reading, readLooseToken, readToken } from './reading.ts'
import { advised } from './trust-hints.ts'
import type { DynamicTrusts } from './dynamic-registry.ts'
import { createRegistry, type Registry, type TrustInput } from './registry.ts'
import type { Step } from './step.ts'
import { statusOf, type VerifierStatus } from './verifier-status.ts'
import type { AnyTrust, JwtPayload, Trust, VerifiedJwt, VerifiedOf } from './trust.ts'
import { verification } from './verification.ts'

export interface VerifyOptions {
  /** Ends this call's wait for keys; the fetch itself goes on for others. */
  readonly signal?: AbortSignal | undefined
}

/** Verifies tokens against the trusts it was made with. Make one and keep it: it holds keys and what it learnt. */
export interface Verifier<Result extends VerifiedJwt<unknown> = VerifiedJwt> {
  /**
   * Verifies a token, waiting for keys where it must.
   * @throws KeywellError of kind `token` (401, 403) or `unavailable` (503), nothing else
   */
  verify(token: string, options?: VerifyOptions): Promise<Result>
  /**
   * The same verdict without waiting: only with keys that are in memory. An unknown kid starts a refresh in the
   * background (`detail.refreshing`).
   * @throws KeywellError as `verify`, and ERR_KEYS_NOT_LOADED, ERR_SYNC_UNSUPPORTED
   */
  verifySync(token: string): Result
  /** Says step by step what `verify` makes of a token. Never throws; the token itself is not in it. */
  explain(token: string, options?: VerifyOptions): Promise<Explanation>
  /** Loads the keys of all sources, so that the first token does not wait. @throws KeywellError ERR_KEYS_UNAVAILABLE */
  prefetch(options?: VerifyOptions): Promise<void>
  status(): VerifierStatus
  /** Events of all sources, those that `resolve` brings later among them. @returns a function that ends the subscription */
  subscribe(listener: (event: SourceEvent) => void): () => void
  /**
   * Ends it: every later call answers ERR_CLOSED. The source that a preset of `keywell/providers` made is closed with the
   * last verifier that has it; sources that were passed in stay open, and are yours to close.
   */
  close(): void
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes a verifier from one trust, several trusts, or a function from issuer to trust.
 * Several trusts of one issuer are tried in order; the result's `trust` says which one accepted the token.
 * @throws KeywellError ERR_OPTION_INVALID naming the option
 * @example
 * const verifier = createVerifier({
 *   issuer: 'https://issuer.example',
 *   audience: 'https://api.example',
 *   keys: discoverJwks('https://issuer.example'),
 * })
 * const { payload } = await verifier.verify(token)
 */
export function createVerifier<Payload = JwtPayload, Name extends string = string>(
  trust: Trust<Payload, Name> & { readonly name: Name },
  options?: VerifierOptions,
): Verifier<VerifiedJwt<Payload, Name>>
export function createVerifier<Payload = JwtPayload>(
  trust: Trust<Payload>,
  options?: VerifierOptions,
): Verifier<VerifiedJwt<Payload>>
export function createVerifier<const T extends AnyTrust>(
  trusts: T | readonly T[] | DynamicTrusts<T>,
  options?: VerifierOptions,
): Verifier<VerifiedOf<T>>
export function createVerifier(input: TrustInput, options: VerifierOptions = {}): Verifier<VerifiedJwt<unknown>> {
  const settings = verifierSettings(options)
  return verifierOf(createRegistry(input, settings.clock), settings)
}

function verifierOf(
  registry: Registry,
  { clock, cache, maxTokenBytes }: VerifierSettings,
): Verifier<VerifiedJwt<unknown>> {
  const readHeader: HeaderReader = createHeaderReader()
  const now = (): number => clock.now()
  const memory = createMemory(cache, now, registry.stillHas)
  let isClosed = false
  const requireOpen = (): void => {
    if (isClosed) throw new KeywellError('ERR_CLOSED', 'the verifier is closed', { what: 'the verifier' })
  }
  const readText = registry.takesBase64 ? readLooseToken : readToken
  const read = (token: string): Reading => {
    try {
      return readText(token, readHeader, maxTokenBytes)
    } catch (error) {
      throw isKeywellError(error) ? advised(error, registry.trusts) : error
    }
  }
  const begin = (token: string): Step<Acceptance> => verification(read(token), registry, now)
  const verify = async (token: string, options?: VerifyOptions | null): Promise<VerifiedJwt<unknown>> => {
    requireOpen()
    return memory.recall(token) ?? memory.keep(token, await runAsync(begin(token), options?.signal))
  }
  const verifySync = (token: string): VerifiedJwt<unknown> => {
    requireOpen()
    return memory.recall(token) ?? memory.keep(token, runSync(begin(token)))
  }
  const close = (): void => {
    if (isClosed) return
    isClosed = true
    memory.forget()
    registry.close()
  }
  return Object.freeze({
    verify,
    verifySync,
    explain: (token: string, options?: VerifyOptions | null) =>
      explainToken({ read: () => read(token), registry, now, verify: () => verify(token, options) }),
    prefetch: async (options?: VerifyOptions | null) => {
      requireOpen()
      await Promise.all(registry.sources().map((source) => prefetch(source, options?.signal)))
    },
    status: () => statusOf(registry.sources(), memory.counters(), isClosed),
    subscribe: (listener: (event: SourceEvent) => void) => registry.subscribe(listener),
    close,
    [Symbol.asyncDispose]: async () => close(),
  })
}

async function prefetch(source: KeySource, signal: AbortSignal | undefined): Promise<void> {
  try {
    await source.refresh('prefetch', { signal })
  } catch (error) {
    throw unavailable(source, error)
  }
}
