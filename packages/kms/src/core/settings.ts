/** The options that all signers and sources of this package share, checked once. */
import { type Algorithm, type Clock, type KeywellError, KeywellError as Failure, systemClock } from 'keywell'
import type { Jwk } from 'keywell/jwk'

/** Gives the `kid` of a key version; by default the RFC 7638 thumbprint. Make it the same for signer and source. */
export type KidOf = (jwk: Jwk, version: string) => string | Promise<string>

/** What signer and source of one key must agree on. */
export interface KeyOptions {
  /** Needed where the key allows several, as RSA keys do; otherwise the key decides. */
  readonly alg?: Algorithm
  readonly kid?: KidOf
}

export interface SignerOptions extends KeyOptions {
  readonly timeouts?: {
    /** One call to the service. Default 1000. */
    readonly attemptMs?: number
    /** One signature in all: waiting for its turn, calls, pauses. Default 2000. Reading the public key gets five times as long. */
    readonly totalMs?: number
  }
  /** Further calls after one that failed and may be repeated: 0 to 2, default 2. */
  readonly retries?: number
  /** Calls under way at once. Default 16. */
  readonly maxConcurrent?: number
  /** Signatures that wait for their turn; one more is refused at once. Default 256. */
  readonly maxWaiting?: number
  /** Ends the making of the signer. */
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

export interface SignerSettings {
  readonly alg: Algorithm | undefined
  readonly kid: KidOf | undefined
  readonly attemptMs: number
  readonly totalMs: number
  readonly retries: number
  readonly maxConcurrent: number
  readonly maxWaiting: number
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
  /** 0 ≤ random < 1, for jitter. */
  readonly random: () => number
}

/** The names, for adapters that tell their own options from these. */
export const SIGNER_OPTIONS: readonly (keyof SignerOptions)[] = [
  'alg',
  'kid',
  'timeouts',
  'retries',
  'maxConcurrent',
  'maxWaiting',
  'signal',
  'clock',
]

const MAX_MS = 600_000

/** @throws KeywellError ERR_OPTION_INVALID */
export function signerSettings(options: SignerOptions): SignerSettings {
  const { alg, kid, timeouts = {}, signal, clock = systemClock } = options
  knownOptions(timeouts, ['attemptMs', 'totalMs'], 'timeouts')
  if (typeof clock?.now !== 'function' || typeof clock.monotonic !== 'function')
    throw optionInvalid('clock', 'a Clock: now() and monotonic()', clock)
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw optionInvalid('signal', 'an AbortSignal', signal)
  if (kid !== undefined && typeof kid !== 'function') throw optionInvalid('kid', 'a function of the public JWK', kid)
  return Object.freeze({
    alg,
    kid,
    attemptMs: whole('timeouts.attemptMs', timeouts.attemptMs, { from: 1, to: MAX_MS, otherwise: 1000 }),
    totalMs: whole('timeouts.totalMs', timeouts.totalMs, { from: 1, to: MAX_MS, otherwise: 2000 }),
    retries: whole('retries', options.retries, { from: 0, to: 2, otherwise: 2 }),
    maxConcurrent: whole('maxConcurrent', options.maxConcurrent, { from: 1, to: 10_000, otherwise: 16 }),
    maxWaiting: whole('maxWaiting', options.maxWaiting, { from: 0, to: 100_000, otherwise: 256 }),
    signal,
    clock,
    random: Math.random,
  })
}

interface Range {
  readonly from: number
  readonly to: number
  readonly otherwise: number
}

function whole(option: string, value: unknown, { from, to, otherwise }: Range): number {
  if (value === undefined) return otherwise
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value
  throw optionInvalid(option, `a whole number from ${from} to ${to}`, value)
}

/** Only the kind of what came is shown, as it may be a secret. */
export function optionInvalid(option: string, expected: string, value: unknown, hint?: string): KeywellError {
  const received = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return new Failure('ERR_OPTION_INVALID', `${option} must be ${expected}`, { option, expected, received }, { hint })
}

/** So that a misspelt option cannot pass unseen. */
export function knownOptions(options: object, names: readonly string[], path = ''): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw optionInvalid(path === '' ? 'options' : path, 'an object', options)
  const stray = Object.keys(options).find((name) => !names.includes(name))
  if (stray === undefined) return
  const option = `${path === '' ? '' : `${path}.`}${stray.slice(0, 64)}`
  throw optionInvalid(option, 'absent: there is no such option', undefined, `known here: ${names.join(', ')}`)
}
