/** What a provider's key source is given: flags, and secrets from their environment variables alone. */
import { isKeywellError, KeywellError } from 'keywell'
import { type KeyOption, type Provider, PROVIDERS } from 'keywell/providers'
import type { Io } from '../command.ts'
import { usage } from '../failure.ts'
import { exampleHint, flagOf, placeOf } from './provider-flags.ts'

export interface GivenOptions {
  readonly values: Readonly<Record<string, string | undefined>>
  /** The environment variables that were used. */
  readonly variables: readonly string[]
}

/** @throws Failure of wrong usage, with an example */
export function optionsOf(provider: Provider, flags: ReadonlyMap<string, string>, io: Io): GivenOptions {
  for (const flag of flags.keys()) refuseForeign(flag, provider)
  const given = provider.keyOptions.map((option) => {
    const { variable } = option
    return { option, text: variable === undefined ? flags.get(flagOf(option)) : io.variable(variable) }
  })
  const idle = given.filter(({ option, text }) => text !== undefined && whyIdle(option, given) !== undefined)
  for (const { option } of idle)
    // A variable may just be in the environment; a flag was typed for something.
    if (option.variable === undefined)
      throw usage(`${placeOf(option)} ${whyIdle(option, given)}`, hintFor(option, provider))
  const missing = given.find(({ option, text }) => option.isRequired === true && text === undefined)
  if (missing !== undefined)
    throw usage(`${provider.name} needs ${placeOf(missing.option)}`, hintFor(missing.option, provider))
  const used = given.filter((one) => !idle.includes(one))
  return {
    values: Object.fromEntries(used.map(({ option, text }) => [option.name, text])),
    variables: used.flatMap(({ option: { variable }, text }) =>
      variable === undefined || text === undefined ? [] : [variable],
    ),
  }
}

interface Given {
  readonly option: KeyOption
  readonly text: string | undefined
}

/** Why an option would not be looked at beside what else is given; `undefined` where it is. */
function whyIdle({ goesWith, yieldsTo = [] }: KeyOption, given: readonly Given[]): string | undefined {
  const other = given.find(({ option, text }) => yieldsTo.includes(option.name) && text !== undefined)
  if (other !== undefined) return `is not used beside ${placeOf(other.option)}`
  const missing = given.find(({ option, text }) => option.name === goesWith && text === undefined)
  return missing === undefined ? undefined : `goes with ${placeOf(missing.option)}, which is not given`
}

const hintFor = ({ variable }: KeyOption, provider: Provider): string =>
  variable === undefined ? exampleHint(provider) : `look at the environment variable ${variable}`

/** Some options, such as `domain`, many providers have. */
const MAX_OWNERS = 3

function refuseForeign(flag: string, provider: Provider): void {
  const own = provider.keyOptions.find((option) => flagOf(option) === flag)
  if (own === undefined) {
    const owners = PROVIDERS.filter(({ keyOptions }) => keyOptions.some((option) => flagOf(option) === flag))
    const names = owners
      .slice(0, MAX_OWNERS)
      .map(({ name }) => name)
      .join(', ')
    throw usage(`--${flag} is no option of ${provider.name}, but of ${names}`, exampleHint(provider))
  }
  if (own.variable === undefined) return
  throw usage(
    `--${flag} is refused: what is typed stays in the history, and others on this machine can read it`,
    `set the environment variable ${own.variable}, and leave the flag out`,
  )
}

/** @throws Failure where options of a provider are given without one */
export function refuseProviderFlags(flags: ReadonlyMap<string, string>): void {
  const [flag] = flags.keys()
  if (flag === undefined) return
  const owner = PROVIDERS.find(({ keyOptions }) => keyOptions.some((option) => flagOf(option) === flag))
  const hint = owner === undefined ? 'keywell providers lists them' : exampleHint(owner)
  throw usage(`--${flag} is an option of a provider, and none is named`, hint)
}

/** What a provider's own check refused, in terms of flags and variables. Anything else comes back as it is. */
export function inFlags(error: unknown, provider: Provider): unknown {
  if (!isKeywellError(error, 'ERR_OPTION_INVALID')) return error
  const { option: path, expected, received } = error.detail
  const refused = provider.keyOptions.find(({ name }) => name === path)
  if (refused === undefined) return error
  const said = (text: string): string => withPlaces(text, provider)
  const option = placeOf(refused)
  const detail = { option, expected: said(expected), received }
  const hint = error.hint === UNSPECIFIC ? hintFor(refused, provider) : said(error.hint)
  return new KeywellError('ERR_OPTION_INVALID', `${option} must be ${detail.expected}`, detail, {
    hint,
    cause: error.cause,
  })
}

/** The hint of an option that nothing more is said about. */
const UNSPECIFIC = 'correct the option'

/** Only names of two words: the others are English as well. */
const withPlaces = (text: string, { keyOptions }: Provider): string =>
  keyOptions
    .filter(({ name }) => /[A-Z]/.test(name))
    .reduce((said, option) => said.replaceAll(new RegExp(`\\b${option.name}\\b`, 'g'), placeOf(option)), text)
