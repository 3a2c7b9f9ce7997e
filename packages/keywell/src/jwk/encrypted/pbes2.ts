/** PBES2 (RFC 7518 §4.8): a password → the key that wraps the content key. Bounds what a stranger's header may cost. */
import { bytes } from '#bytes'
import { optionInvalid } from '../../errors/index.ts'

export type Pbes2Algorithm = 'PBES2-HS256+A128KW' | 'PBES2-HS384+A192KW' | 'PBES2-HS512+A256KW'

interface Pbes2Facts {
  readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512'
  readonly wrapBits: 128 | 192 | 256
}

/** RFC 7518 §4.8.1. A Map, so that an `alg` of `__proto__` finds nothing. */
const ALGORITHMS: ReadonlyMap<string, Pbes2Facts> = new Map([
  ['PBES2-HS256+A128KW', { hash: 'SHA-256', wrapBits: 128 }],
  ['PBES2-HS384+A192KW', { hash: 'SHA-384', wrapBits: 192 }],
  ['PBES2-HS512+A256KW', { hash: 'SHA-512', wrapBits: 256 }],
])

export const pbes2Facts = (alg: string): Pbes2Facts | undefined => ALGORITHMS.get(alg)

/** OWASP Password Storage Cheat Sheet, 2023: the least for PBKDF2 with HMAC-SHA-256. */
export const MIN_WRITTEN_ITERATIONS = 600_000
/** RFC 7518 §4.8.1.2: a count below 1000 is no protection. */
export const MIN_READ_ITERATIONS = 1000
/** About a second; more has to be asked for. */
export const MAX_USUAL_ITERATIONS = 2_000_000
/** Some 5 s of work; no file is worth more. */
export const MAX_ITERATIONS = 10_000_000

/** Octets of a password; longer ones are a mistake, such as a whole file. */
const MAX_PASSWORD_OCTETS = 4096

/** @throws KeywellError ERR_OPTION_INVALID, which never shows the password */
export function passwordOctets(value: unknown): Uint8Array<ArrayBuffer> {
  const octets = typeof value === 'string' ? bytes.encodeUtf8(value) : value
  if (octets instanceof Uint8Array && octets.length > 0 && octets.length <= MAX_PASSWORD_OCTETS)
    return new Uint8Array(octets)
  const expected = `text or octets, not empty, at most ${MAX_PASSWORD_OCTETS} bytes`
  throw optionInvalid('password', expected, value, { secret: true })
}

export interface Derivation {
  readonly alg: Pbes2Algorithm
  /** Octets of `p2s`, without the algorithm's name. */
  readonly salt: Uint8Array
  readonly iterations: number
}

/** RFC 7518 §4.8.1.1: the name of the algorithm, a zero octet and `p2s` are the salt. */
export async function wrappingKey(password: Uint8Array<ArrayBuffer>, derivation: Derivation): Promise<CryptoKey> {
  const { alg, salt, iterations } = derivation
  const { hash, wrapBits } = pbes2Facts(alg) ?? { hash: 'SHA-256', wrapBits: 128 }
  const full = new Uint8Array([...bytes.encodeUtf8(alg), 0, ...salt])
  const base = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const params = { name: 'PBKDF2', hash, salt: full, iterations }
  const derived = await crypto.subtle.deriveBits(params, base, wrapBits)
  return crypto.subtle.importKey('raw', derived, 'AES-KW', false, ['wrapKey', 'unwrapKey'])
}
