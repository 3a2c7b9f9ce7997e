/**
 * Google Cloud KMS as a loopback server: the versions of one key, their public keys and asymmetricSign over REST, with
 * their checks, checksums and errors. Written from the reference of the REST API v1, docs.cloud.google.com/kms/docs/reference/rest
 * (projects.locations.keyRings.cryptoKeys.cryptoKeyVersions: list, getPublicKey, asymmetricSign), and from
 * cloud.google.com/apis/design/errors. It makes its checksums by another way than the library.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Fault } from '../contract/rig.ts'
import { ecdsaOverDigest, pkcs1OverDigest, pssOverDigest } from './digest-signature.ts'
import { heldSign, holdKey, type KeyKind } from './held-key.ts'
import { type HttpAnswer, httpDouble, type HttpDouble, type HttpRequest } from './http-double.ts'

export type GoogleAlgorithm = keyof typeof KINDS

const KINDS = {
  RSA_SIGN_PKCS1_2048_SHA256: ['rsa', 'sha256'],
  RSA_SIGN_PKCS1_4096_SHA512: ['rsa', 'sha512'],
  RSA_SIGN_PSS_2048_SHA256: ['rsa', 'sha256'],
  RSA_SIGN_PSS_4096_SHA512: ['rsa', 'sha512'],
  EC_SIGN_P256_SHA256: ['P-256', 'sha256'],
  EC_SIGN_P384_SHA384: ['P-384', 'sha384'],
  EC_SIGN_SECP256K1_SHA256: ['secp256k1', 'sha256'],
  EC_SIGN_ED25519: ['ed25519', ''],
  RSA_DECRYPT_OAEP_2048_SHA256: ['rsa', 'sha256'],
} as const satisfies Record<string, readonly [KeyKind, string]>

/** What is damaged on the way, or forgotten by the server. */
export type Damage = 'signature' | 'checksum' | 'unverified' | 'digest' | 'name' | 'key' | 'key-name'

export interface GoogleKmsDouble extends HttpDouble {
  readonly token: string
  /** The resource name of the key. */
  readonly key: string
  rotate(): void
  /** Disables a version, so that it neither signs nor is listed. */
  disable(version: number): void
  /** Lets the next answers be damaged, `times` of them. */
  damage(damage: Damage, times: number): void
}

const KEY = 'projects/acme/locations/europe-west3/keyRings/auth/cryptoKeys/tokens'

interface State {
  readonly algorithm: GoogleAlgorithm
  readonly versions: KeyObject[]
  readonly disabled: Set<number>
  damage: Damage | undefined
  left: number
}

export async function googleKmsDouble(algorithm: GoogleAlgorithm = 'EC_SIGN_P256_SHA256'): Promise<GoogleKmsDouble> {
  const [kind] = KINDS[algorithm]
  const token = 'ya29.secretTokenOfTheTest'
  const state: State = { algorithm, versions: [holdKey(kind)], disabled: new Set(), damage: undefined, left: 0 }
  const double = await httpDouble({
    isSign: ({ path }) => path.includes(':asymmetricSign'),
    answer: async (request, fault) => {
      if (request.headers.authorization !== `Bearer ${token}`) return failed('UNAUTHENTICATED')
      return answer(state, request, fault)
    },
  })
  return {
    ...double,
    token,
    key: KEY,
    rotate: () => void state.versions.push(holdKey(kind)),
    disable: (version) => void state.disabled.add(version),
    damage: (damage, times) => Object.assign(state, { damage, left: times }),
  }
}

const STATUSES = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
} as const

function failed(status: keyof typeof STATUSES, details: readonly object[] = []): HttpAnswer {
  const code = STATUSES[status]
  return { status: code, json: { error: { code, message: `the double says ${status}`, status, details } } }
}

function answer(state: State, request: HttpRequest, fault: Fault | undefined): HttpAnswer {
  const url = new URL(request.path, 'http://double')
  const path = decodeURIComponent(url.pathname)
  if (path === `/v1/${KEY}/cryptoKeyVersions`) return listed(state, url.searchParams.get('filter'))
  const [, number = '', verb] =
    /^\/v1\/projects\/.*\/cryptoKeyVersions\/(\d+)(\/publicKey|:asymmetricSign)$/.exec(path) ?? []
  const key = state.versions[Number(number) - 1]
  if (key === undefined || !path.startsWith(`/v1/${KEY}/`)) return failed('NOT_FOUND')
  if (state.disabled.has(Number(number))) return failed('FAILED_PRECONDITION')
  const held = { state, key, name: `${KEY}/cryptoKeyVersions/${number}` }
  if (verb === '/publicKey') return described(held)
  return fault === undefined ? signed(held, request.json) : failing(held, request.json, fault)
}

