/**
 * What the security tests share: keys and signatures made by `node:crypto` alone, tokens put together byte by byte, and
 * a look at all doors of a verifier at once. Nothing here comes from the code under test.
 */
import { constants, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign as nodeSign } from 'node:crypto'
import { expect } from 'vitest'
import { type ErrorCode, isKeywellError, type KeywellError } from '../../src/errors/index.ts'
import {
  type AnyTrust,
  type Clock,
  createVerifier,
  type Explanation,
  staticJwks,
  type VerifiedJwt,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.ts'
import { parseJwk } from '../../src/jwk.ts'

export const ISSUER = 'https://issuer.test'
export const AUDIENCE = 'https://api.test'
/** 2026-01-01T00:00:00Z, in both units. */
export const NOW_MS: number = Date.UTC(2026, 0, 1)
export const NOW: number = NOW_MS / 1000

/** A clock that stands still, or where a test puts it. */
export const clockAt = (nowMs: () => number): Clock => ({ now: nowMs, monotonic: nowMs, sleep: untilAborted })

const untilAborted = (_: number, signal?: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))

export const STILL: Clock = clockAt(() => NOW_MS)

export type Members = Readonly<Record<string, unknown>>
export type Part = Members | string | Uint8Array
export type Sign = (input: Buffer) => Uint8Array

export const base64url = (part: Part): string =>
  (part instanceof Uint8Array
    ? Buffer.from(part)
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  ).toString('base64url')

export const unbase64url = (text: string): Buffer => Buffer.from(text, 'base64url')

/** `header.payload.signature`; a signature given as text stands as it is. */
export function compact(header: Part, payload: Part, signature: Sign | Uint8Array | string): string {
  const input = `${base64url(header)}.${base64url(payload)}`
  if (typeof signature === 'string') return `${input}.${signature}`
  return `${input}.${base64url(typeof signature === 'function' ? signature(Buffer.from(input)) : signature)}`
}

/** The object without some members. */
export const without = (members: Members, ...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

export const claims = (more: Members = {}): Members => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'alice',
  iat: NOW,
  exp: NOW + 300,
  ...more,
})

interface AlgorithmRow {
  readonly hash: string | null
  readonly make: () => { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  readonly input?: object
}

const rsa = (hash: string, pss?: number): AlgorithmRow => ({
  hash,
  make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  input: pss === undefined ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss },
})
const ec = (hash: string, namedCurve: string): AlgorithmRow => ({
  hash,
  make: () => generateKeyPairSync('ec', { namedCurve }),
  input: { dsaEncoding: 'ieee-p1363' },
})

const ROWS: ReadonlyMap<string, AlgorithmRow> = new Map([
  ['RS256', rsa('sha256')],
  ['RS384', rsa('sha384')],
  ['RS512', rsa('sha512')],
  ['PS256', rsa('sha256', 32)],
  ['PS384', rsa('sha384', 48)],
  ['PS512', rsa('sha512', 64)],
  ['ES256', ec('sha256', 'prime256v1')],
  ['ES384', ec('sha384', 'secp384r1')],
  ['ES512', ec('sha512', 'secp521r1')],
  ['ES256K', ec('sha256', 'secp256k1')],
  ['EdDSA', { hash: null, make: () => generateKeyPairSync('ed25519') }],
  ['Ed25519', { hash: null, make: () => generateKeyPairSync('ed25519') }],
  ['Ed448', { hash: null, make: () => generateKeyPairSync('ed448') }],
])

/** Every algorithm that Node's own crypto signs with on all supported versions. */
export const ALGORITHM_NAMES: readonly string[] = [...ROWS.keys()]

const HMAC_HASH: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

function rowOf(alg: string): AlgorithmRow {
  const row = ROWS.get(alg)
  if (row === undefined) throw new Error(`no such algorithm in the tests: ${alg}`)
  return row
}

/** How `node:crypto` signs for an algorithm. */
export const signWith =
  (alg: string, key: KeyObject): Sign =>
  (input) => {
    const { hash, input: options } = rowOf(alg)
    return nodeSign(hash, input, { key, ...options })
  }

export const hmacWith =
  (alg: string, secret: string | Uint8Array): Sign =>
  (input) =>
    createHmac(HMAC_HASH[alg] ?? 'sha256', secret)
      .update(input)
      .digest()

export interface Pair {
  readonly alg: string
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** With `kid`, `alg` and `use`. */
  readonly jwk: Members & { readonly kty: string }
  /** The key's numbers alone. */
  readonly bare: Members & { readonly kty: string }
  readonly sign: Sign
}

export function makePair(alg: string, kid: string = `${alg}-key`): Pair {
  const { privateKey, publicKey } = rowOf(alg).make()
  const exported = publicKey.export({ format: 'jwk' })
  const bare = { ...exported, kty: String(exported.kty) }
  return {
    alg,
    kid,
    privateKey,
    publicKey,
    bare,
    jwk: { ...bare, kid, alg, use: 'sig' },
    sign: signWith(alg, privateKey),
  }
}

const pairs = new Map<string, Pair>()

/** The same pair for every test of a file. */
export function pairOf(alg: string): Pair {
  const pair = pairs.get(alg) ?? makePair(alg)
  pairs.set(alg, pair)
  return pair
}

/** A good token of a pair, unless `header` or `payload` say otherwise. */
export const tokenOf = (pair: Pair, payload: Members = {}, header: Members = {}): string =>
  compact({ alg: pair.alg, kid: pair.kid, typ: 'JWT', ...header }, claims(payload), pair.sign)

