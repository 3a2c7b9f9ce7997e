/** Which option a preset refuses, where it is called. */
import { isKeywellError, type KeywellErrorOf } from '../../../src/index.ts'
import { expectGoodMessage } from '../../support/message-rules.ts'

/** The error that names the option; `undefined` where the call is taken. Whatever else is thrown comes through. */
export function refusalIfAny(call: () => unknown): KeywellErrorOf<'ERR_OPTION_INVALID'> | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isKeywellError(error, 'ERR_OPTION_INVALID')) throw error
    expectGoodMessage(error)
    return error
  }
}

/** The same for a call that must be refused. */
export function refusal(call: () => unknown): KeywellErrorOf<'ERR_OPTION_INVALID'> {
  const error = refusalIfAny(call)
  if (error === undefined) throw new Error('the call was to be refused for an option')
  return error
}

/** The option alone. */
export const refusedOption = (call: () => unknown): string => refusal(call).detail.option
