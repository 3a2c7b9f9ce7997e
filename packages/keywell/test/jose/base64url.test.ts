/** Why a text is no base64url, in words; what decodes at all is the contract of `#bytes`. */
import { expect, test } from 'vitest'
import { decodeBase64url, whyNotBase64url } from '../../src/jose/base64url.ts'

test.each([
  ['QUJD=', 'base64url here has no padding ("=")'],
  ['QU+D', 'standard base64 ("+", "/") instead of base64url'],
  ['QU/D', 'standard base64 ("+", "/") instead of base64url'],
  ['QU D', 'white space inside'],
  ['QUJ\u00e9', 'a character outside base64url'],
  ['QUJDR', 'cut off: no base64url text has this length'],
  ['QR', 'the last character has bits that must be zero'],
])('%j is none: %s', (text, reason) => {
  expect(decodeBase64url(text)).toBeUndefined()
  expect(whyNotBase64url(text)).toBe(reason)
})
