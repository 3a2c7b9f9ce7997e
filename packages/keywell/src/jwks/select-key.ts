/** The public door to key selection: any set and any header in, candidates and the reasons out. */
import { knownOptions, optionInvalid } from '../errors/index.ts'
import { algorithmFacts } from '../jose/algorithms.ts'
import { isJsonObject } from '../jose/json.ts'
import type { JoseHeader } from '../jose/header.ts'
import type { Key } from '../jwk/key.ts'
import { isKeySet, parseJwks } from './key-set.ts'
import { checkedSelect, SELECT_OPTIONS } from './select-options.ts'
import { type KeyTrace, type SelectOptions, selectKeys, traceSelection } from './select.ts'

export interface SelectedKeys {
  readonly candidates: readonly Key[]
  /** For every key of the set, why it was chosen or not. */
  readonly trace: readonly KeyTrace[]
}

/**
 * Shows which keys of a set may verify a token with the given header, and why the others may not.
 * @param jwks - a JWK Set as text or JSON, or a set from `parseJwks`
 * @param header - a JOSE header; only `alg`, `kid` and `x5t#S256` are looked at
 * @throws KeywellError ERR_JWKS_INVALID, ERR_OPTION_INVALID
 * @example const { candidates, trace } = selectKey(jwks, { alg: 'RS256', kid: '2011-04-29' })
 */
export function selectKey(
  jwks: unknown,
  header: { readonly alg: string; readonly kid?: string; readonly [member: string]: unknown },
  options: SelectOptions = {},
): SelectedKeys {
  const set = isKeySet(jwks) ? jwks : parseJwks(jwks)
  if (!isJsonObject(header)) throw optionInvalid('header', 'a JOSE header', header)
  const select = checkedSelect(knownOptions('options', options, SELECT_OPTIONS))
  const algorithm = algorithmFacts(header.alg)
  if (algorithm === undefined) throw optionInvalid('header.alg', 'a registered signature algorithm', header.alg)
  if (header.kid !== undefined && typeof header.kid !== 'string')
    throw optionInvalid('header.kid', 'a string', header.kid)
  const members: JoseHeader = { alg: header.alg, 'x5t#S256': thumbprintOf(header['x5t#S256']) }
  const query = { algorithm, kid: header.kid, header: members }
  const selection = selectKeys(set, query, select)
  return { candidates: selection.candidates, trace: traceSelection(set, query, selection.candidates) }
}

const thumbprintOf = (value: unknown): string => (typeof value === 'string' ? value : '')
