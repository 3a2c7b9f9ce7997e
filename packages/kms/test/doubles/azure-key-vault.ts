/**
 * Azure Key Vault as a loopback server: get key, list versions and sign, with the challenge, the checks and the errors.
 * Written from the reference of the REST API 7.4, learn.microsoft.com/rest/api/keyvault/keys (Get Key, Get Key Versions,
 * sign), and learn.microsoft.com/azure/key-vault/general (authentication, requests and responses; REST error codes;
 * throttling guidance). Pages of versions are of two, so that there is more than one.
 */
import { randomBytes, createPublicKey, type KeyObject } from 'node:crypto'
import { rawFromDer } from '../../src/core/signature-octets.ts'
import type { Fault } from '../contract/rig.ts'
import { ecdsaOverDigest, pkcs1OverDigest, pssOverDigest } from './digest-signature.ts'
import { holdKey, type KeyKind } from './held-key.ts'
import { type HttpAnswer, httpDouble, type HttpDouble, type HttpRequest } from './http-double.ts'

export type AzureKind = Exclude<KeyKind, 'ed25519'>

export interface AzureKeyVaultDouble extends HttpDouble {
  readonly token: string
  /** The version that was made first. */
  readonly first: string
  rotate(): void
  disable(version: string): void
  /** Puts another key in the place of the newest version, which Key Vault itself would never do. */
  replace(): void
  /** What the challenge names; the vault itself at first. */
  challenge(resource: string): void
  /** From now on, answers are not as they should be. */
  amiss(what: Amiss): void
  /** From now on, another tenant's tokens are wanted. */
  move(tenant: string): void
}

/** A key for encryption; a key of another version; a list that goes on elsewhere. */
export type Amiss = 'operations' | 'version' | 'link'

export const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'

interface Version {
  readonly id: string
  key: KeyObject
  enabled: boolean
  readonly created: number
}

interface State {
  readonly kind: AzureKind
  readonly versions: Version[]
  url: string
  resource: string
  tenant: string
  amiss: Amiss | undefined
}

/** As credentials give it: the tenant is in it, so that the double sees for whom it was made. */
export const tokenFor = (tenant: string | undefined): string => `eyJ0.secretTokenOfTheTest.${tenant}`

export async function azureKeyVaultDouble(kind: AzureKind = 'P-256'): Promise<AzureKeyVaultDouble> {
  const state: State = { kind, versions: [], url: '', resource: '', tenant: TENANT, amiss: undefined }
  const add = (): Version => {
    const created = 1_700_000_000 + state.versions.length
    const version = { id: randomBytes(16).toString('hex'), key: holdKey(kind), enabled: true, created }
    state.versions.push(version)
    return version
  }
  const { id: first } = add()
  const double = await httpDouble({
    isSign: ({ path, headers }) => path.includes('/sign?') && headers.authorization !== undefined,
    answer: async (request, fault) => {
      if (request.headers.authorization !== `Bearer ${tokenFor(state.tenant)}`) return challenged(state)
      return answer(state, request, fault)
    },
  })
  Object.assign(state, { url: double.url, resource: double.url })
  return {
    ...double,
    token: tokenFor(TENANT),
    first,
    rotate: () => void add(),
    disable: (version) => {
      for (const one of state.versions) if (one.id === version) one.enabled = false
    },
    replace: () => {
      const newest = state.versions.at(-1)
      if (newest !== undefined) newest.key = holdKey(kind)
    },
    challenge: (resource) => Object.assign(state, { resource }),
    amiss: (amiss) => Object.assign(state, { amiss }),
    move: (tenant) => Object.assign(state, { tenant }),
  }
}

const failed = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers,
  json: { error: { code, message: `the double says ${code}` } },
})

function challenged({ resource, tenant }: State): HttpAnswer {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenant}", resource="${resource}"`
  return failed(401, 'Unauthorized', { 'www-authenticate': challenge })
}

function answer(state: State, request: HttpRequest, fault: Fault | undefined): HttpAnswer {
  const { pathname, searchParams } = new URL(request.path, state.url)
  if (!searchParams.has('api-version')) return failed(400, 'BadParameter')
  if (pathname === '/keys/tokens/versions') return listed(state, Number(searchParams.get('$skiptoken') ?? 0))
  const [, id, verb] = /^\/keys\/tokens\/(\w*)(\/sign)?$/.exec(pathname) ?? []
  const version = id === '' ? state.versions.at(-1) : state.versions.find((one) => one.id === id)
  if (version === undefined) return failed(404, 'KeyNotFound')
  if (verb === undefined) return described(state, version)
  if (!version.enabled) return failed(403, 'Forbidden')
  return fault === undefined
    ? signed(state, version, request.json)
    : failing(state, { version, json: request.json, fault })
}

