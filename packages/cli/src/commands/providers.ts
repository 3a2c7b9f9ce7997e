/** `keywell providers`: the identity providers that the library has presets for, or everything that it knows of one. */
import { type Provider, PROVIDERS } from 'keywell/providers'
import type { Answer, Io } from '../command.ts'
import { usage } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { findProvider, flagOf, unknownProvider } from '../input/provider-flags.ts'
import { providerPage, providerTable } from '../output/provider-page.ts'
import type { Line } from '../output/text.ts'

const SCHEMA = 'keywell/providers@1'

export async function run(args: Arguments, io: Io): Promise<Answer> {
  const [name, ...rest] = args.operands
  if (rest.length > 0) throw usage('one provider at a time, please')
  if (name === undefined) return answer(PROVIDERS, providerTable(PROVIDERS, io.columns))
  const provider = findProvider(name)
  if (provider === undefined) throw unknownProvider(name, 'keywell providers', 'keywell providers lists them')
  return answer([provider], providerPage(provider, io.columns))
}

const answer = (providers: readonly Provider[], lines: readonly Line[]): Answer => ({
  exit: 'good',
  lines,
  document: { schema: SCHEMA, providers: providers.map(documentOf) },
})

const documentOf = (provider: Provider): Readonly<Record<string, unknown>> => {
  const { name, title, call, checks, mistakes, facts, asOf, unverified = [], keyOptions } = provider
  return {
    name,
    title,
    call,
    checks,
    mistakes,
    facts: facts.map(([what, value, source]) => ({ what, value, source })),
    asOf,
    unverified,
    keyOptions: keyOptions.map((option) => ({
      name: option.name,
      ...(option.variable === undefined ? { flag: `--${flagOf(option)}` } : { variable: option.variable }),
      example: option.example,
      isRequired: option.isRequired === true,
    })),
  }
}
