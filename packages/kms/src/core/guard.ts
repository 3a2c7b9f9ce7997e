/** Every call to a service goes through here: breaker, deadline, turn, attempts. Knows nothing of keys and signatures. */
import { KeywellError } from 'keywell'
import { attempts, type Run } from './attempts.ts'
import { admission, afterOutage, type BreakerState, INTACT, undecided, whileProbing } from './breaker.ts'
import { withDeadline } from './deadline.ts'
import { createLanes, type Lanes } from './lanes.ts'
import type { CallContext } from './service.ts'
import { ServiceFailure, signerError } from './service-failure.ts'
import type { SignerSettings } from './settings.ts'

export interface GuardedCall {
  readonly signal?: AbortSignal | undefined
  /** Factor on the timeouts. */
  readonly patience?: number
}

export interface Guard {
  /** @throws KeywellError ERR_SIGNER_*, ERR_CLOSED; or the signal's reason */
  call<T>(work: (context: CallContext) => Promise<T>, options?: GuardedCall): Promise<T>
  /** Ends what is under way and refuses what comes. */
  close(): void
}

interface Scene {
  readonly name: string
  readonly settings: SignerSettings
  readonly lanes: Lanes
  readonly closing: AbortController
  readonly hold: { until: number }
  breaker: BreakerState
}

export function createGuard(name: string, settings: SignerSettings): Guard {
  const scene: Scene = {
    name,
    settings,
    lanes: createLanes(settings.maxConcurrent, settings.maxWaiting),
    closing: new AbortController(),
    hold: { until: 0 },
    breaker: INTACT,
  }
  return Object.freeze({
    call: <T>(work: (context: CallContext) => Promise<T>, options: GuardedCall = {}) => guarded(scene, work, options),
    close: () => scene.closing.abort(new KeywellError('ERR_CLOSED', 'the signer is closed', { what: name })),
  })
}

async function guarded<T>(
  scene: Scene,
  work: (context: CallContext) => Promise<T>,
  { signal, patience = 1 }: GuardedCall,
): Promise<T> {
  const { name, settings, closing } = scene
  closing.signal.throwIfAborted()
  signal?.throwIfAborted()
  const isProbe = admit(scene)
  const ms = settings.totalMs * patience
  const run: Run = { settings, hold: scene.hold, until: settings.clock.monotonic() + ms, patience, failure: undefined }
  const timeoutError = (): Error => run.failure ?? new ServiceFailure('unavailable', NO_TURN)
  const signals = signal === undefined ? [closing.signal] : [signal, closing.signal]
  try {
    const deadline = { clock: settings.clock, ms, signals, timeoutError }
    const result = await withDeadline((inner) => inTurn(scene, inner, () => attempts(run, work, inner)), deadline)
    scene.breaker = INTACT
    return result
  } catch (error) {
    scene.breaker = judged(scene, run, isProbe)
    throw error instanceof ServiceFailure ? signerError(name, error) : error
  }
}

const NO_TURN = 'the turn of this call did not come in time'
const OPEN = 'the service failed repeatedly and is left alone for a moment'

/** @returns whether this call is the one that finds out if the service is back */
function admit(scene: Scene): boolean {
  const admitted = admission(scene.breaker, scene.settings.clock.monotonic())
  if (admitted.kind === 'refuse') {
    const retryAfterSeconds = Math.ceil(admitted.waitMs / 1000)
    throw signerError(scene.name, new ServiceFailure('unavailable', OPEN, { retryAfterSeconds }))
  }
  if (admitted.kind === 'probe') scene.breaker = whileProbing(scene.breaker)
  return admitted.kind === 'probe'
}

async function inTurn<T>({ name, settings, lanes }: Scene, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const turn = lanes.enter(signal)
  if (turn === undefined) {
    const { maxWaiting } = settings
    throw new KeywellError('ERR_SIGNER_BUSY', 'too many signatures wait already', { signer: name, maxWaiting })
  }
  await turn
  try {
    return await work()
  } finally {
    lanes.leave()
  }
}

/** An answer of any kind shows that the service is there; a caller that went away shows nothing. */
function judged({ breaker, settings }: Scene, { failure }: Run, isProbe: boolean): BreakerState {
  if (failure === undefined) return undecided(breaker, isProbe)
  if (failure.kind !== 'unavailable') return INTACT
  return afterOutage(breaker, { at: settings.clock.monotonic(), isProbe, random: settings.random() })
}
