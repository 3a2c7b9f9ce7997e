/** Points in time and durations as people type them. */
import { usage } from '../failure.ts'
import { quoteTyped } from '../output/printable.ts'

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

const duration = (text: string): number | undefined => {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * (UNIT_MS.get(unit) ?? 1000)
}

/** Epoch milliseconds for `--now`. @throws Failure of wrong usage */
export function parseTime(text: string, nowMs: number): number {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000
  const shift = /^[+-]/.test(text) ? duration(text.slice(1)) : undefined
  if (shift !== undefined) return nowMs + (text.startsWith('-') ? -shift : shift)
  // Without a zone it would mean another moment on another machine.
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i.test(text)
  const parsed = isIso ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(parsed)) return parsed
  throw usage(`--now ${quoteTyped(text)} is no time`, 'such as 2026-01-31T12:00:00Z, 1769860800, or --now=-2h')
}

/** What timers can wait, in milliseconds (2³¹ − 1). */
export const MAX_TIMER_MS = 2_147_483_647

/** Milliseconds for `--timeout`. @throws Failure of wrong usage */
export function parseDuration(text: string): number {
  const ms = duration(text)
  if (ms !== undefined && ms > 0 && ms <= MAX_TIMER_MS) return ms
  throw usage(`--timeout ${quoteTyped(text)} is no duration`, 'such as 500ms, 5s or 1m')
}
