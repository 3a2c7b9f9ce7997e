/** Which option a preset refuses, where it is called. */
import { isKeywellError, type KeywellErrorOf } from '../../../src/index.ts'
import { expectGoodMessage } from '../../support/message-rules.ts'

/** The error that names the option; fails where the call is not refused, or refused for anything else. */
export function refusal(call: () => unknown): KeywellErrorOf<'ERR_OPTION_INVALID'> {
  try {
    call()
  } catch (error) {
    if (!isKeywellError(error, 'ERR_OPTION_INVALID')) throw error
    expectGoodMessage(error)
    return error
  }
  throw new Error('the call was to be refused for an option')
}

/** The option alone. */
export const refusedOption = (call: () => unknown): string => refusal(call).detail.option
