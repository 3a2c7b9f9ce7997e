/** The `anchors` option: certificates that were given, or the system's. */
import { runtime } from '#certificates'
import { optionInvalid } from '../errors/index.ts'
import { readAnchors, readSystemAnchors } from './input.ts'
import type { X509 } from './x509.ts'

/** Read once: some hundred certificates, which change with the operating system. */
let system: readonly X509[] | undefined

/** @throws KeywellError ERR_OPTION_INVALID, ERR_CERTIFICATE_INVALID */
export function anchorsOption(value: unknown): readonly X509[] {
  if (value !== 'system') return readAnchors(value)
  system ??= systemAnchors()
  return system
}

function systemAnchors(): readonly X509[] {
  const pems = runtime.systemAnchors()
  if (pems !== undefined && pems.length > 0) return readSystemAnchors(pems)
  const hint = "give certificates instead, such as node:tls's rootCertificates"
  throw optionInvalid('anchors', 'certificates: this runtime gives no system store', 'system', { hint })
}
