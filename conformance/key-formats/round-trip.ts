/** One cell of the table: a key written in a format, read back, and seen by a program that is not ours. */
import { createPublicKey } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { isKeywellError } from 'keywell'
import { publicJwk, readKey, type WritableKeyFormat, writeKey, type Jwk } from 'keywell/jwk'
import { secondReader } from './second-reader.ts'
import { opensslDer, type Specimen } from './specimens.ts'

/**
 * - `exact`: the octets that OpenSSL writes for this key, and they come back
 * - `equal`: the same key by every number, in octets that OpenSSL does not write or spells otherwise
 * - `–`: the format is not defined for the key
 */
export type Cell = 'exact' | 'equal' | '–' | `WRONG: ${string}`

export async function roundTrip(specimen: Specimen, format: WritableKeyFormat): Promise<Cell> {
  let written: string | Uint8Array
  try {
    written = writeKey(specimen.jwk, { format })
  } catch (error) {
    if (isKeywellError(error, 'ERR_KEY_UNSUPPORTED')) return '–'
    return `WRONG: ${String(error)}`
  }
  try {
    return await judged(specimen, format, written)
  } catch (error) {
    return `WRONG: ${String(error)}`
  }
}

async function judged(specimen: Specimen, format: WritableKeyFormat, written: string | Uint8Array): Promise<Cell> {
  const back = await readKey(written, { format })
  const expected = back.isPrivate ? specimen.jwk : publicJwk(specimen.jwk)
  if (!isSame(back.jwk, expected)) return 'WRONG: another key came back'
  if (specimen.key.type === 'secret') return 'equal'
  const seen = await secondReader(specimen, format, written)
  const known = createPublicKey(specimen.key).export({ format: 'der', type: 'spki' })
  if (!seen.equals(known)) return 'WRONG: another program sees another key'
  return isSpelledSo(specimen, format, written) ? 'exact' : 'equal'
}

const isSame = (one: Jwk, other: Jwk): boolean => isDeepStrictEqual({ ...one }, { ...other })

function isSpelledSo({ key }: Specimen, format: WritableKeyFormat, written: string | Uint8Array): boolean {
  const der = opensslDer(key, format)
  if (der === undefined) return false
  if (!format.endsWith('-pem')) {
    const text = format.endsWith('-base64') ? Buffer.from(String(written), 'base64') : Buffer.from(written)
    return text.equals(der)
  }
  return String(written) === pemLike(String(written), der)
}

/** The armour of OpenSSL: 64 characters to a line (RFC 7468 §3). */
function pemLike(written: string, der: Buffer): string {
  const [begin = ''] = written.split('\n')
  const body = der.toString('base64').replaceAll(/(.{64})(?=.)/g, '$1\n')
  return `${begin}\n${body}\n${begin.replace('BEGIN', 'END')}\n`
}
