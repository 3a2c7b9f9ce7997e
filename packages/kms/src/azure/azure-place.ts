/** `azurekms://VAULT-HOST/KEY[/VERSION]` → which vault, which key, which version. */
import { onlyParameters, parseKeyUri, uriInvalid } from '../core/key-uri.ts'

export interface AzurePlace {
  readonly name: string
  readonly host: string
  readonly key: string
  readonly version: string | undefined
}

/** Names and versions as Key Vault has them (learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates). */
const PATH = /^([a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?)\/([a-zA-Z\d-]{1,127})(?:\/([a-zA-Z\d]{1,64}))?$/

/** @throws KeywellError ERR_OPTION_INVALID */
export function azurePlace(uri: string): AzurePlace {
  const parsed = parseKeyUri(uri)
  onlyParameters(parsed, [])
  const { scheme, path } = parsed
  const [, host, key, version] = PATH.exec(path) ?? []
  if (scheme !== 'azurekms' || host === undefined || key === undefined || host.includes('..'))
    throw uriInvalid('azurekms://VAULT.vault.azure.net/KEY, with /VERSION or without', scheme)
  return { name: `azurekms://${path}`, host, key, version }
}
