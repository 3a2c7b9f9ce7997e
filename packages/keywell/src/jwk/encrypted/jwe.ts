/** A private JWK under a password, as a JWE in compact form (RFC 7517 §7): written safely, read within bounds. */
import { bytes } from '#bytes'
import { knownOptions, oneOf, optional, wholeNumberWithin } from '../../errors/index.ts'
import { encodeBase64url } from '../../jose/base64url.ts'
import { readKey } from '../convert/read-key.ts'
import { writeKey } from '../convert/write-key.ts'
import { type Jwk, secretMembers } from '../jwk.ts'
import { jwkInvalid } from '../problems.ts'
import { encryptionFacts, open, seal } from './content.ts'
import { type KeyJwe, readKeyJwe } from './jwe-header.ts'
import {
  MAX_ITERATIONS,
  MAX_USUAL_ITERATIONS,
  MIN_WRITTEN_ITERATIONS,
  passwordOctets,
  type Pbes2Algorithm,
  wrappingKey,
} from './pbes2.ts'

export interface EncryptJwkOptions {
  /** How the password becomes a key; `PBES2-HS512+A256KW` unless given. The one with A192KW is only read. */
  readonly alg?: Exclude<Pbes2Algorithm, 'PBES2-HS384+A192KW'>
  /** Rounds of PBKDF2: 600,000 (default) to 10,000,000. Above 2,000,000 readers must allow it. */
  readonly iterations?: number
}

/**
 * Encrypts a private JWK under a password, with all its members: a JWE in compact form, PBES2 and A256GCM.
 * @param password - text, which counts as UTF-8, or octets; not empty, at most 4096 bytes
 * @throws KeywellError ERR_JWK_INVALID, also for a public key; ERR_OPTION_INVALID
 * @example await writeFile('key.jwe', await encryptJwk(privateJwk, password), { mode: 0o600, flag: 'wx' })
 */
export async function encryptJwk(
  privateJwk: Jwk,
  password: string | Uint8Array,
  options: EncryptJwkOptions = {},
): Promise<string> {
  const given = knownOptions('options', options, ['alg', 'iterations'])
  const alg = optional(oneOf('PBES2-HS256+A128KW', 'PBES2-HS512+A256KW'), 'alg', given.alg) ?? 'PBES2-HS512+A256KW'
  const range = wholeNumberWithin(MIN_WRITTEN_ITERATIONS, MAX_ITERATIONS)
  const iterations = optional(range, 'iterations', given.iterations) ?? MIN_WRITTEN_ITERATIONS
  const secret = passwordOctets(password)
  const plain = new Uint8Array(bytes.encodeUtf8(privateText(privateJwk)))
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const p2s = encodeBase64url(salt)
  const header = encodeText(JSON.stringify({ alg, enc: 'A256GCM', cty: 'jwk+json', p2s, p2c: iterations }))
  const { key, iv, ciphertext, tag } = await seal(plain, new Uint8Array(bytes.encodeUtf8(header)))
  const wrapper = await wrappingKey(secret, { alg, salt, iterations })
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', key, wrapper, 'AES-KW'))
  return [header, ...[wrapped, iv, ciphertext, tag].map(encodeBase64url)].join('.')
}

const encodeText = (text: string): string => encodeBase64url(bytes.encodeUtf8(text))

/** The key is checked before it is hidden where nobody sees what is wrong with it. */
function privateText(jwk: Jwk): string {
  const text = writeKey(jwk, { format: 'jwk' })
  if (secretMembers(jwk).length > 0) return JSON.stringify(JSON.parse(text))
  throw jwkInvalid(undefined, 'this key is public: there is nothing to encrypt')
}

export interface DecryptJwkOptions {
  /** The most rounds of PBKDF2 that a file may ask for: 2,000,000 (default) to 10,000,000, some seconds of work. */
  readonly maxIterations?: number
}

/**
 * The JWK inside a JWE that `encryptJwk` or another tool made under a password. Reads PBES2 with AES-GCM and with
 * AES-CBC and HMAC; the key is checked as by `readKey`.
 * @throws KeywellError ERR_JWK_INVALID, also for a wrong password; ERR_KEY_UNSUPPORTED for another kind of JWE, and for
 * more rounds than are allowed; ERR_OPTION_INVALID
 * @example const jwk = await decryptJwk(await readFile('key.jwe', 'utf8'), password)
 */
export async function decryptJwk(
  jwe: string,
  password: string | Uint8Array,
  options: DecryptJwkOptions = {},
): Promise<Jwk> {
  const { maxIterations } = knownOptions('options', options, ['maxIterations'])
  const range = wholeNumberWithin(MIN_WRITTEN_ITERATIONS, MAX_ITERATIONS)
  const max = optional(range, 'maxIterations', maxIterations) ?? MAX_USUAL_ITERATIONS
  const secret = passwordOctets(password)
  const plain = await opened(readKeyJwe(jwe, max), secret)
  const text = plain === undefined ? undefined : bytes.decodeUtf8(new Uint8Array(plain))
  if (text === undefined) throw jwkInvalid(undefined, 'the password is wrong, or the encrypted key was changed')
  return (await readKey(text, { format: 'jwk' })).jwk
}

/** One answer for a wrong password and for changed content, as nobody can tell them apart. */
async function opened(jwe: KeyJwe, password: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> {
  const facts = encryptionFacts(jwe.enc)
  if (facts === undefined) return undefined
  const wrapper = await wrappingKey(password, jwe.derivation)
  try {
    // Octets, since the content key of AES-CBC with HMAC is two keys: unwrapped as an HMAC key it may have any size.
    const asHmac = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.unwrapKey('raw', jwe.wrapped, wrapper, 'AES-KW', asHmac, true, ['sign'])
    const cek = new Uint8Array(await crypto.subtle.exportKey('raw', key))
    return await open(cek, jwe, jwe.aad, facts)
  } catch {
    return undefined
  }
}
