/** An issuer, a clock and a verifier that share them: where tests of verification start from. */
import { createVerifier, type Trust, type Verifier, type VerifierOptions } from '../../src/index.ts'
import { fakeClock, type FakeClock, testIssuer, type TestIssuer, type TestIssuerOptions } from '../../src/testing.ts'
import { type ErrorCode, isKeywellError, type KeywellError } from '../../src/errors/index.ts'

export const NOW_SECONDS = 1_700_000_000

export interface Bench {
  readonly issuer: TestIssuer
  readonly clock: FakeClock
  /** A verifier with this issuer's trust, changed as said. */
  verifier(trust?: Partial<Trust>, options?: VerifierOptions): Verifier
}

export async function bench(options: TestIssuerOptions = {}): Promise<Bench> {
  const clock = fakeClock({ now: NOW_SECONDS * 1000 })
  const issuer = await testIssuer({ clock, ...options })
  return {
    issuer,
    clock,
    verifier: (trust = {}, more = {}) => createVerifier(issuer.trust(trust), { clock, ...more }),
  }
}

/** What verifying comes to, both ways; fails when they differ. */
export async function verdict(verifier: Verifier, token: string): Promise<'accepted' | ErrorCode> {
  const [sync, async] = [await outcome(() => verifier.verifySync(token)), await outcome(() => verifier.verify(token))]
  if (sync !== async) throw new Error(`verifySync says ${sync}, verify says ${async}`)
  return sync
}

async function outcome(work: () => unknown): Promise<'accepted' | ErrorCode> {
  try {
    await work()
    return 'accepted'
  } catch (error) {
    if (isKeywellError(error)) return error.code
    throw error
  }
}

/** The error that a verification ends with; fails when it does not end so. */
export async function refusalOf(work: () => unknown): Promise<KeywellError> {
  try {
    await work()
  } catch (error) {
    if (isKeywellError(error)) return error
    throw error
  }
  throw new Error('a refusal was expected')
}

export function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen)
}
