/** `#certificates` where there is WebCrypto only. */
import type { CertificateRuntime } from './runtime.ts'

export const runtime: CertificateRuntime = Object.freeze({ systemAnchors: () => undefined })
