/** Checks of options, run once at construction. Never repairs a value: a bad one is refused by name. */
import { type KeywellErrorOf, KeywellError } from './keywell-error.ts'
import { clip, describe, kindOf } from './quote.ts'

/** A check narrows what came under an option's full name, such as `timeouts.attemptMs`, or throws. */
export type OptionCheck<T> = (option: string, value: unknown) => T

/** What a check may add: a sharper hint, and whether the value may be a secret, of which only the kind is shown. */
export interface OptionExtras {
  readonly hint?: string | undefined
  readonly secret?: boolean
  readonly cause?: unknown
}

/**
 * The error for one bad option.
 * @param expected - completes "must be …"
 * @param received - the value itself; a short string or a number is shown, anything else by its kind
 */
export function optionInvalid(
  option: string,
  expected: string,
  received: unknown,
  { hint, secret = false, cause }: OptionExtras = {},
): KeywellErrorOf<'ERR_OPTION_INVALID'> {
  const detail = { option, expected, received: secret ? kindOf(received) : describe(received) }
  return new KeywellError('ERR_OPTION_INVALID', `${option} must be ${expected}`, detail, { hint, cause })
}

/** Runs a check on what was given; `undefined` passes, so that `?? default` can follow. */
export const optional = <T>(check: OptionCheck<T>, option: string, value: unknown): T | undefined =>
  value === undefined ? undefined : check(option, value)

/** An object whose every member is one of `names`, returned as it came; so a misspelt option cannot pass unseen. */
export function knownOptions<T extends object>(option: string, value: T, names: readonly (keyof T & string)[]): T {
  if (kindOf(value) !== 'object') throw optionInvalid(option, 'an object', value)
  const known: readonly string[] = names
  const members: readonly [string, unknown][] = Object.entries(value)
  const stray = members.find(([name]) => !known.includes(name))
  if (stray === undefined) return value
  const [name, received] = stray
  const path = option === 'options' ? clip(name) : `${option}.${clip(name)}`
  const hint = `known here: ${names.join(', ')}`
  throw optionInvalid(path, 'absent: there is no such option', received, { hint, secret: true })
}

/** A finite number of seconds, 0 or more. */
export function finiteSeconds(option: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw optionInvalid(option, 'a finite number of seconds, 0 or more', value)
}

/** A number within bounds that the docs state; `secondsWithin(1, 60)` is a check. */
export const secondsWithin =
  (min: number, max: number): OptionCheck<number> =>
  (option, value) => {
    if (typeof value === 'number' && value >= min && value <= max) return value
    throw optionInvalid(option, `seconds from ${min} to ${max}`, value)
  }

/** The longest delay that timers of all runtimes keep (2³¹ − 1); they turn a longer one into 1 ms. */
const MAX_TIMER_MS = 2_147_483_647

/** Milliseconds that a timer can wait: more than 0, about 24 days at most. */
export function positiveMs(option: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= MAX_TIMER_MS) return value
  throw optionInvalid(option, 'milliseconds, more than 0 and at most 2147483647', value)
}

/** A whole number, 1 or more: a bound on bytes, entries, keys. */
export function positiveInteger(option: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw optionInvalid(option, 'a whole number, 1 or more', value)
}

/** A whole number within bounds that the docs state; `wholeNumberWithin(0, 3)` is a check. */
export const wholeNumberWithin =
  (min: number, max: number): OptionCheck<number> =>
  (option, value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    throw optionInvalid(option, `a whole number from ${min} to ${max}`, value)
  }

export function booleanOption(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw optionInvalid(option, 'true or false', value)
}

export function nonEmptyString(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw optionInvalid(option, 'a string that is not empty', value)
}

/** One of a few words; `oneOf('never', 'single')` is a check. */
export const oneOf =
  <const T extends string>(...words: readonly T[]): OptionCheck<T> =>
  (option, value) => {
    const word = words.find((candidate) => candidate === value)
    if (word !== undefined) return word
    throw optionInvalid(option, words.map((candidate) => `"${candidate}"`).join(' or '), value)
  }

/** A list of strings, none of them empty, at least one, without holes; copied and frozen. */
export function stringList(option: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw optionInvalid(option, 'an array of strings', value)
  if (value.length === 0) throw optionInvalid(option, 'an array with at least one string', value)
  return Object.freeze(Array.from(value, (item: unknown, place) => nonEmptyString(`${option}[${place}]`, item)))
}
