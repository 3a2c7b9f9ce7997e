/** `keywell/certificates`: keys from trusted certificates, which needs `pkijs`, an optional peer; and keys under a password. */
export { type CertificateKeysOptions, certificateKeys, type CertifiedKey } from './certificate/certificate-keys.ts'
export type { CertificateFacts } from './certificate/facts.ts'
export type { CertificateInput } from './certificate/input.ts'
export { checkJwkCertificates, jwkWithCertificates, type WithCertificatesOptions } from './certificate/x5-members.ts'
export {
  type EncryptOptions,
  jwkFromEncryptedPkcs8,
  jwkToEncryptedPkcs8,
  type PasswordOptions,
} from './certificate/encrypted/pkcs8.ts'
export { jwkFromPkcs12, type Pkcs12Options } from './certificate/encrypted/pkcs12.ts'
export { jwkToPkcs12, type Pkcs12WriteOptions } from './certificate/encrypted/pkcs12-write.ts'
