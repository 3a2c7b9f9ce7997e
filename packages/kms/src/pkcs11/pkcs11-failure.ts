/** What a token's return value means (PKCS#11 v3.1 §5.1). Knows no keys; shows nothing but the value's name. */
import { type FailureKind, ServiceFailure } from '../core/service-failure.ts'

const row = (code: number, kind: FailureKind, reason: string): readonly [number, readonly [FailureKind, string]] => [
  code,
  [kind, reason],
]

const FAILURES = new Map([
  row(0x02, 'unavailable', 'the machine has no memory left for the token'),
  row(0x05, 'unavailable', 'the token failed in general'),
  row(0x06, 'unavailable', 'the token could not do it'),
  row(0x1b, 'refused', 'a policy of the token forbids this'),
  row(0x30, 'unavailable', 'an error of the device'),
  row(0x31, 'unavailable', 'the device has no memory left'),
  row(0x32, 'unavailable', 'the device was removed'),
  row(0x60, 'unavailable', 'the key has gone from the token'),
  row(0x62, 'refused', 'the size of the key does not allow this'),
  row(0x63, 'refused', 'the key is not of this type'),
  row(0x68, 'refused', 'the key may not sign'),
  row(0x70, 'refused', 'the token does not know this algorithm'),
  row(0x71, 'refused', 'the token does not take the parameters of this algorithm'),
  row(0x82, 'unavailable', 'the object has gone from the token'),
  row(0xa0, 'refused', 'the token refused the PIN'),
  row(0xa1, 'refused', 'the PIN has characters that the token does not take'),
  row(0xa2, 'refused', 'the PIN is too short or too long for the token'),
  row(0xa3, 'refused', 'the PIN has expired'),
  row(0xa4, 'refused', 'the PIN is locked after wrong ones'),
  row(0xb0, 'unavailable', 'the session was closed by the token'),
  row(0xb1, 'throttled', 'the token has no more sessions'),
  row(0xb3, 'unavailable', 'the session has gone'),
  row(0xe0, 'unavailable', 'the token is not present'),
  row(0xe1, 'refused', 'the token is of an unknown kind'),
  row(0x101, 'refused', 'the token wants a PIN, or has logged out'),
  row(0x102, 'refused', 'the token has no PIN yet'),
  row(0x103, 'refused', 'the token has no such user'),
  row(0x190, 'unavailable', 'the library of the token was closed'),
])

/** The return value that `pkcs11js` threw; `undefined` for any other error. */
export function returnValue(error: unknown): number | undefined {
  const isNamed = error instanceof Error && error.message.startsWith('CKR_') && 'code' in error
  return isNamed && typeof error.code === 'number' ? error.code : undefined
}

/** Whatever a call to the token threw, as a failure. */
export function tokenFailure(cause: unknown): ServiceFailure {
  if (cause instanceof ServiceFailure) return cause
  const [kind, reason] = FAILURES.get(returnValue(cause) ?? -1) ?? ['unavailable', 'the call to the token failed']
  return new ServiceFailure(kind, reason, { cause })
}
