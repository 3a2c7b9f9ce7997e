/** `hashivault://NAME?version=3` → which key, which version. */
import { onlyParameters, parseKeyUri, uriInvalid } from '../core/key-uri.ts'

export interface VaultPlace {
  readonly name: string
  readonly key: string
  readonly version: number | undefined
}

/** Names as transit takes them, so that a URI cannot reach another path of the API. */
const NAME = /^\w(?:[\w.-]{0,126}\w)?$/
const SCHEMES: readonly string[] = ['hashivault', 'openbao']

/** @throws KeywellError ERR_OPTION_INVALID */
export function vaultPlace(uri: string): VaultPlace {
  const parsed = parseKeyUri(uri)
  onlyParameters(parsed, ['version'])
  const { scheme, path: key, parameters } = parsed
  if (!SCHEMES.includes(scheme) || !NAME.test(key)) throw uriInvalid('hashivault://NAME or openbao://NAME', scheme)
  const version = parameters.get('version')
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)) throw uriInvalid('with a number as version', scheme)
  const name = `${scheme}://${key}${version === undefined ? '' : `?version=${version}`}`
  return { name, key, version: version === undefined ? undefined : Number(version) }
}
