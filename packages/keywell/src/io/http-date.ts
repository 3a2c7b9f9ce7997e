/** Dates as headers and documents carry them. Reads no clock. */

/** Only the fixed-length form of RFC 9110 §5.6.7, which every server has sent for decades. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Epoch milliseconds of an HTTP date; `undefined` for anything else. */
export function httpDate(text: string | undefined): number | undefined {
  if (text === undefined || !HTTP_DATE.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

/** Epoch milliseconds of a date as RFC 3339 has it, in UTC; `undefined` for anything else. */
export function isoDate(text: unknown): number | undefined {
  if (typeof text !== 'string' || !ISO_DATE.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/** RFC 3339 in UTC, whole seconds: `2026-01-31T12:00:00Z`. */
export const isoText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** For libraries that want a Date. */
export const dateOf = (ms: number): Date => new Date(ms)
