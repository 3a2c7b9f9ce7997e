/** Reads `Retry-After` (RFC 9110 §10.2.3). Never lets a server send its clients away for long. */
import type { Clock } from './clock.ts'
import { httpDate } from './http-date.ts'

/** A server that asks for more is broken or hostile; keys must come back soon after an outage. */
const MAX_SECONDS = 300

/** Seconds from now, 0 to 300; `undefined` when the header is absent or says nothing readable. */
export function retryAfterSeconds(header: string | null, clock: Pick<Clock, 'now'>): number | undefined {
  const text = header?.trim() ?? ''
  const seconds = /^\d{1,20}$/.test(text) ? Number(text) : secondsUntil(text, clock)
  return seconds === undefined ? undefined : Math.min(MAX_SECONDS, Math.max(0, seconds))
}

function secondsUntil(text: string, clock: Pick<Clock, 'now'>): number | undefined {
  const at = httpDate(text)
  return at === undefined ? undefined : Math.ceil((at - clock.now()) / 1000)
}
