/** Encrypted PKCS #8 (RFC 5958 §3): a private key under a password, read and written. */
import { KeywellError, knownOptions, oneOf, optional, wholeNumberWithin } from '../../errors/index.ts'
import { bytes } from '#bytes'
import { decodeBase64Text, encodeBase64Text } from '../../jwk/base64-text.ts'
import { DerProblem, expectTag, readElements, readSingle, TAG } from '../../jwk/der.ts'
import { octetString, sequence } from '../../jwk/convert/der-write.ts'
import { readKey } from '../../jwk/convert/read-key.ts'
import { writeKey } from '../../jwk/convert/write-key.ts'
import type { Jwk } from '../../jwk/jwk.ts'
import { jwkInvalid } from '../../jwk/problems.ts'
import { type Kdf, MAX_ITERATIONS } from './kdf.ts'
import { open, seal } from './pbe.ts'
import { checkedPassword, notOpened, strongPassword } from './problems.ts'

export interface PasswordOptions {
  /** Text, which counts as UTF-8, or octets. */
  readonly password: string | Uint8Array
}

/** Room for every private key many times over. */
const MAX_INPUT = 1024 * 1024

/**
 * The private key of an encrypted PKCS #8, PEM (`ENCRYPTED PRIVATE KEY`) or DER. Reads PBES2 with PBKDF2 and AES, on Node
 * also scrypt, Triple DES, and the older ways of PKCS #12.
 * @throws KeywellError ERR_JWK_INVALID, also when the password is wrong; ERR_KEY_UNSUPPORTED; ERR_OPTION_INVALID
 * @example const jwk = await jwkFromEncryptedPkcs8(pem, { password })
 */
export async function jwkFromEncryptedPkcs8(input: string | Uint8Array, options: PasswordOptions): Promise<Jwk> {
  const given = knownOptions('options', options, ['password'])
  const password = checkedPassword(given.password)
  return readOpened(await opened(derOf(input), password))
}

async function opened(der: Uint8Array, password: Uint8Array): Promise<Uint8Array> {
  try {
    const [algorithm, sealed, ...rest] = readElements(readSingle(der, TAG.sequence).content)
    if (rest.length > 0) throw new DerProblem('more than an encrypted key')
    return await open(expectTag(algorithm, TAG.sequence), expectTag(sealed, TAG.octetString).content, { password })
  } catch (error) {
    if (error instanceof DerProblem) throw jwkInvalid(undefined, 'this is no encrypted PKCS #8 in DER', error)
    throw error
  }
}

/** A wrong password passes the padding once in 256 times, and then there is no DER. */
export async function readOpened(plain: Uint8Array): Promise<Jwk> {
  try {
    readElements(readSingle(plain, TAG.sequence).content)
  } catch {
    throw notOpened()
  }
  return (await readKey(plain, { format: 'pkcs8-der' })).jwk
}

/** Wherever it stands: `openssl pkcs12` writes text before it, and certificates beside it. */
const PEM = /-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\s]*)-----END ENCRYPTED PRIVATE KEY-----/

function derOf(input: unknown): Uint8Array {
  if (typeof input !== 'string' && !(input instanceof Uint8Array))
    throw jwkInvalid(undefined, 'an encrypted key must be text or octets')
  if (input.length > MAX_INPUT) throw jwkInvalid(undefined, 'the input is too long for a key')
  if (typeof input !== 'string' && input[0] === TAG.sequence) return input
  const text = typeof input === 'string' ? input : (bytes.decodeUtf8(input) ?? '')
  const body = PEM.exec(text.replaceAll('\\n', '\n'))?.[1] ?? (text.includes('-----') ? '' : text)
  const octets = decodeBase64Text(body)
  if (octets !== undefined && octets.length > 0) return octets
  throw noEncryptedKey(text)
}

/** What people have instead, and what to do with it. */
function noEncryptedKey(text: string): KeywellError {
  const reason = 'there is no PEM block "ENCRYPTED PRIVATE KEY"'
  const isOpen = /-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----/.test(text)
  const hint = isOpen
    ? 'this key is in another form: readKey of keywell/jwk reads it, or says what to do'
    : 'give the file that openssl pkcs8 -topk8 writes; a .p12 or .pfx is for jwkFromPkcs12'
  return new KeywellError('ERR_JWK_INVALID', reason, { member: undefined, reason }, { hint })
}

export interface EncryptOptions extends PasswordOptions {
  /** `pbkdf2` (default, with HMAC-SHA-256; read everywhere) or `scrypt` (harder to attack; Node, Bun, Deno). */
  readonly kdf?: 'pbkdf2' | 'scrypt'
  /** Iterations of PBKDF2: 600,000 (default) to 10,000,000. */
  readonly iterations?: number
}

/** OWASP Password Storage Cheat Sheet, 2023: the least for PBKDF2 with HMAC-SHA-256. */
export const MIN_ITERATIONS = 600_000
/** The same page's cost for scrypt, of the five that of 16 MiB: OpenSSL refuses to read what takes more than 32. */
const SCRYPT_COST = { n: 2 ** 14, r: 8, p: 5 }

/**
 * A private JWK as encrypted PKCS #8 in PEM: PBES2 with AES-256. Metadata such as `kid` has no place in it.
 * @throws KeywellError ERR_OPTION_INVALID, also for an empty password; ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 * @example await writeFile('key.pem', await jwkToEncryptedPkcs8(jwk, { password }), { mode: 0o600, flag: 'wx' })
 */
export async function jwkToEncryptedPkcs8(jwk: Jwk, options: EncryptOptions): Promise<string> {
  const given = knownOptions('options', options, ['password', 'kdf', 'iterations'])
  const password = strongPassword(given.password)
  const kdf = freshKdf(given)
  const lines = encodeBase64Text(await sealedKey(jwk, password, kdf)).match(/.{1,64}/g) ?? []
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n`
}

/** EncryptedPrivateKeyInfo, DER. */
export async function sealedKey(jwk: Jwk, password: Uint8Array, kdf: Kdf): Promise<Uint8Array> {
  const { algorithm, octets } = await seal(writeKey(jwk, { format: 'pkcs8-der' }), password, kdf)
  return sequence(algorithm, octetString(octets))
}

/** The derivation that the options ask for, with a salt of its own. */
export function freshKdf({ kdf, iterations }: Omit<EncryptOptions, 'password'>): Kdf {
  const kind = optional(oneOf('pbkdf2', 'scrypt'), 'kdf', kdf) ?? 'pbkdf2'
  const count = optional(wholeNumberWithin(MIN_ITERATIONS, MAX_ITERATIONS), 'iterations', iterations)
  const salt = crypto.getRandomValues(new Uint8Array(16))
  if (kind === 'scrypt') return { kind, salt, cost: SCRYPT_COST }
  return { kind, salt, iterations: count ?? MIN_ITERATIONS, hash: 'SHA-256' }
}
