/** The three calls that are made of Key Vault, and how its SDK makes them. */
import { isObject } from '../core/json-exchange.ts'
import type { SignRequest } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { clientFailure } from './azure-failure.ts'
import { versionOf } from './azure-keys.ts'
import type { AzureKeyClient } from './azure-options.ts'

export interface AzureVersion {
  readonly version: string
  readonly createdMs: number
}

export interface AzureCalls {
  /** The versions that are enabled. */
  versions(signal: AbortSignal): Promise<readonly AzureVersion[]>
  key(
    version: string,
    signal: AbortSignal,
  ): Promise<{ readonly members: Readonly<Record<string, unknown>>; readonly version: string }>
  /** `undefined` for an answer without a signature. */
  sign(
    request: SignRequest,
    signal: AbortSignal,
  ): Promise<{ readonly octets: Uint8Array; readonly version: string } | undefined>
}

/** More are refused anyway. */
const MAX_LISTED = 100

export function clientCalls(client: AzureKeyClient, name: string): AzureCalls {
  return {
    versions: async (abortSignal) => {
      const found: AzureVersion[] = []
      try {
        for await (const { version, enabled, createdOn } of client.listPropertiesOfKeyVersions(name, { abortSignal })) {
          if (version !== undefined && enabled === true) found.push({ version, createdMs: createdOn?.getTime() ?? 0 })
          if (found.length > MAX_LISTED) break
        }
      } catch (error) {
        clientFailure(error)
      }
      return found
    },
    key: async (version, abortSignal) => {
      const { key: members, properties } = await client.getKey(name, { version, abortSignal }).catch(clientFailure)
      if (isObject(members) && properties.version !== undefined) return { members, version: properties.version }
      throw new ServiceFailure('unavailable', 'the answer lacks the key')
    },
    sign: async ({ version: keyVersion, alg, digest }, abortSignal) => {
      const cryptography = client.getCryptographyClient(name, { keyVersion })
      const { result, keyID } = await cryptography.sign(alg, digest, { abortSignal }).catch(clientFailure)
      return result instanceof Uint8Array && result.length > 0
        ? { octets: result, version: versionOf(keyID) }
        : undefined
    },
  }
}
