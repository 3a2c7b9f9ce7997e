/** What a closed source answers. */
import { KeywellError, quote } from '../errors/index.ts'
import type { Lookup } from './key-source.ts'

/** The error of everything that is asked after `close`. */
export const closedError = (what: string): KeywellError =>
  new KeywellError('ERR_CLOSED', `the source ${quote(what)} is closed`, { what })

export const closedLookup = (what: string): Lookup => ({ outcome: 'unavailable', error: closedError(what) })
