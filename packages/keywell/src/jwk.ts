/** `keywell/jwk`: keys and key sets without tokens. */
export { cryptoKeyFromJwk, type CryptoKeyOptions, jwkFromCryptoKey } from './jwk/convert/crypto-key.ts'
export {
  type BinaryKeyFormat,
  KEY_FORMATS,
  type KeyFormat,
  type KeyStructure,
  type WritableKeyFormat,
} from './jwk/convert/key-format.ts'
export { jwkFromCertificate, jwkToPem, type JwkToPemOptions } from './jwk/convert/pem-door.ts'
export { readKey, type ReadKeyOptions, readKeys } from './jwk/convert/read-key.ts'
export type { ReadKey } from './jwk/convert/read-result.ts'
export { writeKey, type WriteKeyOptions } from './jwk/convert/write-key.ts'
export { type GeneratedJwk, generateJwk, type GenerateJwkOptions } from './jwk/generate.ts'
export { type KidForm, type KidOption, spkiSha256 } from './jwk/kid.ts'
export { type Jwk, publicJwk } from './jwk/jwk.ts'
export type { Key } from './jwk/key.ts'
export { parseJwk } from './jwk/parse.ts'
export { jwkFromPem } from './jwk/pem.ts'
export { thumbprint, type ThumbprintHash } from './jwk/thumbprint.ts'
export { type KeySet, parseJwks, type ParseJwksOptions, type QuarantinedKey } from './jwks/key-set.ts'
export { type SelectedKeys, selectKey } from './jwks/select-key.ts'
export type { KeyTrace, SelectOptions } from './jwks/select.ts'
export { decryptJwk, type DecryptJwkOptions, encryptJwk, type EncryptJwkOptions } from './jwk/encrypted/jwe.ts'
