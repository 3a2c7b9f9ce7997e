/** From flags to what is trusted. Only what was typed is trusted; a check that nobody asked for is never left out in silence. */
import {
  discoverJwks,
  KeywellError,
  type KeySource,
  type Clock,
  remoteJwks,
  type RemoteOptions,
  staticJwks,
  type Trust,
  unchecked,
} from 'keywell'
import { setTimeout as wait } from 'node:timers/promises'
import type { Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import type { FlagName } from '../flags.ts'
import { line, toned } from '../output/text.ts'
import { algorithms } from './algorithms.ts'
import { bounded } from './bounded.ts'
import { publicKeys } from './keys.ts'
import type { Recorder } from './recorder.ts'
import { MAX_TIMER_MS, parseDuration, parseTime } from './time.ts'

/** Checks of `verify` that were neither asked for nor given up in words. */
export type Gap = 'keys' | 'issuer' | 'audience'

export interface TrustChoice {
  readonly trust: Trust
  readonly gaps: readonly Gap[]
  /** Checks that were given up in words. */
  readonly givenUp: readonly Gap[]
  readonly clock: Clock
  /** Where the keys come from, as it was typed. */
  readonly place: string
  /** How the source chooses: a key of `--key` without kid serves any token. */
  readonly kidless: 'never' | 'single'
  /** Why keys could not be had, once that is known. */
  failure(): KeywellError | undefined
}

/** What flags leave open becomes a gap: `verify` refuses it, `explain` shows it. */
export async function trustOf(args: Arguments, io: Io, recorder: Recorder): Promise<TrustChoice> {
  refuseContradictions(args)
  const gaps: Gap[] = []
  if (!args.has('jwks') && !args.has('key') && !args.has('issuer')) gaps.push('keys')
  if (!args.has('issuer') && !args.has('any-issuer')) gaps.push('issuer')
  if (!args.has('audience') && !args.has('any-audience')) gaps.push('audience')
  const allowed = algorithms(args.texts('alg'))
  const { source: keys, failure } = bounded(await keySource(args, io, recorder), timeoutOf(args))
  const trust: Trust = {
    issuer: args.text('issuer') ?? unchecked(args.has('any-issuer') ? '--any-issuer' : 'no --issuer was given'),
    audience: audienceOf(args),
    keys,
    ...(allowed.length === 0 ? {} : { algorithms: allowed }),
  }
  const place = args.text('key') ?? args.text('jwks') ?? args.text('issuer') ?? ''
  const givenUp = (['issuer', 'audience'] as const).filter((check) => args.has(`any-${check}`))
  return {
    trust,
    gaps,
    givenUp,
    clock: clockOf(args, io),
    place,
    kidless: args.has('key') ? 'single' : 'never',
    failure,
  }
}

function audienceOf(args: Arguments): Trust['audience'] {
  const names = args.texts('audience')
  if (names.length > 0) return names
  return unchecked(args.has('any-audience') ? '--any-audience' : 'no --audience was given')
}

const RIVALS: readonly (readonly [FlagName, FlagName])[] = [
  ['jwks', 'key'],
  ['issuer', 'any-issuer'],
  ['audience', 'any-audience'],
]

function refuseContradictions(args: Arguments): void {
  for (const [one, other] of RIVALS) {
    if (args.has(one) && args.has(other)) throw usage(`--${one} and --${other} exclude each other`, 'give one of them')
  }
  const isTokenPiped = (args.operands[0] ?? '-') === '-'
  if (isTokenPiped && (args.text('jwks') === '-' || args.text('key') === '-'))
    throw usage('standard input cannot be both the token and the keys', 'put one of them into a file')
}

/** The keys that flags name; without any, a source that says which flags would help. */
export async function keySource(args: Arguments, io: Io, recorder: Recorder): Promise<KeySource> {
  const jwks = args.text('jwks')
  const key = args.text('key')
  const issuer = args.text('issuer')
  if (key !== undefined) return await singleKey(key, args, io)
  if (jwks !== undefined && !/^https?:\/\//i.test(jwks)) return keySetOf(await io.readText(jwks))
  if (jwks !== undefined) return remoteJwks(jwks, remoteOptions(args, recorder))
  if (issuer !== undefined) return discoverJwks(issuer, remoteOptions(args, recorder))
  return NO_KEYS
}

function keySetOf(text: string): KeySource {
  if (text.includes('-----BEGIN ')) throw usage('--jwks takes a JWK Set, and this is PEM', 'use --key')
  return staticJwks(text)
}

async function singleKey(place: string, args: Arguments, io: Io): Promise<KeySource> {
  const { keys, isSet, hadPrivate } = await publicKeys(place, args, io)
  if (isSet) throw usage('--key takes one key, and these are several', 'give a JWK Set with --jwks')
  if (hadPrivate) io.say(line(toned('dim', 'the key is private; only its public part is used')))
  return staticJwks([...keys], { kidless: 'single' })
}

const DEFAULT_TIMEOUT_MS = 10_000
/** The load's own end says what was late; the caller's comes after it, or it would hide the reason. */
const GRACE_MS = 1000

/** What the network may take in all. */
function timeoutOf(args: Arguments): number {
  const given = args.text('timeout')
  return given === undefined ? DEFAULT_TIMEOUT_MS : parseDuration(given)
}

export function remoteOptions(args: Arguments, { fetch }: Recorder): RemoteOptions {
  const ms = timeoutOf(args)
  const timeouts = { attemptMs: ms, backgroundMs: ms, foregroundMs: Math.min(ms + GRACE_MS, MAX_TIMER_MS) }
  return { timeouts, fetch, allowHttpLoopback: args.has('allow-http-loopback') }
}

/** Only `now` is moved by `--now`; waiting takes its real time. */
function clockOf(args: Arguments, io: Io): Clock {
  const given = args.text('now')
  const fixed = given === undefined ? undefined : parseTime(given, io.now())
  return {
    now: () => fixed ?? io.now(),
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      await wait(ms, undefined, signal === undefined ? { ref: false } : { signal, ref: false })
    },
  }
}

const noKeys = (): KeywellError =>
  new KeywellError(
    'ERR_KEYS_NOT_LOADED',
    'nothing says whose keys to use',
    { source: 'none' },
    { hint: 'add --issuer with the issuer that you trust, or --jwks or --key with its keys' },
  )

/** Answers every question with what is missing. */
const NO_KEYS: KeySource = Object.freeze({
  lookup: () => ({ outcome: 'unavailable', error: noKeys() }) as const,
  refresh: () => Promise.reject(noKeys()),
  status: () => ({
    source: 'none',
    kind: 'none',
    state: 'static' as const,
    lastAttempt: 'none' as const,
    ageMs: undefined,
    keys: undefined,
    error: undefined,
  }),
  subscribe: () => () => undefined,
  purge: () => undefined,
  close: () => undefined,
})
