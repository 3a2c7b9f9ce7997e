/** Passwords → keys by PBKDF2 (RFC 8018 §5.2) and scrypt (RFC 7914). Costs that a file demands are bounded. */
import { runtime } from '#certificates'
import { type DerElement, expectTag, oidHex, readElements, TAG } from '../../jwk/der.ts'
import { element, octetString, oid, nullValue, sequence } from '../../jwk/convert/der-write.ts'
import type { ScryptCost } from '../runtime.ts'
import { readCount } from '../tags.ts'
import { writeCount } from './count.ts'
import { schemeUnsupported } from './problems.ts'

/** A derivation with its salt and cost. */
export type Kdf =
  | { readonly kind: 'pbkdf2'; readonly salt: Uint8Array; readonly iterations: number; readonly hash: PrfHash }
  | { readonly kind: 'scrypt'; readonly salt: Uint8Array; readonly cost: ScryptCost }

type PrfHash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** id-PBKDF2, id-scrypt */
const PBKDF2 = '2a864886f70d01050c'
const SCRYPT = '2b06010401da47040b'

/** id-hmacWith* (RFC 8018 §B.1.2); SHA-1 is the default that DER leaves out. */
const PRF: ReadonlyMap<string, PrfHash> = new Map([
  ['2a864886f70d0207', 'SHA-1'],
  ['2a864886f70d0209', 'SHA-256'],
  ['2a864886f70d020a', 'SHA-384'],
  ['2a864886f70d020b', 'SHA-512'],
])
const HMAC_SHA256 = '2a864886f70d0209'

/** Some 5 s of PBKDF2; more is an attack on whoever opens the file. */
export const MAX_ITERATIONS = 10_000_000
/** Bytes that scrypt may take: 128·r·(N + p), the table and the blocks (RFC 7914 §6). */
const MAX_SCRYPT_MEMORY = 256 * 1024 * 1024
/** Blocks for a few lanes beside a table that is as large as it may be. */
const SCRYPT_ROOM = 1024 * 1024

/** How many iterations of PBKDF2 take as long, roughly. */
const costOf = ({ n, r, p }: ScryptCost): number => n * r * p

export const iterationsOf = (kdf: Kdf): number => (kdf.kind === 'scrypt' ? costOf(kdf.cost) : kdf.iterations)

/** @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED */
export function readKdf(algorithm: DerElement | undefined): Kdf {
  const [id, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const fields = readElements(expectTag(parameters, TAG.sequence).content)
  if (oidHex(id) === PBKDF2) return readPbkdf2(fields)
  if (oidHex(id) === SCRYPT) return readScrypt(fields)
  throw schemeUnsupported('its key derivation is neither PBKDF2 nor scrypt')
}

function readPbkdf2([salt, iterations, ...rest]: readonly DerElement[]): Kdf {
  const prf = rest.find(({ tag }) => tag === TAG.sequence)
  const hash = prf === undefined ? 'SHA-1' : PRF.get(oidHex(readElements(prf.content)[0]))
  if (hash === undefined) throw schemeUnsupported('its PBKDF2 uses a hash that is not supported')
  const count = readCount(iterations)
  if (count < 1 || count > MAX_ITERATIONS) throw schemeUnsupported(`its PBKDF2 asks for ${count} iterations`)
  return { kind: 'pbkdf2', salt: expectTag(salt, TAG.octetString).content, iterations: count, hash }
}

function readScrypt([salt, cost, block, parallel]: readonly DerElement[]): Kdf {
  const [n, r, p] = [readCount(cost), readCount(block), readCount(parallel)]
  const isPowerOfTwo = n > 1 && Number.isInteger(Math.log2(n))
  const isBearable = 128 * r * (n + p) <= MAX_SCRYPT_MEMORY + SCRYPT_ROOM && costOf({ n, r, p }) <= MAX_ITERATIONS
  if (!isPowerOfTwo || r < 1 || p < 1 || !isBearable)
    throw schemeUnsupported(`its scrypt asks for N=${n}, r=${r}, p=${p}`)
  return { kind: 'scrypt', salt: expectTag(salt, TAG.octetString).content, cost: { n, r, p } }
}

/** The AlgorithmIdentifier of a derivation; PBKDF2 always with HMAC-SHA-256. */
export function writeKdf(kdf: Kdf): Uint8Array {
  if (kdf.kind === 'scrypt') {
    const { n, r, p } = kdf.cost
    return sequence(oid(SCRYPT), sequence(octetString(kdf.salt), writeCount(n), writeCount(r), writeCount(p)))
  }
  const prf = sequence(oid(HMAC_SHA256), nullValue())
  return sequence(oid(PBKDF2), element(TAG.sequence, octetString(kdf.salt), writeCount(kdf.iterations), prf))
}

/** @throws KeywellError ERR_KEY_UNSUPPORTED where the runtime has no scrypt */
export async function deriveKey(password: Uint8Array, kdf: Kdf, length: number): Promise<Uint8Array> {
  if (kdf.kind === 'scrypt') {
    if (runtime.scrypt === undefined) throw schemeUnsupported('this runtime has no scrypt')
    return runtime.scrypt(password, kdf.salt, length, kdf.cost)
  }
  const { salt, iterations, hash } = kdf
  const base = await crypto.subtle.importKey('raw', new Uint8Array(password), 'PBKDF2', false, ['deriveBits'])
  const params = { name: 'PBKDF2', hash, iterations, salt: new Uint8Array(salt) }
  return new Uint8Array(await crypto.subtle.deriveBits(params, base, length * 8))
}
