/** Finds out what an input is, and the keys in it. Guesses from content alone. */
import { bytes } from '#bytes'
import { kindOf } from '../../errors/index.ts'
import { decodeBase64Text } from '../base64-text.ts'
import { jwkInvalid } from '../problems.ts'
import { coseKeys } from './cose-read.ts'
import { isOpensshLine, opensshLines } from './openssh-public.ts'
import { MAX_INPUT_OCTETS, type RawKey } from './raw-key.ts'
import { guessedDerKey } from './read-der.ts'
import { jsonKeys } from './read-json.ts'
import { pemKeys } from './read-pem.ts'
import { refusal, type RefusalName } from './refusals.ts'

/** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function findKeys(input: unknown): readonly RawKey[] {
  if (typeof input !== 'string' && !(input instanceof Uint8Array))
    throw jwkInvalid(undefined, `a key must be text or octets, got ${kindOf(input)}`)
  if (input.length > MAX_INPUT_OCTETS) throw jwkInvalid(undefined, 'the input is too long for keys')
  // A copy: what is read lazily must not change in between.
  return typeof input === 'string' ? inText(input) : inOctets(new Uint8Array(input))
}

const SEQUENCE = 0x30
/** The first octets of a Java key store, JKS and JCEKS. */
const KEYSTORES: readonly number[] = [0xfeedfeed, 0xcececece]

function inOctets(octets: Uint8Array): readonly RawKey[] {
  if (octets.length === 0) throw jwkInvalid(undefined, 'the input is empty')
  const text = bytes.decodeUtf8(octets)
  if (text !== undefined && !hasControls(text)) return inText(text)
  const binary = inBinary(octets, 'der')
  if (binary !== undefined) return binary
  throw jwkInvalid(undefined, 'these octets are neither text nor DER nor CBOR')
}

function inBinary(octets: Uint8Array, encoding: 'der' | 'base64'): readonly RawKey[] | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = octets
  if (first === SEQUENCE) return [guessedDerKey(octets, encoding)]
  if (KEYSTORES.includes(((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0)) throw refusal('keystore')
  // RFC 8949 §3: the first three bits say array (4) or map (5).
  const isCbor = first >> 5 === 4 || first >> 5 === 5
  return isCbor ? coseKeys(octets, encoding === 'der' ? 'cose' : 'cose-base64') : undefined
}

/** Octets that no text has, line ends and tabs aside. */
const hasControls = (text: string): boolean => /\p{Cc}/u.test(text.replaceAll(/[\t\n\v\f\r]/g, ''))

/** Known by how they begin. */
const BEGINNINGS: readonly (readonly [string, RefusalName])[] = [
  ['---- BEGIN SSH2', 'ssh2'],
  ['PuTTY-User-Key-File', 'putty'],
  ['<', 'html'],
]

function inText(input: string): readonly RawKey[] {
  const text = input.replace(/^\uFEFF/, '').trim()
  if (text === '') throw jwkInvalid(undefined, 'the input is empty')
  if (text.startsWith('{') || text.startsWith('[')) return jsonKeys(text)
  const beginning = BEGINNINGS.find(([start]) => text.startsWith(start))
  if (beginning !== undefined) throw refusal(beginning[1])
  const lines = text.replaceAll(/(?:\\r)?\\n/g, '\n')
  if (lines.includes('-----BEGIN ')) return pemKeys(lines)
  if (isOpensshLine(text)) return opensshLines(text)
  if (/^[\w-]+(?:\.[\w-]*){2}$/.test(text)) throw refusal('token')
  if (/^[\w-]+(?:\.[\w-]*){4}$/.test(text)) throw refusal('encryptedJwk')
  const octets = decodeBase64Text(text)
  const found = octets === undefined ? undefined : (inBinary(octets, 'base64') ?? inPackedText(octets))
  if (found !== undefined) return found
  throw jwkInvalid(undefined, 'this is no key in any known form: not PEM, JSON, OpenSSH or base64 of DER')
}

/** A text file put through base64 to fit into a variable: PEM or JSON, once and not again. */
function inPackedText(octets: Uint8Array): readonly RawKey[] | undefined {
  const text = bytes.decodeUtf8(octets)?.trim() ?? ''
  if (text.startsWith('-----BEGIN ')) return pemKeys(text)
  return text.startsWith('{') ? jsonKeys(text) : undefined
}
