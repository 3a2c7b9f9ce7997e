/** `#crypto` where there is WebCrypto only: browsers, workers, edge runtimes. Asynchronous throughout. */
import type { AlgorithmFacts, HashName } from '../jose/algorithms.ts'
import type {
  CryptoBackend,
  GenerateOptions,
  ImportFacts,
  KeyMembers,
  PairFacts,
  SignKey,
  VerifyKey,
} from './backend.ts'
import { publicNumbers } from './public-numbers.ts'
import { keyParams, WEB_HASH, webHash, webName, type WebParams } from './web-params.ts'

type Direction = 'sign' | 'verify'

function signParams(algorithm: AlgorithmFacts, curve: string | undefined): WebParams {
  const name = webName(algorithm, curve)
  if (algorithm.family === 'ecdsa') return { name, hash: webHash(algorithm) }
  return algorithm.family === 'pss' ? { name, saltLength: algorithm.hashBytes } : { name }
}

/** Only the numbers: metadata such as `use` or `ext` makes some engines refuse a key. */
// prettier-ignore
const NUMBERS: readonly string[] = ['kty', 'crv', 'n', 'e', 'x', 'y', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'pub', 'priv']

function importJwk(members: KeyMembers, facts: ImportFacts, direction: Direction): Promise<CryptoKey> {
  const { algorithm, curve } = facts
  const numbers = Object.fromEntries(NUMBERS.filter((name) => name in members).map((name) => [name, members[name]]))
  const jwk = algorithm.family === 'ml-dsa' ? { ...numbers, alg: algorithm.name } : numbers
  return crypto.subtle.importKey('jwk', jwk, keyParams(algorithm, curve), false, [direction])
}

/** WebCrypto takes only views of unshared memory, and TypeScript says so in the type. */
const unshared = (input: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(input)

function verifyKey(key: CryptoKey, { algorithm, curve, signatureBytes }: ImportFacts): VerifyKey {
  const params = signParams(algorithm, curve)
  return Object.freeze({
    verify: (data: Uint8Array, signature: Uint8Array) =>
      crypto.subtle.verify(params, key, unshared(signature), unshared(data)),
    verifySync: undefined,
    signatureBytes,
  })
}

async function importPrivate(members: KeyMembers, facts: ImportFacts): Promise<SignKey> {
  const key = await importJwk(members, facts, 'sign')
  const params = signParams(facts.algorithm, facts.curve)
  return Object.freeze({
    sign: async (data: Uint8Array) => new Uint8Array(await crypto.subtle.sign(params, key, unshared(data))),
  })
}

async function importSecret(secret: Uint8Array, facts: ImportFacts): Promise<VerifyKey> {
  const params = keyParams(facts.algorithm, undefined)
  return verifyKey(await crypto.subtle.importKey('raw', unshared(secret), params, false, ['verify']), facts)
}

/** In every WebCrypto of the field; the rest is asked for. */
const UNIVERSAL: ReadonlySet<string> = new Set(['pkcs1', 'pss', 'hmac'])

function supports(algorithm: AlgorithmFacts, curve: string | undefined): boolean {
  if (UNIVERSAL.has(algorithm.family)) return true
  if (algorithm.family === 'ecdsa') return algorithm.name !== 'ES256K'
  const name = webName(algorithm, curve)
  return name === 'Ed25519' || says(name)
}

/** `SubtleCrypto.supports` (WICG Modern Algorithms in WebCrypto §5); runtimes without it have none of these either. */
function says(name: string): boolean {
  const ask: unknown = Reflect.get(SubtleCrypto, 'supports')
  return typeof ask === 'function' && Reflect.apply(ask, SubtleCrypto, ['verify', name]) === true
}

async function generate(algorithm: AlgorithmFacts, options: GenerateOptions): Promise<KeyMembers> {
  const curve = options.curve ?? algorithm.curves[0]
  const params = keyParams(algorithm, curve)
  const rsa = { modulusLength: options.modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }
  const made = await crypto.subtle.generateKey(algorithm.kty === 'RSA' ? { ...params, ...rsa } : params, true, [
    'sign',
    'verify',
  ])
  const exported = await crypto.subtle.exportKey('jwk', 'privateKey' in made ? made.privateKey : made)
  const members = Object.fromEntries(Object.entries(exported).filter(([name]) => NUMBERS.includes(name)))
  // RFC 9964 §3: without `alg` an AKP key is none.
  return { ...members, kty: algorithm.kty, ...(algorithm.kty === 'AKP' ? { alg: algorithm.name } : {}) }
}

async function derivePublic(pkcs8: Uint8Array, { algorithm, curve }: PairFacts): Promise<KeyMembers> {
  const key = await crypto.subtle.importKey('pkcs8', unshared(pkcs8), keyParams(algorithm, curve), true, ['sign'])
  return publicNumbers({ ...(await crypto.subtle.exportKey('jwk', key)), kty: algorithm.kty })
}

export const backend: CryptoBackend = Object.freeze({
  name: 'web',
  hasSync: false,
  supports,
  importPublic: async (members: KeyMembers, facts: ImportFacts) =>
    verifyKey(await importJwk(members, facts, 'verify'), facts),
  importSecret,
  importPrivate,
  derivePublic,
  digest: async (hash: HashName, data: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest(WEB_HASH[hash], unshared(data))),
  generate,
})
