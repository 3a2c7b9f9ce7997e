/** The single keys in an input, apart, so that one bad key of a bundle hides none of the others. Reads none of them. */
import { Failure } from '../failure.ts'
import { base64Octets, derShape } from './der-shape.ts'
import { isObject } from './json.ts'

export type PieceKind = 'plain' | 'pkcs12' | 'encrypted-pkcs8' | 'jwe'

export interface Piece {
  readonly kind: PieceKind
  readonly content: string | Uint8Array
}

export interface Pieces {
  readonly pieces: readonly Piece[]
  /** Whether the input was a JWK Set. */
  readonly isSet: boolean
}

/** A set or a bundle with more is none that people look at; the library takes as many from a set. */
const MAX_PIECES = 256

export function keyPieces(octets: Uint8Array): Pieces {
  const text = textOf(octets)
  const found = text === undefined ? { pieces: [binary(octets)], isSet: false } : inText(text)
  if (found.pieces.length <= MAX_PIECES) return found
  throw new Failure('unparseable', `there are more than ${MAX_PIECES} keys in the input`)
}

/** The text, without a byte order mark; nothing where the octets are none. */
export function textOf(octets: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    // oxlint-disable-next-line no-control-regex -- what no text has
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

const plain = (content: string | Uint8Array): Piece => ({ kind: 'plain', content })
const binary = (content: Uint8Array): Piece => ({ kind: derShape(content) ?? 'plain', content })

function inText(input: string): Pieces {
  const text = input.trim()
  if (text === '') throw new Failure('unparseable', 'there is no key: the input is empty')
  if (text.startsWith('<')) throw new Failure('unparseable', 'this is HTML or XML, not a key')
  if (text.startsWith('{')) return inJson(text)
  const lines = text.replaceAll(/(?:\\r)?\\n/g, '\n')
  if (lines.includes('-----BEGIN ')) return { pieces: pemPieces(lines), isSet: false }
  if (/^[\w-]+(?:\.[\w-]*){4}$/.test(text)) return { pieces: [{ kind: 'jwe', content: text }], isSet: false }
  const octets = base64Octets(text)
  const shape = octets === undefined ? undefined : derShape(octets)
  const piece: Piece = octets === undefined || shape === undefined ? plain(text) : { kind: shape, content: octets }
  return { pieces: [piece], isSet: false }
}

function inJson(text: string): Pieces {
  const document = parsed(text)
  const keys = isObject(document) && document['kty'] === undefined ? document['keys'] : undefined
  if (!Array.isArray(keys)) return { pieces: [plain(text)], isSet: false }
  // One by one through JSON again: the text as a whole is for the library to judge.
  return { pieces: keys.map((key: unknown) => plain(JSON.stringify(key) ?? 'null')), isSet: true }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const BLOCK = /-----BEGIN ([A-Z0-9. ]{1,64})-----[^]*?-----END \1-----/g

/** OpenSSL writes the curve's name before the key: parameters alone are no key, and beside one they say nothing new. */
function pemPieces(text: string): readonly Piece[] {
  const blocks = [...text.matchAll(BLOCK)].filter(([, label = '']) => !label.endsWith(' PARAMETERS'))
  if (blocks.length === 0) return [plain(text)]
  return blocks.map(([block, label]): Piece => ({
    kind: label === 'ENCRYPTED PRIVATE KEY' ? 'encrypted-pkcs8' : 'plain',
    content: block,
  }))
}
