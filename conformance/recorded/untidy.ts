/** Keys made anew, and the ways in which issuers write such keys down. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'

export type Members = Readonly<Record<string, unknown>>

export interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /** `kty` and the numbers alone. */
  readonly jwk: Members
}

const pair = ({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Pair => ({
  publicKey,
  privateKey,
  jwk: { ...publicKey.export({ format: 'jwk' }) },
})

export const rsa = (modulusLength = 2048): Pair => pair(generateKeyPairSync('rsa', { modulusLength }))
export const ec = (namedCurve = 'P-256'): Pair => pair(generateKeyPairSync('ec', { namedCurve }))
export const ed25519 = (): Pair => pair(generateKeyPairSync('ed25519'))
export const x25519 = (): Pair => pair(generateKeyPairSync('x25519'))

export const spki = ({ publicKey }: Pair): Buffer => publicKey.export({ type: 'spki', format: 'der' })
export const pem = ({ publicKey }: Pair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString()

const octets = (jwk: Members, member: string): Buffer => Buffer.from(String(jwk[member]), 'base64url')

/** As a signed big-endian integer has it whose first bit is set. */
export const withLeadingZero = (jwk: Members, member: string): Members => ({
  ...jwk,
  [member]: Buffer.concat([Buffer.from([0]), octets(jwk, member)]).toString('base64url'),
})

/** base64url, and `=` all the same. */
export const withPadding = (jwk: Members, member: string): Members => {
  const text = String(jwk[member])
  return { ...jwk, [member]: text.padEnd(Math.ceil(text.length / 4) * 4, '=') }
}

/** The alphabet of RFC 4648 §4. */
export const inStandardBase64 = (jwk: Members, member: string): Members => ({
  ...jwk,
  [member]: octets(jwk, member).toString('base64'),
})

/** As documentation shortens it. */
export const elided = (jwk: Members, member: string): Members => {
  const text = String(jwk[member])
  return { ...jwk, [member]: `${text.slice(0, 12)}...${text.slice(-8)}` }
}

/** SHA-1 as Windows shows it, 40 hexadecimal characters, where RFC 7517 §4.8 asks for base64url. */
export const hexThumbprint = (certificate: string): string =>
  createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex').toUpperCase()
