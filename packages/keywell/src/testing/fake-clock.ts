/** A clock that moves only when told, so that no test sleeps. Never reads the time of day. */
import { knownOptions, optionInvalid } from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'

export interface FakeClockOptions {
  /** Where the wall clock starts, in epoch milliseconds; 2026-01-01T00:00:00Z unless given. */
  readonly now?: number
}

/** A `Clock` in the hands of a test. */
export interface FakeClock extends Clock {
  /**
   * Moves both clocks on. Whoever sleeps wakes when its time has come, in order of those times, each at its own `now`.
   * Resolves when the promise callbacks of everything that woke have run; real I/O is not waited for.
   */
  advance(ms: number): Promise<void>
  /** Puts the wall clock alone to another time, as NTP or an operator does; sleepers and ages do not notice. */
  setNow(now: number): void
  /** How many are asleep. */
  readonly sleepers: number
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

const DEFAULT_NOW = Date.UTC(2026, 0, 1)

/**
 * A clock for tests, for every option called `clock`.
 * @throws KeywellError ERR_OPTION_INVALID
 * @example
 * const clock = fakeClock()
 * const issuer = await testIssuer({ clock })
 * const verifier = createVerifier(issuer.trust(), { clock })
 * const token = await issuer.token({}, { expiresInSeconds: 300 })
 * await clock.advance(600_000)
 * await verifier.verify(token) // ERR_TOKEN_EXPIRED
 */
export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  const { now = DEFAULT_NOW } = knownOptions('options', options, ['now'])
  let wallOffset = finite('now', now)
  let elapsed = 0
  const asleep = new Set<Sleeper>()
  return Object.freeze({
    now: () => wallOffset + elapsed,
    monotonic: () => elapsed,
    sleep: (ms: number, signal?: AbortSignal) => fallAsleep(asleep, elapsed + ms, signal),
    advance: async (ms: number) => {
      const target = elapsed + forwards(ms)
      // What ran before may have work in its callbacks that goes to sleep first.
      await turn()
      for (let next = earliest(asleep, target); next !== undefined; next = earliest(asleep, target)) {
        elapsed = Math.max(elapsed, next.at)
        asleep.delete(next)
        next.wake()
        await turn()
      }
      elapsed = target
    },
    setNow: (time: number) => {
      wallOffset = finite('now', time) - elapsed
    },
    get sleepers() {
      return asleep.size
    },
  })
}

function finite(option: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw optionInvalid(option, 'a finite number of milliseconds', value)
}

function forwards(ms: number): number {
  if (finite('ms', ms) >= 0) return ms
  throw optionInvalid('ms', '0 or more; setNow() puts the wall clock back', ms)
}

function fallAsleep(asleep: Set<Sleeper>, at: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const onAbort = (): void => {
      asleep.delete(sleeper)
      reject(signal?.reason)
    }
    const wake = (): void => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }
    const sleeper: Sleeper = { at, wake }
    asleep.add(sleeper)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** The one to wake next, up to `target`; of equals, the one that fell asleep first. */
function earliest(asleep: ReadonlySet<Sleeper>, target: number): Sleeper | undefined {
  let first: Sleeper | undefined
  for (const sleeper of asleep) {
    if (sleeper.at <= target && (first === undefined || sleeper.at < first.at)) first = sleeper
  }
  return first
}

/** Taken when the module loads: a test framework may put a fake in its place later, which would never fire. */
const { setTimeout: realTimeout } = globalThis

/** One turn of the event loop: every promise callback that is ready runs before it ends. */
const turn = (): Promise<void> => new Promise((resolve) => void realTimeout(resolve, 0))
