/** One checked, canonical key from whatever members a format gave: the public part derived where it is missing. */
import { backend } from '#crypto'
import { type Jwk, secretMembers } from '../jwk.ts'
import { keyMaterial } from '../material.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import { canonicalKey, checkMetadata } from './canonical-key.ts'
import { onlyAlgorithm } from './key-algorithm.ts'
import { type Members, privateMembers } from './private-members.ts'
import { writePkcs8 } from './write-der.ts'

/**
 * @param jwk - members as a format has them; metadata passes through
 * @throws KeywellError ERR_JWK_INVALID, also when private and public part do not belong together; ERR_KEY_UNSUPPORTED
 */
export async function checkedKey(jwk: Jwk): Promise<Jwk> {
  const needsCrypto = PAIRS.includes(jwk.kty) && secretMembers(jwk).length > 0
  return needsCrypto ? checkedPair(jwk, privateMembers(jwk)) : canonicalKey(jwk)
}

/** Key types whose public part is a function of the private one that only crypto can compute. */
const PAIRS: readonly string[] = ['EC', 'OKP', 'AKP']

async function checkedPair(jwk: Jwk, secret: Members): Promise<Jwk> {
  checkMetadata(jwk)
  const derived = await derivedMembers(jwk, secret)
  const given = hasPublicPart(jwk) ? keyMaterial(jwk).members : undefined
  if (derived === undefined && given === undefined)
    throw keyUnsupported(jwk.kty, 'the public part is missing, and this runtime cannot derive it')
  const members = given ?? derived ?? {}
  const isPair = derived === undefined || Object.entries(members).every(([name, value]) => derived[name] === value)
  if (!isPair) throw jwkInvalid(undefined, 'the private and the public part do not belong together')
  return { ...jwk, ...members, ...secret }
}

const hasPublicPart = (jwk: Jwk): boolean => Object.hasOwn(jwk, jwk.kty === 'AKP' ? 'pub' : 'x')

/** The public members that belong to the secret; `undefined` where the runtime has no such keys. */
async function derivedMembers(jwk: Jwk, secret: Members): Promise<Members | undefined> {
  const name = String(jwk.kty === 'AKP' ? jwk.alg : jwk['crv'])
  const algorithm = onlyAlgorithm(jwk)
  const curve = jwk.kty === 'AKP' ? undefined : name
  if (algorithm === undefined) throw keyUnsupported(jwk.kty, 'no signature algorithm uses this key')
  if (!backend.supports(algorithm, curve)) return undefined
  const bare = jwk.kty === 'AKP' ? { kty: 'AKP', alg: name, ...secret } : { kty: jwk.kty, crv: name, ...secret }
  const derived = await derive(jwk.kty, () => backend.derivePublic(writePkcs8(bare), { algorithm, curve }))
  return keyMaterial({ ...derived, ...(jwk.kty === 'AKP' ? { alg: name } : { crv: name }), kty: jwk.kty }).members
}

async function derive<T>(kty: string, attempt: () => T | Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch {
    // The cause of a runtime is left out: nobody can say that it never quotes what it was given.
    throw jwkInvalid(kty === 'AKP' ? 'priv' : 'd', 'the private number is out of range for this key')
  }
}
