/** The options of providers as flags, from their rows. */
import { type KeyOption, type Provider, PROVIDERS } from 'keywell/providers'
import { type Failure, usage } from '../failure.ts'
import type { MoreFlags } from '../arguments.ts'
import { nearest } from '../near-miss.ts'
import { quoteTyped } from '../output/printable.ts'

/** `userPoolId` as `user-pool-id`. */
export const flagOf = ({ name }: Pick<KeyOption, 'name'>): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Where a person gives it: `--user-pool-id`, or the name of a variable. */
export const placeOf = (option: KeyOption): string => option.variable ?? `--${flagOf(option)}`

/** What to type for the keys of one provider: with what it needs, or with the first of several ways to say it. */
export function exampleOf(provider: Provider): string {
  const flags = provider.keyOptions.filter(({ variable }) => variable === undefined)
  const needed = flags.filter(({ isRequired }) => isRequired === true)
  const shown = needed.length > 0 || canDoWithout(provider) ? needed : flags.slice(0, 1)
  const words = shown.flatMap((option) => [`--${flagOf(option)}`, option.example])
  return ['keywell issuer keys', provider.name, ...words].join(' ')
}

/** Making a source asks for nothing over the network yet. */
function canDoWithout({ keys }: Provider): boolean {
  try {
    keys({}, {}).close()
    return true
  } catch {
    // It says which option it wants; the example does too.
    return false
  }
}

export const findProvider = (name: string): Provider | undefined => PROVIDERS.find((row) => row.name === name)

/** @returns the failure for a name that no provider has, with the one that was probably meant */
export function unknownProvider(typed: string, command: string, hint: string): Failure {
  const names = PROVIDERS.map(({ name }) => name)
  const lower = typed.toLowerCase()
  const meant = nearest(lower, names) ?? names.find((name) => name.split('-').includes(lower))
  return usage(
    `there is no provider ${quoteTyped(typed)}`,
    meant === undefined ? hint : `did you mean: ${command} ${meant}`,
  )
}

/** Every provider's, since the operand that says whose may come last. */
export const providerFlags: MoreFlags = {
  names: [...new Set(PROVIDERS.flatMap(({ keyOptions }) => keyOptions.map(flagOf)))],
  hint: (argv) => {
    const provider = PROVIDERS.find(({ name }) => argv.includes(name))
    return provider === undefined ? undefined : exampleHint(provider)
  },
}

export const exampleHint = (provider: Provider): string => `such as: ${exampleOf(provider)}`
