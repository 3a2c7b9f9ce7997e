/** The two ways in which one key can be unfit. Messages name members and sizes, never their values. */
import { clip, KeywellError } from '../errors/index.ts'

/** A key that breaks its specification. */
export const jwkInvalid = (member: string | undefined, reason: string, cause?: unknown): KeywellError =>
  new KeywellError('ERR_JWK_INVALID', reason, { member, reason }, { cause })

/** A key that is well formed and that this runtime or this library cannot use. */
export const keyUnsupported = (kty: string, reason: string, cause?: unknown): KeywellError =>
  new KeywellError('ERR_KEY_UNSUPPORTED', reason, { kty: clip(kty), reason }, { cause })