export type AnyVerifier = Verifier<VerifiedJwt<unknown>>
export type Accepted = VerifiedJwt<unknown>
export type TrustChanges = Partial<AnyTrust>

/** A verifier of the test issuer over a set of keys. */
export const verifierOver = (
  keys: readonly Members[],
  trust: TrustChanges = {},
  options: VerifierOptions = {},
): AnyVerifier =>
  createVerifier(
    { issuer: ISSUER, audience: AUDIENCE, ...trust, keys: trust.keys ?? staticJwks({ keys }) },
    { clock: STILL, ...options },
  )

export type Outcome =
  | { readonly code: 'accepted'; readonly result: Accepted; readonly explanation: Explanation }
  | { readonly code: ErrorCode; readonly error: KeywellError; readonly explanation: Explanation }

/**
 * What becomes of a token: asks `verify`, `verifySync` and `explain`, and fails the test unless the three agree and
 * every refusal is a KeywellError with a hint.
 */
export async function outcomeOf(verifier: AnyVerifier, token: unknown): Promise<Outcome> {
  const text = token as string
  const later = await settled(() => verifier.verify(text))
  const atOnce = await settled(() => verifier.verifySync(text))
  const explanation = await verifier.explain(text)
  const code = codeOf(later)
  expect({ sync: codeOf(atOnce), explain: explanation.code ?? 'accepted' }).toEqual({ sync: code, explain: code })
  expect(explanation.verdict).toBe('value' in later ? 'pass' : 'fail')
  if ('value' in later) return { code: 'accepted', result: later.value, explanation }
  return { code: later.error.code, error: later.error, explanation }
}

const codeOf = (settledCall: Settled<unknown>): string => ('value' in settledCall ? 'accepted' : settledCall.error.code)

export type Settled<T> = { readonly value: T } | { readonly error: KeywellError }

/** The value of a call, or the KeywellError that it ends with; any other error fails the test. */
export async function settled<T>(call: () => T | Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await call() }
  } catch (error) {
    return { error: expectTyped(error) }
  }
}

/** A KeywellError as the contract describes it. */
export function expectTyped(error: unknown): KeywellError {
  if (!isKeywellError(error)) throw error
  expect(error.hint.trim()).not.toBe('')
  expect(error.message.trim()).not.toBe('')
  return error
}

/** The token is refused with this code, at every door. */
export async function expectRefused(verifier: AnyVerifier, token: unknown, code: ErrorCode): Promise<KeywellError> {
  const outcome = await outcomeOf(verifier, token)
  expect(outcome.code).toBe(code)
  if (outcome.code === 'accepted') throw new Error('the token was accepted')
  return outcome.error
}

/** The token is accepted at every door. */
export async function expectAccepted(verifier: AnyVerifier, token: string): Promise<Accepted> {
  const outcome = await outcomeOf(verifier, token)
  expect(outcome.code).toBe('accepted')
  if (outcome.code !== 'accepted') throw outcome.error
  return outcome.result
}

/** The code that a call ends with, or `accepted`. */
export async function codeOfCall(call: () => unknown): Promise<string> {
  return codeOf(await settled(call))
}

/** Milliseconds that a call takes, of a few runs the quickest: the others were disturbed. */
export async function quickest(call: () => unknown, runs = 5): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await settled(call)
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}

export const secretBytes = (size: number): Buffer => randomBytes(size)

/** Self-signed by `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256`, and its key. */
export const CERTIFIED_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxSyOhF8BvFxXuJcQ9k5C1T08mByDRWtk0kuBEeE4QtChRANCAAQRcth7Qj7cf8o+YQ/QXpoSAOY8Ldq863igtTETL05CfCyrVaT40GqgKEZqYJuDkmPTrtHl3Sku332S9UVlw1L9
-----END PRIVATE KEY-----`
export const CERTIFICATE =
  'MIIBjTCCATOgAwIBAgIUe+UYt2ZIuIrXBxo1Bv12INGI/iwwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQYXR0YWNrZXIuZXhhbXBsZTAgFw0yNjExMjQwMzEyMzJaGA8yMTI2MTAzMTAzMTIzMlowGzEZMBcGA1UEAwwQYXR0YWNrZXIuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBFy2HtCPtx/yj5hD9BemhIA5jwt2rzreKC1MRMvTkJ8LKtVpPjQaqAoRmpgm4OSY9Ou0eXdKS7ffZL1RWXDUv2jUzBRMB0GA1UdDgQWBBSY0xZZ0p4zBg1HBUBhlkIC9QfvKjAfBgNVHSMEGDAWgBSY0xZZ0p4zBg1HBUBhlkIC9QfvKjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCiKdWNrHNOxrdZRoONm5n/im02FZayhWo2ZYZuZynuWAIgasjo3JXVEbMSoePEFZFQ6QDvBex6MaUON4kOTU96WRw='

/** A good key beside bad ones. */
export const neighbour: Pair = pairOf('ES512')

/** The key is refused on its own, and beside a good one it is set aside under its kid while the good one still works. */
export async function expectUnfit(jwk: Members, alg: string, code: ErrorCode = 'ERR_JWK_INVALID'): Promise<void> {
  expect(await codeOfCall(() => parseJwk(jwk))).toBe(code)
  expect(await codeOfCall(() => staticJwks([jwk]))).toBe('ERR_JWKS_INVALID')
  const verifier = verifierOver([{ ...jwk, kid: 'unfit' }, neighbour.jwk])
  const token = compact({ alg, kid: 'unfit' }, claims(), secretBytes(256))
  await expectRefused(verifier, token, 'ERR_KEY_MISMATCH')
  await expectAccepted(verifier, tokenOf(neighbour))
}
