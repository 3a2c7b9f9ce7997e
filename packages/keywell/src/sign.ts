/** `keywell/sign`: signing with keys of one's own. */
export { signJwt, type SignJwtOptions } from './sign/sign-jwt.ts'
export { localSigner, type Signer } from './sign/signer.ts'
