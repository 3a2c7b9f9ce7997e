/** Keys of files in every form that people keep them in, with their certificates. Asks for a password where one is needed. */
import { X509Certificate } from 'node:crypto'
import { isKeywellError, type KeywellError } from 'keywell'
import { decryptJwk, type Jwk, type KeyFormat, readKeys } from 'keywell/jwk'
import type { Arguments } from '../arguments.ts'
import type { Io } from '../command.ts'
import { keyPieces, type Piece, type PieceKind } from './key-pieces.ts'
import { lazyPassword } from './password.ts'

export type FoundFormat = KeyFormat | Exclude<PieceKind, 'plain'>

/** A key that was read. What holds a secret here came from the library, and prints without it. */
export interface FoundKey {
  readonly jwk: Jwk
  readonly format: FoundFormat
  readonly isPrivate: boolean
  readonly comment: string | undefined
  /** The key's own: the file was a certificate, or the JWK brought it along as `x5c`. */
  readonly certificate: X509Certificate | undefined
}

/** One that could not be read, beside others that could. */
export interface BadKey {
  readonly error: KeywellError
}

export interface KeyFile {
  readonly keys: readonly (FoundKey | BadKey)[]
  readonly isSet: boolean
}

export const isBad = (key: FoundKey | BadKey): key is BadKey => 'error' in key

/** Every key of the input at `place`. */
export async function keyFile(place: string, args: Arguments, io: Io): Promise<KeyFile> {
  return await keysIn(await io.readOctets(place), lazyPassword(args, io))
}

/** @param password - asked for only where something is encrypted */
export async function keysIn(octets: Uint8Array, password: () => Promise<string>): Promise<KeyFile> {
  const { pieces, isSet } = keyPieces(octets)
  const keys: (FoundKey | BadKey)[] = []
  for (const piece of pieces) keys.push(...(await readPiece(piece, password)))
  return { keys, isSet }
}

async function readPiece(piece: Piece, password: () => Promise<string>): Promise<readonly (FoundKey | BadKey)[]> {
  try {
    return piece.kind === 'plain' ? await readPlain(piece.content) : [await readSecret(piece, await password())]
  } catch (error) {
    if (isKeywellError(error)) return [{ error }]
    throw error
  }
}

async function readPlain(content: string | Uint8Array): Promise<readonly FoundKey[]> {
  const keys = await readKeys(content)
  return keys.map(({ jwk, format, isPrivate, comment }) => ({
    jwk,
    format,
    isPrivate,
    comment,
    certificate: certificateOf(jwk, format.startsWith('certificate-') ? content : undefined),
  }))
}

async function readSecret({ kind, content }: Piece, password: string): Promise<FoundKey> {
  const format = kind === 'plain' ? 'jwk' : kind
  const jwk =
    kind === 'jwe' ? await decryptJwk(String(content), password) : await readEncrypted(kind, content, password)
  return { jwk, format, isPrivate: true, comment: undefined, certificate: certificateOf(jwk) }
}

/** Loaded when it is needed: it brings a library along. */
async function readEncrypted(kind: PieceKind, content: string | Uint8Array, password: string): Promise<Jwk> {
  const { jwkFromEncryptedPkcs8, jwkFromPkcs12 } = await import('keywell/certificates')
  return await (kind === 'pkcs12' ? jwkFromPkcs12 : jwkFromEncryptedPkcs8)(content, { password })
}

/** Node reads what is said in it; whether to trust it is another question. */
function certificateOf(jwk: Jwk, content?: string | Uint8Array): X509Certificate | undefined {
  const chain: readonly unknown[] = Array.isArray(jwk['x5c']) ? jwk['x5c'] : []
  const [own] = chain
  const source = content ?? (typeof own === 'string' ? Buffer.from(own, 'base64') : undefined)
  if (source === undefined) return undefined
  const isBare = typeof source === 'string' && !source.includes('-----')
  try {
    return new X509Certificate(isBare ? Buffer.from(source, 'base64') : source)
  } catch {
    return undefined
  }
}
