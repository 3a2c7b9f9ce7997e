/** The types of the error contract: codes narrow details. `tsc -b` checks them. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  isKeywellError,
  type KeywellError,
  type KeywellErrorOf,
} from '../../src/index.ts'

const asUnknown = (error: KeywellError): unknown => error

describe('a KeywellError', () => {
  test('narrows by a switch over its code', () => {
    const shown = (error: KeywellError): string => {
      switch (error.code) {
        case 'ERR_TOKEN_EXPIRED':
          expectTypeOf(error.detail.value).toEqualTypeOf<number>()
          expectTypeOf(error.detail).toEqualTypeOf<ErrorDetails['ERR_TOKEN_EXPIRED']>()
          return error.detail.claim
        case 'ERR_KEY_NOT_FOUND':
          expectTypeOf(error.detail.kids).toEqualTypeOf<readonly string[]>()
          return error.detail.alg
        default:
          expectTypeOf(error.code).not.toEqualTypeOf<'ERR_TOKEN_EXPIRED'>()
          return error.code
      }
    }
    expectTypeOf(shown).returns.toBeString()
  })

  test('narrows by isKeywellError, with and without a code', () => {
    const caught = (error: KeywellError): void => {
      const value = asUnknown(error)
      if (isKeywellError(value)) expectTypeOf(value).toEqualTypeOf<KeywellError>()
      if (isKeywellError(value, 'ERR_FETCH_STATUS')) expectTypeOf(value.detail.status).toEqualTypeOf<number>()
    }
    expectTypeOf(caught).returns.toBeVoid()
    // @ts-expect-error -- there is no such code
    isKeywellError(undefined, 'ERR_NO_SUCH_CODE')
  })

  test('has a closed set of kinds and statuses', () => {
    expectTypeOf<ErrorKind>().toEqualTypeOf<'token' | 'unavailable' | 'key' | 'retrieval' | 'config'>()
    expectTypeOf<KeywellError['status']>().toEqualTypeOf<401 | 403 | 503 | undefined>()
    expectTypeOf<KeywellError['code']>().toEqualTypeOf<ErrorCode>()
  })

  test('is an Error with a detail for every code', () => {
    expectTypeOf<KeywellError>().toExtend<Error>()
    expectTypeOf<keyof ErrorDetails>().toEqualTypeOf<ErrorCode>()
    expectTypeOf<KeywellErrorOf<'ERR_CLOSED'>['detail']>().toEqualTypeOf<{ readonly what: string }>()
  })
})
