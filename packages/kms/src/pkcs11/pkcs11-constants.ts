/** Numbers of PKCS#11 (docs.oasis-open.org/pkcs11/pkcs11-spec/v3.1, appendix B), as `pkcs11js` has not all of them. */

export const CKO = { PUBLIC_KEY: 2, PRIVATE_KEY: 3 } as const

export const CKK = { RSA: 0x00, EC: 0x03, EC_EDWARDS: 0x40 } as const

export const CKA = {
  CLASS: 0x000,
  LABEL: 0x003,
  KEY_TYPE: 0x100,
  ID: 0x102,
  MODULUS: 0x120,
  PUBLIC_EXPONENT: 0x122,
  EC_PARAMS: 0x180,
  EC_POINT: 0x181,
} as const

export const CKF = { SERIAL_SESSION: 4, OS_LOCKING_OK: 2 } as const

export const CKU_USER = 1

export const CKR = {
  PIN_INCORRECT: 0xa0,
  PIN_INVALID: 0xa1,
  PIN_LEN_RANGE: 0xa2,
  PIN_EXPIRED: 0xa3,
  PIN_LOCKED: 0xa4,
  USER_ALREADY_LOGGED_IN: 0x100,
  CRYPTOKI_ALREADY_INITIALIZED: 0x191,
} as const
