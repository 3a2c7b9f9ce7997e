/** `CryptoKey` of WebCrypto ↔ JWK. */
import { booleanOption, kindOf, knownOptions, optional } from '../../errors/index.ts'
import { keyParams, webName } from '../../crypto/web-params.ts'
import { type Algorithm, algorithmFacts } from '../../jose/algorithms.ts'
import { asJwk, type Jwk, secretMembers } from '../jwk.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import { checkedKey } from './checked-key.ts'
import { chosenAlgorithm } from './key-algorithm.ts'
import { noPlace } from './refusals.ts'

/** `alg` as WebCrypto exports it is JOSE's; `ext` and `key_ops` say what one runtime may do, so they stay behind. */
const KEPT: readonly string[] = [
  'kty',
  'crv',
  'n',
  'e',
  'x',
  'y',
  'd',
  'p',
  'q',
  'dp',
  'dq',
  'qi',
  'k',
  'pub',
  'priv',
  'alg',
]

/**
 * The JWK of a `CryptoKey`, private when the key is.
 * @throws KeywellError ERR_KEY_UNSUPPORTED for a key that is not extractable or not for signatures; ERR_JWK_INVALID
 * @example const jwk = await jwkFromCryptoKey(pair.publicKey)
 */
export async function jwkFromCryptoKey(key: CryptoKey): Promise<Jwk> {
  if (typeof key?.extractable !== 'boolean') throw jwkInvalid(undefined, `a CryptoKey is needed, got ${kindOf(key)}`)
  if (!key.extractable)
    throw noPlace('unknown', 'this CryptoKey is not extractable', 'take the public key of the pair, or generate anew')
  const exported = asJwk({ ...(await exportedJwk(key)) })
  const members = Object.fromEntries(Object.entries(exported).filter(([name]) => KEPT.includes(name)))
  const { alg, ...rest } = { ...members, kty: exported.kty, alg: exported.alg ?? key.algorithm.name }
  return checkedKey(algorithmFacts(alg) === undefined ? rest : { ...rest, alg })
}

async function exportedJwk(key: CryptoKey): Promise<JsonWebKey> {
  try {
    return await crypto.subtle.exportKey('jwk', key)
  } catch {
    // What a runtime says of a key is not passed on: nobody can say that it never quotes it.
    throw keyUnsupported('unknown', 'the runtime does not export this CryptoKey as a JWK')
  }
}

export interface CryptoKeyOptions {
  /** What the key is for; the JWK's `alg` unless said otherwise. An EC or Edwards key needs none. */
  readonly alg?: Algorithm
  /** Whether the key may be exported again; `false` unless said otherwise. */
  readonly extractable?: boolean
}

/**
 * A `CryptoKey` that signs when the JWK is private and verifies when it is public; a symmetric one does both.
 * @throws KeywellError ERR_JWK_INVALID; ERR_KEY_UNSUPPORTED when the runtime has no such keys; ERR_OPTION_INVALID
 * @example const key = await cryptoKeyFromJwk(privateJwk, { alg: 'PS256' })
 */
export async function cryptoKeyFromJwk(jwk: Jwk, options: CryptoKeyOptions = {}): Promise<CryptoKey> {
  const given = knownOptions('options', options, ['alg', 'extractable'])
  const extractable = optional(booleanOption, 'extractable', given.extractable) ?? false
  const checked = await checkedKey(asJwk(jwk))
  const algorithm = chosenAlgorithm(checked, given.alg)
  const curve = typeof checked['crv'] === 'string' ? checked['crv'] : undefined
  const usages: KeyUsage[] = checked.kty === 'oct' ? ['sign', 'verify'] : [isPrivate(checked) ? 'sign' : 'verify']
  const isAkp = checked.kty === 'AKP'
  const wanted = KEPT.filter((name) => Object.hasOwn(checked, name) && (name !== 'alg' || isAkp))
  const members = Object.fromEntries(wanted.map((name) => [name, checked[name]]))
  try {
    return await crypto.subtle.importKey('jwk', members, keyParams(algorithm, curve), extractable, usages)
  } catch {
    throw keyUnsupported(checked.kty, `this runtime takes no such key for ${webName(algorithm, curve)}`)
  }
}

const isPrivate = (jwk: Jwk): boolean => secretMembers(jwk).length > 0
