/** What a signer keeps to whose key is kept by a service: outages, throttling, garbage, rotation, all brought about. */
import { inspect } from 'node:util'
import { createVerifier, isKeywellError, type KeywellError } from 'keywell'
import { signatureCheck, signJwt, type Signer } from 'keywell/sign'
import { fakeClock, type FakeClock } from 'keywell/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SignerOptions } from '../../src/core/settings.ts'
import type { Fault, ServiceRig } from './rig.ts'
import { settle, until } from './settle.ts'
import { signerContract } from './signer-contract.ts'

const data = new TextEncoder().encode('header.payload')

/** Too long to be over while a socket works; the clock is moved where a timeout is the point. */
const PATIENT: SignerOptions = { timeouts: { attemptMs: 60_000, totalMs: 120_000 } }

export function serviceContract<R extends ServiceRig>(name: string, makeRig: () => Promise<R>): void {
  signerContract(name, makeRig)

  describe(`${name} as a service`, () => {
    let rig: R
    let clock: FakeClock
    beforeEach(async () => {
      rig = await makeRig()
      clock = fakeClock()
    })
    afterEach(() => rig.close())

    const make = (options: SignerOptions = PATIENT): ReturnType<R['signer']> =>
      rig.signer({ ...options, clock }) as ReturnType<R['signer']>

    /** The error of one signature, while the clock goes on. */
    async function failure(signer: Signer, options?: { signal: AbortSignal }): Promise<KeywellError> {
      const error = await settle(
        clock,
        signer.sign(data, options).then(notExpected, (thrown: unknown) => thrown),
      )
      if (isKeywellError(error)) return error
      throw error
    }

    describe('what may pass', () => {
      test.each<Fault>([{ kind: 'throttle' }, { kind: 'outage' }, { kind: 'reset' }])(
        'signs after $kind, at the second attempt',
        async (fault) => {
          const signer = await make()
          rig.fault(fault, 1)
          await expect(settle(clock, signer.sign(data))).resolves.toBeInstanceOf(Uint8Array)
          expect(rig.signCalls()).toBe(2)
        },
      )

      test('gives up an outage after three calls', async () => {
        const signer = await make()
        rig.fault({ kind: 'outage' })
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE', status: 503 })
        expect(rig.signCalls()).toBe(3)
      })

      test('says how long to wait when it is throttled for good', async () => {
        const signer = await make()
        rig.fault({ kind: 'throttle' })
        const error = await failure(signer)
        expect(error).toMatchObject({ code: 'ERR_SIGNER_THROTTLED', status: 503 })
        expect(error.retryAfterSeconds).toBeGreaterThan(0)
        expect(rig.signCalls()).toBe(3)
      })

      test('asks only after the time that the service names, and tells callers who cannot wait', async () => {
        if (!rig.hasRetryAfter) return
        const signer = await make()
        rig.fault({ kind: 'throttle', retryAfterSeconds: 200 }, 1)
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_THROTTLED', retryAfterSeconds: 200 })
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_THROTTLED' })
        expect(rig.signCalls()).toBe(1)
        await clock.advance(200_000)
        await expect(settle(clock, signer.sign(data))).resolves.toBeInstanceOf(Uint8Array)
      })

      test('waits out a short time that the service names', async () => {
        if (!rig.hasRetryAfter) return
        const signer = await make()
        rig.fault({ kind: 'throttle', retryAfterSeconds: 3 }, 1)
        const start = clock.monotonic()
        await expect(settle(clock, signer.sign(data))).resolves.toBeInstanceOf(Uint8Array)
        expect(clock.monotonic() - start).toBeGreaterThanOrEqual(3000)
      })

      test('ends at its deadline when the service does not answer', async () => {
        const signer = await make({})
        rig.fault({ kind: 'hang' })
        const signing = failure(signer)
        await until(() => rig.signCalls() > 0)
        expect(await signing).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
        expect(clock.monotonic()).toBeLessThanOrEqual(2100)
      })

      test('asks no more after an outage that lasts, until a moment later', async () => {
        const signer = await make({ ...PATIENT, retries: 0 })
        rig.fault({ kind: 'outage' })
        for (let calls = 0; calls < 5; calls++) await failure(signer)
        const error = await failure(signer)
        expect(error).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' })
        expect(error.retryAfterSeconds).toBeGreaterThan(0)
        expect(rig.signCalls()).toBe(5)
        rig.fault(undefined)
        await clock.advance(30_000)
        await expect(settle(clock, signer.sign(data))).resolves.toBeInstanceOf(Uint8Array)
      })
    })

    describe('what does not pass', () => {
      test('is not asked again once it has refused', async () => {
        const signer = await make()
        rig.fault({ kind: 'refuse' })
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_REFUSED', kind: 'config' })
        expect(rig.signCalls()).toBe(1)
      })

      test.each<Fault>([{ kind: 'garbage' }, { kind: 'truncated' }, { kind: 'other-data' }, { kind: 'empty' }])(
        'gives out no signature that is $kind',
        async (fault) => {
          const signer = await make()
          rig.fault(fault, 1)
          expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNATURE_REJECTED', kind: 'key' })
          expect(rig.signCalls()).toBe(1)
        },
      )
    })

    describe('callers', () => {
      test('are refused at once when too many wait already', async () => {
        const signer = await make({ ...PATIENT, maxConcurrent: 1, maxWaiting: 1 })
        rig.fault({ kind: 'hang' })
        const end = new AbortController()
        const others = [1, 2].map(() => signer.sign(data, { signal: end.signal }).catch(() => undefined))
        await until(() => rig.signCalls() === 1)
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_BUSY', detail: { maxWaiting: 1 } })
        end.abort()
        await Promise.all(others)
        rig.fault(undefined)
        await expect(settle(clock, signer.sign(data))).resolves.toBeInstanceOf(Uint8Array)
      })

      test('that go away while the service is asked get their own reason', async () => {
        const signer = await make()
        rig.fault({ kind: 'hang' })
        const end = new AbortController()
        const reason = new Error('the client went away')
        const signing = signer.sign(data, { signal: end.signal }).catch((thrown: unknown) => thrown)
        await until(() => rig.signCalls() === 1)
        end.abort(reason)
        expect(await signing).toBe(reason)
      })

      test('are told when the signer is closed, those under way too', async () => {
        const signer = await make()
        rig.fault({ kind: 'hang' })
        const signing = signer.sign(data).catch((thrown: unknown) => thrown)
        await until(() => rig.signCalls() === 1)
        await signer.close()
        expect(await signing).toMatchObject({ code: 'ERR_CLOSED' })
        await expect(signer.sign(data)).rejects.toMatchObject({ code: 'ERR_CLOSED' })
      })
    })

    describe('keys', () => {
      test('verify what the signer signs', async () => {
        const signer = await rig.signer()
        const keys = await rig.keys()
        const claims = { issuer: 'https://issuer.example', audience: 'https://api.example' }
        const token = await signJwt({}, { signer, ...claims, expiresInSeconds: 60 })
        const verifier = createVerifier({ ...claims, keys })
        await expect(verifier.verify(token)).resolves.toMatchObject({ key: { kid: signer.kid } })
        keys.close()
      })

      test('rotated between reading and signing give a signature of the version that was read', async () => {
        if (rig.rotate === undefined) return
        const signer = await make()
        const before = await signer.publicJwk()
        await rig.rotate()
        const check = await signatureCheck(before, signer.alg)
        expect(await check(data, await settle(clock, signer.sign(data)))).toBe(true)
        const next = await make()
        expect(next.kid).not.toBe(signer.kid)
        expect(next.version).not.toBe(signer.version)
      })

      test('of all versions are published after a rotation', async () => {
        if (rig.rotate === undefined) return
        const old = await rig.signer()
        await rig.rotate()
        const young = await rig.signer()
        const keys = await rig.keys()
        const claims = { issuer: 'https://issuer.example', audience: 'https://api.example' }
        const verifier = createVerifier({ ...claims, keys })
        for (const signer of [old, young]) {
          const token = await signJwt({}, { signer, ...claims, expiresInSeconds: 60 })
          await expect(verifier.verify(token)).resolves.toMatchObject({ key: { kid: signer.kid } })
        }
        keys.close()
      })

      test('put under the same name are noticed, and sign nothing under the old kid', async () => {
        if (rig.replace === undefined) return
        const signer = await make()
        await rig.replace()
        expect(await failure(signer)).toMatchObject({ code: 'ERR_SIGNER_KEY_CHANGED', kind: 'key' })
      })
    })

    test.each<Fault>([{ kind: 'refuse' }, { kind: 'outage' }, { kind: 'throttle' }, { kind: 'reset' }])(
      'shows no secret in the error of $kind',
      async (fault) => {
        const signer = await make({ ...PATIENT, retries: 0 })
        rig.fault(fault)
        const error = await failure(signer)
        const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack].join()
        for (const secret of rig.secrets) expect(shown).not.toContain(secret)
        expect(error.message).toMatch(/^[a-z].*[^.!\s]$/)
      },
    )
  })
}

const notExpected = (): never => {
  throw new Error('this was not to be signed')
}
