/** Turns a checked key into one that verifies, on first use, and keeps it as long as the key lives. */
import { backend } from '#crypto'
import type { ImportFacts, VerifyKey } from '../crypto/backend.ts'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import { edwardsCurve } from './curves.ts'
import type { Key } from './key.ts'
import { keyUnsupported } from './problems.ts'
import { secretOf } from './secret.ts'
import type { KeywellError } from '../errors/index.ts'
import { hashIdentity } from './thumbprint.ts'

/** The key that verified a token, as results name it. */
export interface UsedKey {
  readonly kid: string | undefined
  readonly alg: string
  /** RFC 7638, SHA-256, base64url; `undefined` for a shared secret (RFC 7638 §7). */
  readonly thumbprint: string | undefined
}

export interface ImportedKey {
  readonly verifyKey: VerifyKey
  readonly used: UsedKey
}

type Imported = ImportedKey | Promise<ImportedKey>

/** `createPublicKey` costs some 100 µs, so each key is imported once per algorithm. */
const imported = new WeakMap<Key, Map<string, Imported | Error>>()

/**
 * The imported key: at once on Node or when imported before, by a promise on WebCrypto.
 * @throws KeywellError ERR_KEY_UNSUPPORTED when the runtime refuses the key
 */
export function importKey(key: Key, algorithm: AlgorithmFacts): Imported {
  const byAlgorithm = imported.get(key) ?? remember(key)
  const known = byAlgorithm.get(algorithm.name)
  if (known instanceof Error) throw known
  if (known !== undefined) return known
  const fresh = importNow(key, algorithm)
  byAlgorithm.set(algorithm.name, fresh)
  if (fresh instanceof Error) throw fresh
  if (fresh instanceof Promise) void settle(fresh, byAlgorithm, algorithm.name)
  return fresh
}

function remember(key: Key): Map<string, Imported | Error> {
  const byAlgorithm = new Map<string, Imported | Error>()
  imported.set(key, byAlgorithm)
  return byAlgorithm
}

/** Replaces the promise by its outcome. A refusal is final: the key and the runtime stay what they are. */
async function settle(
  fresh: Promise<ImportedKey>,
  byAlgorithm: Map<string, Imported | Error>,
  name: string,
): Promise<void> {
  try {
    byAlgorithm.set(name, await fresh)
  } catch (error) {
    byAlgorithm.set(name, error instanceof Error ? error : new Error('the import failed', { cause: error }))
  }
}

function importNow(key: Key, algorithm: AlgorithmFacts): Imported | Error {
  const facts = { algorithm, curve: key.curve, signatureBytes: signatureBytes(key, algorithm) }
  try {
    const verifyKey = importMaterial(key, facts)
    const print = key.identity === '' ? undefined : hashIdentity(key.identity)
    if (verifyKey instanceof Promise || print instanceof Promise) return later(key, algorithm, verifyKey, print)
    return assemble(key, algorithm, verifyKey, print)
  } catch (error) {
    return refused(key, error)
  }
}

async function later(
  key: Key,
  algorithm: AlgorithmFacts,
  verifyKey: VerifyKey | Promise<VerifyKey>,
  print: string | undefined | Promise<string>,
): Promise<ImportedKey> {
  try {
    return assemble(key, algorithm, ...(await Promise.all([verifyKey, print])))
  } catch (error) {
    throw refused(key, error)
  }
}

function importMaterial(key: Key, facts: ImportFacts): VerifyKey | Promise<VerifyKey> {
  const secret = secretOf(key)
  return secret === undefined ? backend.importPublic(key.jwk, facts) : backend.importSecret(secret, facts)
}

const assemble = (key: Key, algorithm: AlgorithmFacts, verifyKey: VerifyKey, print: string | undefined): ImportedKey =>
  Object.freeze({ verifyKey, used: Object.freeze({ kid: key.kid, alg: algorithm.name, thumbprint: print }) })

/** RFC 8017 §8.2.2: an RSA signature is as long as the modulus. */
function signatureBytes(key: Key, algorithm: AlgorithmFacts): number {
  if (algorithm.signatureBytes !== undefined) return algorithm.signatureBytes
  return edwardsCurve(key.curve ?? '')?.signatureBytes ?? Math.ceil(key.bits / 8)
}

const refused = (key: Key, cause: unknown): KeywellError =>
  keyUnsupported(key.kty, 'the runtime refuses this key', cause)
