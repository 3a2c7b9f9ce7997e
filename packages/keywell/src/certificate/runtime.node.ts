/** `#certificates` for Node. */
import tls from 'node:tls'
import type { CertificateRuntime } from './runtime.ts'

/** `tls.getCACertificates` came with Node 22.15 and 23.10; elsewhere there is no way to ask. */
function systemAnchors(): readonly string[] | undefined {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') return undefined
  return tls.getCACertificates('system')
}

export const runtime: CertificateRuntime = Object.freeze({ systemAnchors })
