/** Catches what a test expects to fail. */
import { expect } from 'vitest'
import { type ErrorCode, isKeywellError, type KeywellErrorOf } from '../../src/errors/index.ts'
import { expectGoodMessage } from './message-rules.ts'

/** The KeywellError that `work` ends with; fails the test when it ends otherwise. */
export async function failure<C extends ErrorCode>(code: C, work: () => unknown): Promise<KeywellErrorOf<C>> {
  try {
    await work()
  } catch (error) {
    expect(error).toMatchObject({ name: 'KeywellError', code })
    if (!isKeywellError(error, code)) throw error
    expectGoodMessage(error)
    return error
  }
  throw new Error(`${code} was expected, and nothing was thrown`)
}
