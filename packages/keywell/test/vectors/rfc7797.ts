/** What RFC 7797 (unencoded payload) prints in §4. */

export const SECRET = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' as const

export const PAYLOAD = '$.02' as const

/** §4.1: the payload is base64url, as everywhere. */
export const ENCODED = 'eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ' as const

/** §4.2: the payload is detached and signed as it is. */
export const UNENCODED = 'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY' as const
