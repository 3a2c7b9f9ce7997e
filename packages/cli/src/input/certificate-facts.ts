/** What a certificate says, for people; nothing here says that it can be trusted. */
import { createHash, type X509Certificate } from 'node:crypto'

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  /** Epoch milliseconds. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly isAuthority: boolean
  /** Whether its key usage allows signatures beside those of certificates; without one everything is allowed. */
  readonly signs: boolean
  /** The hash under its signature where that is broken, such as `SHA-1`. */
  readonly brokenHash: string | undefined
  /** As `x5t` and `x5t#S256` have them (RFC 7517 §4.8, §4.9). */
  readonly x5t: string
  readonly x5tS256: string
}

/** OIDs of signatures with hashes that collisions are known of, in DER (RFC 3279 §2.2.1, §2.2.3). */
const BROKEN: readonly (readonly [string, string])[] = [
  ['06092a864886f70d010104', 'MD5'],
  ['06092a864886f70d010105', 'SHA-1'],
  ['06072a8648ce3d0401', 'SHA-1'],
]

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const { raw, ca, serialNumber, subject, issuer, validFrom, validTo } = certificate
  const der = raw.toString('hex')
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    serial: serialNumber.toLowerCase(),
    notBeforeMs: Date.parse(validFrom),
    notAfterMs: Date.parse(validTo),
    isAuthority: ca,
    signs: allowsSignatures(der),
    brokenHash: BROKEN.find(([oid]) => der.includes(oid))?.[1],
    x5t: createHash('sha1').update(raw).digest('base64url'),
    x5tS256: createHash('sha256').update(raw).digest('base64url'),
  }
}

/** The extension keyUsage (RFC 5280 §4.2.1.3): its OID, perhaps `critical`, and the bits in an octet string. */
const KEY_USAGE = /0603551d0f(?:0101ff)?04(?:04|05)03(?:02|03)..(..)/
/** digitalSignature and contentCommitment. */
const SIGNATURES = 0xc0

function allowsSignatures(der: string): boolean {
  const [, bits] = KEY_USAGE.exec(der) ?? []
  return bits === undefined || (Number.parseInt(bits, 16) & SIGNATURES) !== 0
}

/** Node puts each part of a name on a line of its own; a certificate without a subject has none. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ')
