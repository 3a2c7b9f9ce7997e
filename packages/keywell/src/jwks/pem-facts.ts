/** What a PEM block cannot say of its key, as the caller gives it. Never overrules what the block does say. */
import { nonEmptyString, optional, optionInvalid } from '../errors/index.ts'
import { algorithmFacts } from '../jose/algorithms.ts'
import type { JwksFormat } from './formats.ts'

export interface PemFacts {
  readonly kid?: string | undefined
  readonly alg?: string | undefined
}

/** @throws KeywellError ERR_OPTION_INVALID, also where the format has a place for them */
export function pemFacts(format: JwksFormat, options: PemFacts): PemFacts {
  // Own members only: `alg` and `kid` are names that a polluted prototype would carry.
  const kid = Object.hasOwn(options, 'kid') ? options.kid : undefined
  const alg = Object.hasOwn(options, 'alg') ? options.alg : undefined
  for (const [option, value] of Object.entries({ kid, alg })) {
    if (value !== undefined && format !== 'pem') throw optionInvalid(option, 'absent unless format is "pem"', value)
  }
  return { kid: optional(nonEmptyString, 'kid', kid), alg: optional(asymmetric, 'alg', alg) }
}

function asymmetric(option: string, value: unknown): string {
  const facts = typeof value === 'string' ? algorithmFacts(value) : undefined
  if (facts !== undefined && facts.family !== 'hmac') return facts.name
  throw optionInvalid(option, 'an asymmetric signature algorithm', value)
}
