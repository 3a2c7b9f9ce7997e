/** The key types of OpenSSH that JOSE can use, and the public key of each on the wire (RFC 4253 §6.6, 5656 §3.1, 8709 §4). */
import { clip } from '../../errors/index.ts'
import { decodeBase64url, encodeBase64url } from '../../jose/base64url.ts'
import { DerProblem } from '../der.ts'
import type { Jwk } from '../jwk.ts'
import { requiredText } from '../members.ts'
import { ecPublic } from '../spki.ts'
import { concat } from './der-write.ts'
import { noPlace } from './refusals.ts'
import { type SshReader, sshNumber, sshOctets, sshReader, sshText } from './ssh-wire.ts'

/** OpenSSH's names of curves. */
const CURVES: ReadonlyMap<string, string> = new Map([
  ['nistp256', 'P-256'],
  ['nistp384', 'P-384'],
  ['nistp521', 'P-521'],
])
const ECDSA = 'ecdsa-sha2-'

/** @throws KeywellError ERR_KEY_UNSUPPORTED for what JOSE has no signature algorithm for */
export const unsupportedSshType = (type: string): never => {
  const reason = `keys of OpenSSH type "${clip(type)}" are not supported`
  throw noPlace('unknown', reason, 'use ssh-rsa, ecdsa-sha2-nistp256, -384, -521 or ssh-ed25519')
}

/** A public key blob, which must be of this type. @throws DerProblem, KeywellError ERR_KEY_UNSUPPORTED */
export function readSshBlob(blob: Uint8Array): Jwk {
  const reader = sshReader(blob)
  const jwk = readSshPublic(reader.text(), reader)
  if (reader.rest().length > 0) throw new DerProblem('something follows the key')
  return jwk
}

function readSshPublic(type: string, reader: SshReader): Jwk {
  if (type === 'ssh-rsa') {
    const e = encodeBase64url(reader.number())
    return { kty: 'RSA', n: encodeBase64url(reader.number()), e }
  }
  if (type === 'ssh-ed25519') return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(reader.octets()) }
  return readSshEcPoint(type, reader)
}

/** The curve's name and the point, as public and private keys both have them. */
export function readSshEcPoint(type: string, reader: SshReader): Jwk {
  const name = type.startsWith(ECDSA) ? type.slice(ECDSA.length) : ''
  const crv = CURVES.get(name)
  if (crv === undefined) return unsupportedSshType(type)
  if (reader.text() !== name) throw new DerProblem('a curve other than that of the type')
  return ecPublic(reader.octets(), crv)
}

/** @throws KeywellError ERR_KEY_UNSUPPORTED for a key that OpenSSH has no type for */
export function sshType(jwk: Jwk): string {
  if (jwk.kty === 'RSA') return 'ssh-rsa'
  const crv = jwk['crv']
  if (crv === 'Ed25519') return 'ssh-ed25519'
  const [name] = [...CURVES].find(([, curve]) => jwk.kty === 'EC' && curve === crv) ?? []
  if (name !== undefined) return `${ECDSA}${name}`
  throw noPlace(jwk.kty, 'this key has no type in OpenSSH', 'use spki or pkcs8 instead')
}

export function writeSshBlob(jwk: Jwk): Uint8Array {
  const type = sshType(jwk)
  if (jwk.kty === 'RSA') return concat(sshText(type), sshNumber(member(jwk, 'e')), sshNumber(member(jwk, 'n')))
  if (jwk.kty === 'OKP') return concat(sshText(type), sshOctets(member(jwk, 'x')))
  return concat(sshText(type), writeSshEcPoint(jwk))
}

export const writeSshEcPoint = (jwk: Jwk): Uint8Array =>
  concat(
    sshText(sshType(jwk).slice(ECDSA.length)),
    sshOctets(concat(Uint8Array.of(0x04), member(jwk, 'x'), member(jwk, 'y'))),
  )

/** Octets of a canonical member. */
export const member = (jwk: Jwk, name: string): Uint8Array =>
  decodeBase64url(requiredText(jwk, name)) ?? new Uint8Array()