const kidOf = ({ url }: State, { id }: Version): string => `${url}/keys/tokens/${id}`

const attributesOf = ({ enabled, created }: Version): object => ({ enabled, created, updated: created })

const PAGE = 2

function listed(state: State, from: number): HttpAnswer {
  const value = state.versions
    .slice(from, from + PAGE)
    .map((version) => ({ kid: kidOf(state, version), attributes: attributesOf(version) }))
  const isLast = from + PAGE >= state.versions.length
  const origin = state.amiss === 'link' ? 'http://127.0.0.1:1' : state.url
  const link = `${origin}/keys/tokens/versions?api-version=7.4&$skiptoken=${from + PAGE}`
  return { status: 200, json: { value, nextLink: isLast ? null : link } }
}

/** Keys in an HSM have types of their own. */
function described(state: State, version: Version): HttpAnswer {
  const { kty, crv, ...rest } = createPublicKey(version.key).export({ format: 'jwk' })
  const curve = crv === undefined ? {} : { crv: crv === 'secp256k1' ? 'P-256K' : crv }
  const kid = state.amiss === 'version' ? `${state.url}/keys/tokens/${'0'.repeat(32)}` : kidOf(state, version)
  const key_ops = state.amiss === 'operations' ? ['encrypt', 'decrypt'] : ['sign', 'verify']
  const key = { kid, kty: `${kty}-HSM`, ...curve, ...rest, key_ops }
  return { status: 200, json: { key, attributes: attributesOf(version) } }
}

const HASH_BYTES: Readonly<Record<string, number>> = { 256: 32, 384: 48, 512: 64 }

const CURVES: Readonly<Record<AzureKind, readonly [string, number]>> = {
  rsa: ['', 0],
  'P-256': ['ES256', 32],
  'P-384': ['ES384', 48],
  'P-521': ['ES512', 66],
  secp256k1: ['ES256K', 32],
}

type Json = Readonly<Record<string, unknown>>

function signed(state: State, version: Version, { alg, value }: Json): HttpAnswer {
  const octets = signature(state.kind, version.key, [String(alg), Buffer.from(String(value), 'base64url')])
  return octets === undefined ? failed(400, 'BadParameter') : answered(state, version, octets)
}

const answered = (state: State, version: Version, octets: Uint8Array): HttpAnswer => ({
  status: 200,
  json: { kid: kidOf(state, version), value: Buffer.from(octets).toString('base64url') },
})

/** The digest has to be as long as the algorithm's. ECDSA gives R ‖ S. */
function signature(kind: AzureKind, key: KeyObject, [alg, digest]: readonly [string, Buffer]): Uint8Array | undefined {
  if (digest.length !== HASH_BYTES[alg.slice(2, 5)]) return undefined
  const [only, size] = CURVES[kind]
  if (kind === 'rsa') return alg.startsWith('PS') ? pssOverDigest(key, digest) : pkcs1OverDigest(key, digest)
  return alg === only ? rawFromDer(ecdsaOverDigest(key, digest), size) : undefined
}

interface Failing {
  readonly version: Version
  readonly json: Json
  readonly fault: Fault
}

function failing(state: State, { version, json, fault }: Failing): HttpAnswer {
  const good = (digest?: Buffer): Buffer => {
    const value = digest ?? Buffer.from(String(json['value']), 'base64url')
    return Buffer.from(signature(state.kind, version.key, [String(json['alg']), value]) ?? [])
  }
  switch (fault.kind) {
    case 'throttle': {
      const { retryAfterSeconds } = fault
      return failed(
        429,
        'Throttled',
        retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
      )
    }
    case 'outage':
      return failed(503, 'ServiceUnavailable')
    case 'refuse':
      return failed(403, 'Forbidden')
    case 'garbage':
      return answered(state, version, good().fill(7, 8))
    case 'truncated':
      return answered(state, version, good().subarray(0, -3))
    case 'other-data':
      return answered(state, version, good(Buffer.alloc(32, 1)))
    default:
      return { status: 200, json: { kid: kidOf(state, version) } }
  }
}
