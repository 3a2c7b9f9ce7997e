/** What every message of keywell keeps to, wherever a test provokes one. */
import { expect } from 'vitest'

/** A JWT's header as base64url begins like this, and so does every JWK or claims set. */
const TOKEN_LIKE = /eyJ[\w-]{8,}/

/** Fails the test when the message is none that a person and a log can take. */
export function expectGoodMessage(error: Error & { readonly hint: string }): void {
  const { message, hint } = error
  expect(message, 'starts lowercase, or with what it quotes').toMatch(/^[a-z"\d]/)
  expect(message, 'ends without a full stop').not.toMatch(/[.!\s]$/)
  expect(message.length, 'has at most 100 characters').toBeLessThanOrEqual(100)
  expect(message, 'is printable, on one line').not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u)
  expect(hint, 'the hint ends without a full stop').not.toMatch(/[.!\s]$/)
  expect(JSON.stringify(error), 'holds no token and no key').not.toMatch(TOKEN_LIKE)
}
