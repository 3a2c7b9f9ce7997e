/** `#crypto` on Node, Bun and Deno: `node:crypto`, synchronous and on the thread pool. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { AlgorithmFacts, HashName } from '../jose/algorithms.ts'
import type { CryptoBackend, ImportFacts, KeyMembers, SignKey, VerifyKey } from './backend.ts'
import { generateMembers } from './generate.node.ts'
import { derSignature } from './ecdsa-der.node.ts'
import { signInput, verifyInput } from './key-input.node.ts'
import { inLane } from './lanes.node.ts'
import { publicNumbers } from './public-numbers.ts'
import { verifyNow } from './verify-now.node.ts'

const signOnPool = promisify(sign)

function asymmetricVerifyKey(imported: KeyObject, { algorithm, signatureBytes }: ImportFacts): VerifyKey {
  const hash = algorithm.hash ?? null
  const key = verifyInput(imported, algorithm)
  const encode = algorithm.family === 'ecdsa' ? derSignature : unchanged
  return Object.freeze({
    verify: (data: Uint8Array, signature: Uint8Array) => inLane({ hash, data, key, signature: encode(signature) }),
    verifySync: (data: Uint8Array, signature: Uint8Array) =>
      verifyNow({ hash, data, key, signature: encode(signature) }),
    signatureBytes,
  })
}

const unchanged = (signature: Uint8Array): Uint8Array => signature

function secretVerifyKey(secret: Uint8Array, { algorithm, signatureBytes }: ImportFacts): VerifyKey {
  const key = createSecretKey(secret)
  const verifySync = (data: Uint8Array, signature: Uint8Array): boolean => {
    const expected = createHmac(algorithm.hash ?? '', key)
      .update(data)
      .digest()
    return expected.length === signature.length && timingSafeEqual(expected, signature)
  }
  return Object.freeze({
    verify: async (data: Uint8Array, signature: Uint8Array) => verifySync(data, signature),
    verifySync,
    signatureBytes,
  })
}

async function importPrivate(members: KeyMembers, { algorithm }: ImportFacts): Promise<SignKey> {
  if (algorithm.family === 'hmac') return secretSignKey(members, algorithm)
  const input = signInput(createPrivateKey({ format: 'jwk', key: members }), algorithm)
  return Object.freeze({ sign: (data: Uint8Array) => signOnPool(algorithm.hash ?? null, data, input) })
}

function secretSignKey(members: KeyMembers, algorithm: AlgorithmFacts): SignKey {
  const key = createSecretKey(String(members['k']), 'base64url')
  return Object.freeze({
    sign: async (data: Uint8Array) =>
      createHmac(algorithm.hash ?? '', key)
        .update(data)
        .digest(),
  })
}

/** Curves and parameter sets that not every build of every runtime has; tried once, by making a key. */
const PROBES: ReadonlyMap<string, () => unknown> = new Map([
  ['Ed448', () => generateKeyPairSync('ed448')],
  ['ES256K', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['ML-DSA-44', () => generateKeyPairSync('ml-dsa-44')],
  ['ML-DSA-65', () => generateKeyPairSync('ml-dsa-65')],
  ['ML-DSA-87', () => generateKeyPairSync('ml-dsa-87')],
])

const probed = new Map<string, boolean>()

function supports(algorithm: AlgorithmFacts, curve: string | undefined): boolean {
  const name = curve === 'Ed448' ? curve : algorithm.name
  const probe = PROBES.get(name)
  if (probe === undefined) return true
  const known = probed.get(name)
  if (known !== undefined) return known
  const answer = succeeds(probe)
  probed.set(name, answer)
  return answer
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    // Not supported by this runtime; that is the answer.
    return false
  }
}

export const backend: CryptoBackend = Object.freeze({
  name: 'node',
  hasSync: true,
  supports,
  importPublic: (members: KeyMembers, facts: ImportFacts) =>
    asymmetricVerifyKey(createPublicKey({ format: 'jwk', key: members }), facts),
  importSecret: secretVerifyKey,
  importPrivate,
  derivePublic: (pkcs8: Uint8Array) => {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    return publicNumbers({ ...key.export({ format: 'jwk' }) })
  },
  digest: (hash: HashName, data: Uint8Array) => createHash(hash).update(data).digest(),
  generate: generateMembers,
})
