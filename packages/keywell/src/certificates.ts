/** `keywell/certificates`: keys from trusted certificates. Needs one package, `pkijs`, an optional peer. */
export { type CertificateKeysOptions, certificateKeys, type CertifiedKey } from './certificate/certificate-keys.ts'
export type { CertificateFacts } from './certificate/facts.ts'
export type { CertificateInput } from './certificate/input.ts'
export { checkJwkCertificates, jwkWithCertificates, type WithCertificatesOptions } from './certificate/x5-members.ts'