function listed({ versions, disabled, algorithm }: State, filter: string | null): HttpAnswer {
  const all = versions.map((_, at) => ({
    name: `${KEY}/cryptoKeyVersions/${at + 1}`,
    state: disabled.has(at + 1) ? 'DISABLED' : 'ENABLED',
    algorithm,
  }))
  const shown = filter === 'state=ENABLED' ? all.filter(({ state }) => state === 'ENABLED') : all
  return { status: 200, json: { cryptoKeyVersions: shown, totalSize: shown.length } }
}

interface Held {
  readonly state: State
  readonly key: KeyObject
  readonly name: string
}

function described({ state, key, name }: Held): HttpAnswer {
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  const damage = takeDamage(state)
  const json = {
    pem,
    algorithm: state.algorithm,
    pemCrc32c: damage === 'key' ? '1' : checksum(Buffer.from(pem)),
    name: damage === 'key-name' ? `${KEY}/cryptoKeyVersions/99` : name,
    protectionLevel: 'HSM',
  }
  return { status: 200, json }
}

const takeDamage = (state: State): Damage | undefined => (state.left-- > 0 ? state.damage : undefined)

type Json = Readonly<Record<string, unknown>>

function signed(held: Held, json: Json, garble: (octets: Buffer) => Buffer = (octets) => octets): HttpAnswer {
  const { key, name, state } = held
  const [kind, hash] = KINDS[state.algorithm]
  const isPure = kind === 'ed25519'
  const given = isPure ? json['data'] : (json['digest'] as Json | undefined)?.[hash]
  const input = Buffer.from(typeof given === 'string' ? given : '', 'base64')
  const claimed = String(isPure ? json['dataCrc32c'] : json['digestCrc32c'])
  const damage = takeDamage(state)
  if (given === undefined || claimed !== checksum(input) || damage === 'digest') return failed('INVALID_ARGUMENT')
  const octets = garble(isPure ? heldSign(key, input, {}) : overDigest(state.algorithm, key, input))
  const signature = damage === 'signature' ? Buffer.from(octets).fill(7, 9, 12) : octets
  const verified = damage !== 'unverified'
  return {
    status: 200,
    json: {
      signature: signature.toString('base64'),
      signatureCrc32c: damage === 'checksum' ? '1' : checksum(octets),
      ...(isPure ? { verifiedDataCrc32c: verified } : { verifiedDigestCrc32c: verified }),
      name: damage === 'name' ? `${KEY}/cryptoKeyVersions/99` : name,
      protectionLevel: 'HSM',
    },
  }
}

function overDigest(algorithm: string, key: KeyObject, digest: Buffer): Buffer {
  if (algorithm.startsWith('EC')) return ecdsaOverDigest(key, digest)
  return algorithm.includes('PSS') ? pssOverDigest(key, digest) : pkcs1OverDigest(key, digest)
}

function failing(held: Held, json: Json, fault: Fault): HttpAnswer {
  switch (fault.kind) {
    case 'throttle': {
      const info = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${fault.retryAfterSeconds}s` }
      return failed('RESOURCE_EXHAUSTED', fault.retryAfterSeconds === undefined ? [] : [info])
    }
    case 'outage':
      return failed('UNAVAILABLE')
    case 'refuse':
      return failed('PERMISSION_DENIED')
    case 'garbage':
      return signed(held, json, (octets) => octets.fill(7, 8))
    case 'truncated':
      return signed(held, json, (octets) => octets.subarray(0, -3))
    case 'other-data': {
      const other = Buffer.alloc(32, 1)
      const digest = { digest: { sha256: other.toString('base64') }, digestCrc32c: checksum(other) }
      return signed(held, { ...digest, data: other.toString('base64'), dataCrc32c: checksum(other) })
    }
    default:
      return { status: 200, json: { name: held.name } }
  }
}

/** CRC-32C bit by bit, most significant first, as polynomials are divided on paper (RFC 3720 §B.4). */
function checksum(octets: Uint8Array): string {
  const reversed = (value: number, bits: number): number =>
    Number.parseInt(value.toString(2).padStart(bits, '0').split('').toReversed().join(''), 2)
  let rest = 0xffffffff
  for (const octet of octets) {
    rest = (rest ^ (reversed(octet, 8) << 24)) >>> 0
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 31 === 1 ? (rest << 1) ^ 0x1edc6f41 : rest << 1) >>> 0
  }
  return String(reversed((rest ^ 0xffffffff) >>> 0, 32))
}
