/** A key in the form that was asked for by name: the library's formats, short names for the usual ones, passwords. */
import { encryptJwk, type Jwk, writeKey, type WritableKeyFormat, KEY_FORMATS } from 'keywell/jwk'
import { usage } from '../failure.ts'

export interface Written {
  readonly text: string
  /** For formats that are no text. */
  readonly octets?: Uint8Array
}

/** Under a password, and so fit for a place that others may read. */
const ENCRYPTED = ['jwe', 'encrypted-pem'] as const
/** Names that mean one format for private keys and another one for public ones. */
const SHORT = ['pem', 'der', 'openssh'] as const

type Encrypted = (typeof ENCRYPTED)[number]
type Short = (typeof SHORT)[number]
export type FormatName = WritableKeyFormat | Encrypted | Short

export type NewFormat = 'jwk' | 'pem' | Encrypted

export const NEW_FORMATS: readonly NewFormat[] = ['jwk', 'pem', ...ENCRYPTED]

const isLong = (name: string): name is WritableKeyFormat => !name.startsWith('certificate-')

export const CONVERT_FORMATS: readonly FormatName[] = [...SHORT, ...ENCRYPTED, ...KEY_FORMATS.filter(isLong)]

export const isWritable = <F extends FormatName>(name: string, formats: readonly F[]): name is F =>
  formats.some((format) => format === name)

export const isEncrypted = (name: FormatName): name is Encrypted => ENCRYPTED.some((format) => format === name)

/** Formats that hold the public part alone, whatever key is given. */
const PUBLIC_ONLY = /^(spki-|openssh-public)/

/** Whether what is written holds a secret in the open. */
export const isExposed = (name: FormatName, isPrivate: boolean): boolean =>
  isPrivate && !isEncrypted(name) && !PUBLIC_ONLY.test(name)

const SHORT_NAMES: Readonly<Record<Short, readonly [WritableKeyFormat, WritableKeyFormat]>> = {
  pem: ['pkcs8-pem', 'spki-pem'],
  der: ['pkcs8-der', 'spki-der'],
  openssh: ['openssh-private', 'openssh-public'],
}

const isShort = (name: FormatName): name is Short => SHORT.some((format) => format === name)

/** The library's name of what a short name means for a key. */
function longName(name: WritableKeyFormat | Short, isPrivate: boolean): WritableKeyFormat {
  return isShort(name) ? SHORT_NAMES[name][isPrivate ? 0 : 1] : name
}

/** @param password - asked for only where the format has one */
export async function writtenKey(
  jwk: Jwk,
  name: FormatName,
  password: () => Promise<string>,
  isPrivate = true,
): Promise<Written> {
  if (isEncrypted(name)) return { text: await encrypted(jwk, name, password, isPrivate) }
  const made = writeKey(jwk, { format: longName(name, isPrivate) })
  return typeof made === 'string' ? { text: made } : { text: '', octets: made }
}

async function encrypted(
  jwk: Jwk,
  name: Encrypted,
  password: () => Promise<string>,
  isPrivate: boolean,
): Promise<string> {
  if (!isPrivate) throw usage(`--to ${name} is for private keys, and this one is public`, 'use --to pem or --to jwk')
  if (name === 'jwe') return `${await encryptJwk(jwk, await password())}\n`
  const { jwkToEncryptedPkcs8 } = await import('keywell/certificates')
  return await jwkToEncryptedPkcs8(jwk, { password: await password() })
}
