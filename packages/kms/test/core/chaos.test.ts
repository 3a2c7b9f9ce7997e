/** Whatever a service does and whenever its callers leave: a signature that verifies, or an error that says what to do. */
import * as fc from 'fast-check'
import { isKeywellError } from 'keywell'
import { signatureCheck } from 'keywell/sign'
import { fakeClock } from 'keywell/testing'
import { expect, test } from 'vitest'
import { ServiceFailure } from '../../src/core/service-failure.ts'
import { serviceSigner } from '../../src/core/service-signer.ts'
import { settle } from '../contract/settle.ts'
import { memoryService, type Misbehaviour } from '../support/memory-service.ts'

const failing =
  (kind: 'throttled' | 'unavailable' | 'refused', retryAfterSeconds?: number): Misbehaviour =>
  async () => {
    throw new ServiceFailure(kind, 'the service said no', { retryAfterSeconds })
  }

const MISBEHAVIOURS: readonly (Misbehaviour | undefined)[] = [
  undefined,
  failing('throttled'),
  failing('throttled', 1),
  failing('throttled', 30),
  failing('unavailable'),
  failing('refused'),
  async () => {
    throw new TypeError('fetch failed')
  },
  () => new Promise(() => undefined),
  async () => ({ octets: new Uint8Array(64), form: 'raw' }),
  async () => ({ octets: new Uint8Array(70), form: 'der' }),
  async () => ({ octets: new Uint8Array(64), form: 'raw', version: '7' }),
]

const CODES: readonly string[] = [
  'ERR_SIGNER_UNAVAILABLE',
  'ERR_SIGNER_THROTTLED',
  'ERR_SIGNER_BUSY',
  'ERR_SIGNER_REFUSED',
  'ERR_SIGNER_KEY_CHANGED',
  'ERR_SIGNATURE_REJECTED',
]

const story = fc.record({
  misbehaviours: fc.array(fc.constantFrom(...MISBEHAVIOURS), { maxLength: 60 }),
  /** When each caller comes, and after how long it leaves. */
  callers: fc.array(fc.tuple(fc.nat(2000), fc.option(fc.nat(1500), { nil: undefined })), {
    minLength: 1,
    maxLength: 20,
  }),
  maxConcurrent: fc.integer({ min: 1, max: 4 }),
  maxWaiting: fc.nat(6),
})

const GONE = new Error('the client went away')

test('each caller gets one or the other in time, and nothing is left behind', async () => {
  const service = await memoryService()
  await fc.assert(
    fc.asyncProperty(story, async ({ misbehaviours, callers, maxConcurrent, maxWaiting }) => {
      const clock = fakeClock()
      service.next()
      const signer = await serviceSigner(service, { clock, maxConcurrent, maxWaiting })
      const check = await signatureCheck(await signer.publicJwk(), signer.alg)
      const callsBefore = service.signCalls
      service.next(...misbehaviours)
      const outcomes = callers.map(async ([comes, leavesAfter], at) => {
        await clock.sleep(comes)
        const data = Uint8Array.of(at)
        const end = new AbortController()
        if (leavesAfter !== undefined) void clock.sleep(leavesAfter).then(() => end.abort(GONE))
        const start = clock.monotonic()
        const outcome: unknown = await signer.sign(data, { signal: end.signal }).catch((thrown: unknown) => thrown)
        // Reading the key again after a signature that does not verify may take as long once more.
        expect(clock.monotonic() - start).toBeLessThanOrEqual(2 * 2000 + 100)
        if (outcome instanceof Uint8Array) return check(data, outcome)
        return outcome === GONE || (isKeywellError(outcome) && CODES.includes(outcome.code))
      })
      expect(await settle(clock, Promise.all(outcomes))).toEqual(callers.map(() => true))
      await clock.advance(10_000)
      expect(clock.sleepers).toBe(0)
      expect(service.signCalls - callsBefore).toBeLessThanOrEqual(3 * callers.length)
    }),
    { numRuns: 60 },
  )
}, 60_000)
