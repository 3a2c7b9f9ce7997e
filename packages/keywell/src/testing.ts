/** `keywell/testing`: for the tests of whoever verifies tokens. Not for production: its keys live and die with a test. */
export { craftToken, type TokenParts } from './testing/craft-token.ts'
export { fakeClock, type FakeClock, type FakeClockOptions } from './testing/fake-clock.ts'
export type { TestFailure, TestFetch } from './testing/issuer-fetch.ts'
export type { KeyPick } from './testing/key-ring.ts'
export {
  type RotateOptions,
  testIssuer,
  type TestIssuer,
  type TestIssuerOptions,
  type TestTokenOptions,
} from './testing/test-issuer.ts'
