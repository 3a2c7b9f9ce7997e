/** What an encrypted container in DER is, by its first octets: enough to choose the reader, which then judges it. */

export type DerShape = 'pkcs12' | 'encrypted-pkcs8'

/** After the outer SEQUENCE: INTEGER 3 and a SEQUENCE (RFC 7292 §4, `version` and `authSafe`). */
const PFX = /^02010330/
/** A SEQUENCE that begins with an OID of PKCS #5 or of PKCS #12 (RFC 8018 §A, RFC 7292 §C): 1.2.840.113549.1.5 or .12.1 */
const ENCRYPTED = /^30(?:..|81..|82....)06(?:..)2a864886f70d01(?:05|0c01)/

export function derShape(octets: Uint8Array): DerShape | undefined {
  const head = Buffer.from(octets.subarray(0, 40)).toString('hex')
  // Definite lengths of one to four octets, and the indefinite one that old PKCS #12 files have.
  const content = /^30(?:[0-7].|80|81..|82.{4}|83.{6}|84.{8})(.*)$/.exec(head)?.[1] ?? ''
  if (PFX.test(content)) return 'pkcs12'
  return ENCRYPTED.test(content) ? 'encrypted-pkcs8' : undefined
}

/** Octets of a text that is nothing but base64, on one line or several; nothing otherwise. */
export function base64Octets(text: string): Uint8Array | undefined {
  const compact = text.replaceAll(/\s/g, '')
  const isBase64 = compact.length >= 16 && /^[\w+/-]+={0,2}$/.test(compact)
  return isBase64 ? Buffer.from(compact, 'base64') : undefined
}
