/** The keys of a provider that is called by its name, from its own source. */
import type { KeySource } from 'keywell'
import type { Provider } from 'keywell/providers'
import type { Io } from '../command.ts'
import { Failure } from '../failure.ts'
import type { Arguments } from '../arguments.ts'
import { line, toned } from '../output/text.ts'
import { findProvider, unknownProvider } from './provider-flags.ts'
import { type GivenOptions, inFlags, optionsOf } from './provider-options.ts'
import { load, type Published } from './published.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { remoteOptions } from './trust.ts'

export interface ProviderKeys extends Published {
  readonly provider: Provider
  /** Those that were set: where nothing was fetched, one of them holds the key itself. */
  readonly variables: readonly string[]
}

/** The row that an operand names; `undefined` for a URL. @throws Failure for what is neither */
export function providerOperand([operand]: readonly string[]): Provider | undefined {
  if (operand === undefined) return undefined
  const provider = findProvider(operand)
  if (provider === undefined && /^[\w-]+$/.test(operand))
    throw unknownProvider(operand, 'keywell issuer keys', 'an issuer is a URL; keywell providers lists the names')
  return provider
}

export async function providerKeys(provider: Provider, args: Arguments, io: Io): Promise<ProviderKeys> {
  const given = optionsOf(provider, args.more, io)
  for (const variable of given.variables) io.say(line(toned('dim', `${variable} is taken from the environment`)))
  const recorder = createRecorder()
  const source = sourceOf(provider, given, args, recorder)
  if (source.status().kind === 'key-by-kid') throw noList(provider, source)
  const outcome = await load(source, recorder)
  const jwksUrl = outcome.exchanges.at(-1)?.url
  return { ...outcome, metadata: undefined, jwksUrl, provider, variables: given.variables }
}

function sourceOf(provider: Provider, { values }: GivenOptions, args: Arguments, recorder: Recorder): KeySource {
  const options = remoteOptions(args, recorder)
  try {
    return provider.keys(values, options)
  } catch (error) {
    throw inFlags(error, provider)
  }
}

const noList = ({ title }: Provider, source: KeySource): Failure =>
  new Failure('undecided', `${title} has no list of keys: each is asked for by its kid`, {
    hint: `put the kid of a token into ${source.status().source}, and give what comes to --key`,
  })
