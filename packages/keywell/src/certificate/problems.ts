/** What can be wrong with a certificate, as a value first: a search tries other paths before it throws. */
import { clip, KeywellError } from '../errors/index.ts'
import type { X509 } from './x509.ts'

export interface Fault {
  readonly code: 'ERR_CERTIFICATE_INVALID' | 'ERR_CERTIFICATE_UNTRUSTED'
  /** The certificate at fault; `undefined` where the path as a whole is. */
  readonly at: X509 | undefined
  /** Follows the certificate in the message: `has expired`. */
  readonly reason: string
  readonly hint?: string
}

/** The certificate itself is unfit. */
export const unfit = (at: X509, reason: string, hint?: string): Fault => ({
  code: 'ERR_CERTIFICATE_INVALID',
  at,
  reason,
  ...(hint === undefined ? {} : { hint }),
})

/** The certificate is well, and leads to no anchor. */
export const untrusted = (at: X509, reason: string, hint?: string): Fault => ({
  code: 'ERR_CERTIFICATE_UNTRUSTED',
  at,
  reason,
  ...(hint === undefined ? {} : { hint }),
})

/** Room for a common name in a message of one line; the detail has the whole subject. */
const MAX_SHORT = 24

export function faultError({ code, at, reason, hint }: Fault): KeywellError {
  if (at === undefined) return new KeywellError(code, reason, { reason }, { hint })
  const short = clip(at.subject.short)
  const name = short === '' ? '' : ` "${short.length > MAX_SHORT ? `${short.slice(0, MAX_SHORT - 1)}…` : short}"`
  const detail = { reason, certificate: at.label, subject: clip(at.subject.text) }
  return new KeywellError(code, `${at.label}${name} ${reason}`, detail, { hint })
}

/** A certificate that cannot be read at all. */
export const unreadable = (label: string, reason: string, cause?: unknown): KeywellError =>
  new KeywellError('ERR_CERTIFICATE_INVALID', `${label} ${reason}`, { reason, certificate: label }, { cause })
