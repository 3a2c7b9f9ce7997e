/** What can go wrong with a file under a password. Says nothing of the password, nor of what is inside. */
import { KeywellError, optionInvalid } from '../../errors/index.ts'
import { bytes } from '#bytes'
import { jwkInvalid } from '../../jwk/problems.ts'

/** One answer for both, as nobody can tell them apart without a MAC. The cause is left out: it might quote what it had. */
export const notOpened = (): KeywellError => jwkInvalid(undefined, 'the password is wrong, or the file is damaged')

/** Well formed, but protected in a way that is not supported here. */
export function schemeUnsupported(reason: string): KeywellError {
  const hint = 'write it again with openssl pkcs8 -topk8 -v2 aes-256-cbc, or openssl pkcs12 -export'
  return new KeywellError('ERR_KEY_UNSUPPORTED', reason, { kty: 'unknown', reason }, { hint })
}

/** Bytes of a password; longer ones are a mistake, such as a whole file. */
const MAX_PASSWORD = 4096

/** @throws KeywellError ERR_OPTION_INVALID, which never shows the password */
export function checkedPassword(value: unknown): Uint8Array {
  const octets = typeof value === 'string' ? bytes.encodeUtf8(value) : value
  if (octets instanceof Uint8Array && octets.length <= MAX_PASSWORD) return octets
  throw optionInvalid('password', `text or octets, at most ${MAX_PASSWORD} bytes`, value, { secret: true })
}

/** An empty password protects nothing; reading such a file is fine, writing one is a mistake. */
export function strongPassword(value: unknown): Uint8Array {
  const password = checkedPassword(value)
  if (password.length > 0) return password
  throw optionInvalid('password', 'not empty', value, { secret: true })
}
