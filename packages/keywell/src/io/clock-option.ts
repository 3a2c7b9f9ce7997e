/** The `clock` option of everything that takes one. */
import { optional, optionInvalid } from '../errors/index.ts'
import { type Clock, systemClock } from './clock.ts'

/**
 * The clock that was given, or the runtime's own.
 * @throws KeywellError ERR_OPTION_INVALID
 */
export const clockOption = (value: unknown): Clock => optional(checkedClock, 'clock', value) ?? systemClock

function checkedClock(option: string, value: unknown): Clock {
  if (isClock(value)) return value
  throw optionInvalid(option, 'an object with now(), monotonic() and sleep(ms, signal)', value)
}

function isClock(value: unknown): value is Clock {
  if (typeof value !== 'object' || value === null) return false
  const members: Partial<Record<keyof Clock, unknown>> = value
  return [members.now, members.monotonic, members.sleep].every((member) => typeof member === 'function')
}
