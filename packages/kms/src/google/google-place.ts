/** `gcpkms://projects/…/cryptoKeys/KEY[/cryptoKeyVersions/N]` → which key, which version. */
import { onlyParameters, parseKeyUri, uriInvalid } from '../core/key-uri.ts'

export interface GooglePlace {
  readonly name: string
  /** The resource name of the key. */
  readonly key: string
  /** The resource name of the version, where the URI has one. */
  readonly version: string | undefined
}

/** `versions` is what some tools write. Projects of a domain have a colon in them. */
const PATH =
  /^(projects\/[\w.:-]{1,100}\/locations\/[\w-]{1,63}\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63})(?:\/(?:cryptoKeyV|v)ersions\/([1-9]\d{0,8}))?$/

const EXPECTED = 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K, with /cryptoKeyVersions/N or without'

/** @throws KeywellError ERR_OPTION_INVALID */
export function googlePlace(uri: string): GooglePlace {
  const parsed = parseKeyUri(uri)
  onlyParameters(parsed, [])
  const { scheme, path } = parsed
  const [, key, number] = PATH.exec(path) ?? []
  if (scheme !== 'gcpkms' || key === undefined || path.includes('..')) throw uriInvalid(EXPECTED, scheme)
  const version = number === undefined ? undefined : `${key}/cryptoKeyVersions/${number}`
  return { name: `gcpkms://${version ?? key}`, key, version }
}
