/** What the HTTP status of a service's answer means, for adapters that speak HTTP. */
import { type FailureExtras, type FailureKind, ServiceFailure } from './service-failure.ts'

/** 408, 5xx: an outage. 429: throttled. Every other one that is no success: refused. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled'
  return status >= 500 || status === 408 ? 'unavailable' : 'refused'
}

/** @param retryAfter - the header `Retry-After` (RFC 9110 §10.2.3), in seconds */
export function httpFailure(
  status: number,
  reason: string,
  { retryAfter, ...extras }: HttpFailureExtras = {},
): ServiceFailure {
  const retryAfterSeconds = extras.retryAfterSeconds ?? secondsOf(retryAfter)
  return new ServiceFailure(kindOfStatus(status), reason, { ...extras, retryAfterSeconds })
}

export interface HttpFailureExtras extends FailureExtras {
  readonly retryAfter?: string | null | undefined
}

/** Seconds only: a date would need a clock that agrees with the server's, and no KMS sends one. */
export const secondsOf = (header: string | null | undefined): number | undefined =>
  /^\d{1,9}$/.test(header?.trim() ?? '') ? Number(header) : undefined
