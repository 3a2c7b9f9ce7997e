/** The header of a JWE that keeps a key under a password, read strictly: every bound is checked before any work. */
import { bytes } from '#bytes'
import { quote } from '../../errors/index.ts'
import { KeywellError } from '../../errors/index.ts'
import { decodeBase64url } from '../../jose/base64url.ts'
import { isJsonObject, readJson } from '../../jose/json.ts'
import { jwkInvalid } from '../problems.ts'
import { encryptionFacts, type Sealed } from './content.ts'
import { type Derivation, MAX_ITERATIONS, MIN_READ_ITERATIONS, type Pbes2Algorithm, pbes2Facts } from './pbes2.ts'

export interface KeyJwe extends Sealed {
  readonly derivation: Derivation
  readonly enc: string
  readonly wrapped: Uint8Array<ArrayBuffer>
  /** The first segment as received, which is authenticated. */
  readonly aad: Uint8Array<ArrayBuffer>
}

/** Room for every private key many times over. */
const MAX_TEXT = 128 * 1024

/** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function readKeyJwe(input: unknown, maxIterations: number): KeyJwe {
  if (typeof input !== 'string') throw jwkInvalid(undefined, 'an encrypted key must be a string: a JWE in compact form')
  if (input.length > MAX_TEXT) throw jwkInvalid(undefined, 'the input is too long for an encrypted key')
  const segments = input.trim().split('.', 6)
  const [header = '', ...rest] = segments
  if (segments.length !== 5)
    throw jwkInvalid(undefined, `a JWE in compact form has 5 parts, this has ${segments.length}`)
  const members = readHeader(segmentOctets(header))
  const enc = supportedEncryption(members['enc'])
  const derivation = readDerivation(members, maxIterations)
  const [wrapped, iv, ciphertext, tag] = [0, 1, 2, 3].map((place) => segmentOctets(rest[place] ?? ''))
  return sized({ derivation, enc, wrapped, iv, ciphertext, tag, aad: new Uint8Array(bytes.encodeUtf8(header)) })
}

type Parts = { readonly [K in keyof KeyJwe]: KeyJwe[K] | undefined }

/** Sizes are known beforehand (RFC 7518 §4.4, §5): anything else never reaches a crypto call. */
function sized({ derivation, enc, wrapped, iv, ciphertext, tag, aad }: Parts): KeyJwe {
  const facts = encryptionFacts(enc ?? '')
  const isWhole =
    derivation &&
    enc &&
    aad &&
    ciphertext &&
    facts &&
    wrapped?.length === facts.keyOctets + 8 &&
    iv?.length === facts.ivOctets &&
    tag?.length === facts.tagOctets
  if (!isWhole) throw jwkInvalid(undefined, 'the parts of the JWE do not have the sizes that its "enc" demands')
  return { derivation, enc, wrapped, iv, ciphertext, tag, aad }
}

function segmentOctets(segment: string): Uint8Array<ArrayBuffer> {
  const octets = decodeBase64url(segment)
  if (octets === undefined) throw jwkInvalid(undefined, 'a part of the JWE is no base64url')
  return new Uint8Array(octets)
}

type Members = Readonly<Record<string, unknown>>

function readHeader(octets: Uint8Array): Members {
  const text = bytes.decodeUtf8(octets)
  const json = text === undefined ? undefined : readJson(text)
  if (json?.ok !== true || !isJsonObject(json.value))
    throw jwkInvalid(undefined, 'the header of the JWE is no JSON object')
  const header = json.value
  const beyond = ['crit', 'zip'].find((member) => Object.hasOwn(header, member))
  if (beyond !== undefined) throw unsupported(`the JWE has "${beyond}", which keys under a password do not need`)
  return header
}

function supportedEncryption(enc: unknown): string {
  if (typeof enc !== 'string') throw jwkInvalid('enc', 'the header of the JWE has no "enc"')
  if (encryptionFacts(enc) !== undefined) return enc
  throw unsupported(`the encryption ${quote(enc)} is not supported here`)
}

const isPbes2 = (alg: string): alg is Pbes2Algorithm => pbes2Facts(alg) !== undefined

function readDerivation(members: Members, maxIterations: number): Derivation {
  const { alg, p2s, p2c } = members
  if (typeof alg !== 'string') throw jwkInvalid('alg', 'the header of the JWE has no "alg"')
  if (!isPbes2(alg)) throw unsupported(`the JWE is not under a password: its alg is ${quote(alg)}`)
  return { alg, salt: readSalt(p2s), iterations: readCount(p2c, maxIterations) }
}

/** RFC 7518 §4.8.1.1: 8 octets or more; beyond 1 KiB nobody has a reason. */
function readSalt(value: unknown): Uint8Array {
  const salt = typeof value === 'string' ? decodeBase64url(value) : undefined
  if (salt !== undefined && salt.length >= 8 && salt.length <= 1024) return salt
  throw jwkInvalid('p2s', '"p2s" must be base64url of 8 to 1024 octets')
}

function readCount(count: unknown, max: number): number {
  if (typeof count !== 'number' || !Number.isInteger(count) || count < MIN_READ_ITERATIONS)
    throw jwkInvalid('p2c', `"p2c" must be a whole number, ${MIN_READ_ITERATIONS} or more`)
  if (count <= max) return count
  const hint = `if the file is yours, allow its count with maxIterations, up to ${MAX_ITERATIONS}`
  throw unsupported(`the JWE asks for more than ${max} iterations`, hint)
}

function unsupported(reason: string, hint?: string): KeywellError {
  return new KeywellError('ERR_KEY_UNSUPPORTED', reason, { kty: 'unknown', reason }, { hint: hint ?? HINT })
}

const HINT = 'keys under a password are JWEs with PBES2 and A256GCM, such as encryptJwk writes'
