/** What is told of a certificate of the path: provenance, for logs and for people. */
import { encodeBase64Text } from '../jwk/base64-text.ts'
import type { X509 } from './x509.ts'

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal. */
  readonly serial: string
  /** NumericDate. */
  readonly notBefore: number
  readonly notAfter: number
  /** Names of keyUsage; `undefined` where the certificate has none, which allows all. */
  readonly keyUsage: readonly string[] | undefined
  /** OIDs of extendedKeyUsage. */
  readonly purposes: readonly string[] | undefined
  /** The certificate itself, as `x5c` has it. */
  readonly base64: string
}

export const certificateFacts = (one: X509): CertificateFacts =>
  Object.freeze({
    subject: one.subject.text,
    issuer: one.issuer.text,
    serial: one.serial,
    notBefore: one.notBeforeMs / 1000,
    notAfter: one.notAfterMs / 1000,
    keyUsage: one.extensions.keyUsage && Object.freeze([...one.extensions.keyUsage]),
    purposes: one.extensions.purposes && Object.freeze(one.extensions.purposes.map(({ text }) => text)),
    base64: encodeBase64Text(one.der),
  })
