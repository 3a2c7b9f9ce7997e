/**
 * Vault's transit engine as a loopback server: what a signer uses of it, with its checks, errors and quirks. Written from
 * the API documentation, developer.hashicorp.com/vault/api-docs/secret/transit (Create, Read, Rotate, Configure key; Sign
 * data), /vault/api-docs (headers, error body, status codes) and openbao.org/api-docs/secret/transit, which says the same.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Fault } from '../contract/rig.ts'
import { heldSign, holdKey, type KeyKind } from './held-key.ts'
import { type HttpAnswer, httpDouble, type HttpDouble, type HttpRequest } from './http-double.ts'

export type TransitType = 'rsa-2048' | 'ecdsa-p256' | 'ecdsa-p384' | 'ecdsa-p521' | 'ed25519' | 'aes256-gcm96'

const KINDS: Readonly<Record<TransitType, KeyKind>> = {
  'rsa-2048': 'rsa',
  'ecdsa-p256': 'P-256',
  'ecdsa-p384': 'P-384',
  'ecdsa-p521': 'P-521',
  ed25519: 'ed25519',
  'aes256-gcm96': 'rsa',
}

export interface VaultDouble extends HttpDouble {
  /** The token that it takes. */
  readonly token: string
  rotate(): void
  /** Deletes the key and makes another one of the same name, which begins at version 1 again. */
  recreate(): void
  /** Configures the least version that verifies; 1 at first. */
  minDecryptionVersion(version: number): void
}

export async function vaultDouble(type: TransitType = 'ecdsa-p256', mount = 'transit'): Promise<VaultDouble> {
  const token = 'hvs.CAESIJsecretTokenOfTheTest'
  const state = { type, versions: [holdKey(KINDS[type])], least: 1 }
  const double = await httpDouble({
    isSign: ({ path }) => path.includes('/sign/'),
    answer: async (request, fault) => {
      if (request.headers['x-vault-token'] !== token) return failed(403, 'permission denied')
      if (request.path === `/v1/${mount}/keys/tokens`) return answered(describe(state))
      if (request.path !== `/v1/${mount}/sign/tokens` || request.method !== 'POST') return failed(404)
      return fault === undefined ? signed(state, request) : failing(state, request, fault)
    },
  })
  return {
    ...double,
    token,
    rotate: () => void state.versions.push(holdKey(KINDS[type])),
    recreate: () => void state.versions.splice(0, Infinity, holdKey(KINDS[type])),
    minDecryptionVersion: (version) => {
      state.least = version
    },
  }
}

interface State {
  readonly type: TransitType
  readonly versions: readonly KeyObject[]
  readonly least: number
}

const answered = (data: object): HttpAnswer => ({ status: 200, json: { request_id: 'a', lease_id: '', data } })

const failed = (status: number, ...errors: readonly string[]): HttpAnswer => ({ status, json: { errors } })

function describe({ type, versions, least }: State): object {
  // Versions below the least one are archived and not listed.
  const listed = versions
    .map((key, at) => [String(at + 1), key] as const)
    .filter(([version]) => Number(version) >= least)
  const keys = Object.fromEntries(
    listed.map(([version, key]) => [
      version,
      { creation_time: '2026-01-01T00:00:00Z', name: type, public_key: publicKey(key) },
    ]),
  )
  return {
    type,
    keys,
    name: 'tokens',
    derived: false,
    latest_version: versions.length,
    min_decryption_version: least,
    min_encryption_version: 0,
    supports_signing: true,
  }
}

/** PEM, save for Ed25519, which is the 32 octets in base64. */
function publicKey(key: KeyObject): string {
  const open = createPublicKey(key)
  if (key.asymmetricKeyType !== 'ed25519') return open.export({ type: 'spki', format: 'pem' }).toString()
  return Buffer.from(open.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')
}

const HASHES: Readonly<Record<string, string>> = { 'sha2-256': 'sha256', 'sha2-384': 'sha384', 'sha2-512': 'sha512' }

function signed({ type, versions, least }: State, { json }: HttpRequest): HttpAnswer {
  const { input, key_version, hash_algorithm = 'sha2-256', signature_algorithm = 'pss', salt_length = 'auto' } = json
  const version = Number(key_version ?? 0) === 0 ? versions.length : Number(key_version)
  const key = versions[version - 1]
  if (key === undefined || version < least) return failed(400, 'requested version for signing is not available')
  if (json['prehashed'] === true) return failed(400, 'this double takes no digests')
  const hash = HASHES[String(hash_algorithm)]
  if (hash === undefined) return failed(400, `invalid hash algorithm ${String(hash_algorithm)}`)
  if (type === 'rsa-2048' && signature_algorithm === 'pss' && salt_length !== 'hash')
    return failed(500, 'a salt that JOSE refuses')
  const form = json['marshaling_algorithm'] === 'jws' ? 'raw' : 'der'
  const padding = signature_algorithm === 'pss' ? 'pss' : 'pkcs1'
  const data = Buffer.from(String(input), 'base64')
  const octets = heldSign(key, data, { hash: type === 'ed25519' ? undefined : hash, padding, form })
  // The marshaling decides the encoding too, for keys of every type.
  return answered({
    signature: `vault:v${version}:${octets.toString(form === 'raw' ? 'base64url' : 'base64')}`,
    key_version: version,
  })
}

function failing(state: State, request: HttpRequest, fault: Fault): HttpAnswer {
  const good = (json: object = {}): string => {
    const { data } = signed(state, { ...request, json: { ...request.json, ...json } }).json as {
      data: { signature: string }
    }
    return data.signature
  }
  switch (fault.kind) {
    case 'throttle': {
      const { retryAfterSeconds } = fault
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
      return { ...failed(429, 'request path "transit/sign/tokens": rate limit quota exceeded'), headers }
    }
    case 'outage':
      return failed(503, 'Vault is sealed')
    case 'refuse':
      return failed(403, '1 error occurred:\n\t* permission denied\n\n')
    case 'garbage':
      return answered({ signature: good().replace(/[\w-]{40}$/, 'A'.repeat(40)), key_version: 1 })
    case 'truncated':
      return answered({ signature: good().slice(0, -4), key_version: 1 })
    case 'other-data':
      return answered({ signature: good({ input: 'b3RoZXI=' }), key_version: 1 })
    default:
      return answered({})
  }
}
