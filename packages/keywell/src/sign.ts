/** `keywell/sign`: signing with keys of one's own. */
export { signJwt, type SignJwtOptions } from './sign/sign-jwt.ts'
export { type SignatureCheck, signatureCheck } from './sign/signature-check.ts'
export { localSigner, type Signer, type SignOptions } from './sign/signer.ts'
