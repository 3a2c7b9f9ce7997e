/** `keywell/jws`: signed payloads that are no claims sets. */
export { type VerifiedJws, verifyJws, type VerifyJwsOptions } from './verify/verify-jws.ts'
