/** Whether and when a failed load is tried again: before it counts as failed, and after. Pure. */
import { isKeywellError, type KeywellError } from '../../errors/index.ts'

export interface FailedTry {
  readonly error: unknown
  /** Retries before this one. */
  readonly retries: number
  /** Whether a caller waits. */
  readonly isForeground: boolean
  /** Whether the attempt before this one failed too: it only finds out whether the server is back. */
  readonly isProbe: boolean
  /** 0 ≤ random < 1 */
  readonly random: number
}

/** A caller gets one more try, soon; a load in the background has time. */
const FOREGROUND = Object.freeze({ most: 1, fromMs: 100, toMs: 300 })
const BACKGROUND = Object.freeze({ most: 3, baseMs: 250, capMs: 4000 })

/** @returns milliseconds to wait, or `undefined` when the failure stands */
export function retryDelay({ error, retries, isForeground, isProbe, random }: FailedTry): number | undefined {
  if (isProbe || !isPassing(error)) return undefined
  if (isForeground) {
    const { most, fromMs, toMs } = FOREGROUND
    return retries < most ? fromMs + random * (toMs - fromMs) : undefined
  }
  const { most, baseMs, capMs } = BACKGROUND
  return retries < most ? random * Math.min(baseMs * 2 ** retries, capMs) : undefined
}

/** Failures that may be over in a moment. A server that names a time to wait is not asked before. */
function isPassing(error: unknown): boolean {
  if (isKeywellError(error, 'ERR_FETCH_FAILED') || isKeywellError(error, 'ERR_FETCH_TIMEOUT')) return true
  if (!isKeywellError(error, 'ERR_FETCH_STATUS') || error.retryAfterSeconds !== undefined) return false
  const { status } = error.detail
  return status === 408 || status === 429 || status >= 500
}

/** A server may ask to be left alone for longer; nobody is kept out for more than this by one answer. */
const MAX_RETRY_AFTER_SECONDS = 300

export const retryAfterMs = ({ retryAfterSeconds = 0 }: KeywellError): number =>
  Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS) * 1000
