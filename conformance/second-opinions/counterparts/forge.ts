/** Signs any header and payload at all, by node:crypto alone: neither keywell nor a vendor's library has a part in it. */
import { type KeyObject, sign } from 'node:crypto'
import type { Members } from './read.ts'

export interface Draft {
  readonly header: Members
  readonly payload: Members
  /** RSA signs with RS256, Ed25519 with EdDSA; whatever the header says. */
  readonly privateKey: KeyObject
}

export type Encoding = (octets: Uint8Array) => string

export const base64url: Encoding = (octets) => Buffer.from(octets).toString('base64url')
export const standardBase64: Encoding = (octets) => Buffer.from(octets).toString('base64')

/** `undefined` leaves a member out. */
export function signed({ header, payload, privateKey }: Draft, encode: Encoding = base64url): string {
  const input = `${segment(header, encode)}.${segment(payload, encode)}`
  const hash = privateKey.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return `${input}.${encode(sign(hash, Buffer.from(input), privateKey))}`
}

export const segment = (members: Members, encode: Encoding = base64url): string =>
  encode(Buffer.from(JSON.stringify(members)))
