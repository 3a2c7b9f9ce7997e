/** Which adapter serves which scheme. A row is all that a new adapter needs here; nothing is imported before it is asked for. */
import type { AwsOptions } from './aws/aws-options.ts'
import { parseKeyUri, uriInvalid } from './core/key-uri.ts'
import type { KeyService } from './core/service.ts'
import type { VaultOptions } from './vault/vault-options.ts'

/** What an adapter needs beside the URI, each under its own name. */
export interface AdapterOptions {
  readonly aws?: AwsOptions | undefined
  readonly vault?: VaultOptions | undefined
}

type Open = (uri: string, options: AdapterOptions) => Promise<KeyService>

const local: Open = async (uri) => (await import('./local/index.ts')).localService(uri)
const vault: Open = async (uri, options) => (await import('./vault/index.ts')).vaultService(uri, options.vault)

const ADAPTERS: ReadonlyMap<string, Open> = new Map([
  ['awskms', async (uri, options) => (await import('./aws/index.ts')).awsService(uri, options.aws)],
  ['hashivault', vault],
  ['openbao', vault],
  ['file', local],
  ['env', local],
])

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function openService(uri: string, options: AdapterOptions): Promise<KeyService> {
  const { scheme } = parseKeyUri(uri)
  const open = ADAPTERS.get(scheme)
  if (open !== undefined) return open(uri, options)
  throw uriInvalid('a key URI with a known scheme', scheme, `known: ${[...ADAPTERS.keys()].join(', ')}`)
}
