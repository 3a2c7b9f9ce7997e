/** Options of one value or several: under one name or two, each value named by its place when it is refused. */
import { nonEmptyString, optionInvalid, stringList } from '../../errors/index.ts'
import type { OptionCheck } from '../../errors/options.ts'
import { isUnchecked, type Unchecked } from '../../verify/unchecked.ts'

/** One string or several, as `audience` and `clientId` are given. */
export function oneOrMore(option: string, value: string | readonly string[]): readonly string[] {
  if (Array.isArray(value)) return stringList(option, value)
  return [nonEmptyString(option, value)]
}

/** The same, or `undefined` where the check is left out in so many words. */
export const oneOrMoreUnless = (
  option: string,
  value: string | readonly string[] | Unchecked,
): readonly string[] | undefined => {
  if (isUnchecked(value)) return undefined
  return oneOrMore(option, value)
}

/** The same as a trust's `audience`, under the name that the provider has for it. */
export const audienceOption = (
  option: string,
  value: string | readonly string[] | Unchecked,
): readonly string[] | Unchecked => (isUnchecked(value) ? value : oneOrMore(option, value))

/** An array with at least one string, each of them checked. */
export function eachOf<T>(
  option: string,
  values: unknown,
  check: (option: string, value: string) => T,
): readonly [T, ...T[]] {
  const [first, ...others] = stringList(option, values)
  if (first === undefined) throw optionInvalid(option, 'an array with at least one string', values)
  return [check(`${option}[0]`, first), ...others.map((value, place) => check(`${option}[${place + 1}]`, value))]
}

/** One value or an array of them, each of them checked. */
export const oneOrEach = <T>(option: string, value: unknown, check: OptionCheck<T>): readonly [T, ...T[]] =>
  Array.isArray(value) ? eachOf(option, value, check) : [check(option, value)]

type Named = readonly [option: string, value: unknown]

/** One value under one name, or an array under another; never both. */
export function oneOrSeveral<T>(
  [option, value]: Named,
  [several, values]: Named,
  check: OptionCheck<T>,
): readonly [T, ...T[]] {
  if (values === undefined) return [check(option, value)]
  if (value !== undefined) throw optionInvalid(option, `absent beside ${several}`, value)
  return eachOf(several, values, check)
}
