/** `readKey` and `readKeys`: a key in whatever form one has it → JWK. */
import { knownOptions, oneOf, optional } from '../../errors/index.ts'
import { jwkInvalid } from '../problems.ts'
import { checkedKey } from './checked-key.ts'
import { findKeys } from './find-keys.ts'
import { KEY_FORMATS, type KeyFormat } from './key-format.ts'
import type { RawKey } from './raw-key.ts'
import { type ReadKey, readResult } from './read-result.ts'

export interface ReadKeyOptions {
  /** The one format to accept; without it, any that is recognised. */
  readonly format?: KeyFormat
}

/**
 * Reads the first key of an input: PEM, DER, OpenSSH, X.509, JWK, JWK Set, COSE key, or base64 of DER on one line.
 * PEM may have its line breaks spelled `\n`. The key is checked: its size, its point, and that the private and the
 * public part belong together; a missing public part is derived. Of a certificate only the key is read: no chain, no
 * dates. Encrypted keys need a password: see `keywell/certificates`.
 * @param input - text, or the octets of a file; at most 1 MiB
 * @throws KeywellError ERR_JWK_INVALID for what is no good key; ERR_KEY_UNSUPPORTED for what is well formed and cannot
 * be read here: the hint says what to do; ERR_OPTION_INVALID
 * @example const { jwk, format, isPrivate } = await readKey(process.env.SIGNING_KEY ?? '')
 */
export async function readKey(input: string | Uint8Array, options: ReadKeyOptions = {}): Promise<ReadKey> {
  const [first] = wanted(input, options)
  if (first === undefined) throw jwkInvalid(undefined, 'there is no key in the input')
  return finish(first)
}

/**
 * Reads every key of an input: the blocks of a PEM file, the lines of an authorized_keys file, the members of a set.
 * One bad key refuses the whole input; to take a published set with its flaws use `parseJwks`.
 * @throws KeywellError as `readKey` does
 * @example const keys = await readKeys(await readFile('bundle.pem'))
 */
export async function readKeys(input: string | Uint8Array, options: ReadKeyOptions = {}): Promise<readonly ReadKey[]> {
  const keys: ReadKey[] = []
  for (const raw of wanted(input, options)) keys.push(await finish(raw))
  return Object.freeze(keys)
}

function wanted(input: string | Uint8Array, options: ReadKeyOptions): readonly RawKey[] {
  const given = knownOptions('options', options, ['format'])
  const format = optional(oneOf(...KEY_FORMATS), 'format', given.format)
  const found = findKeys(input)
  const other = found.find((raw) => format !== undefined && raw.format !== format)
  if (other === undefined) return found
  throw jwkInvalid(undefined, `the input is ${other.format}, not ${format}`)
}

async function finish(raw: RawKey): Promise<ReadKey> {
  const { jwk, comment } = raw.read()
  return readResult(await checkedKey(jwk), raw.format, comment)
}
