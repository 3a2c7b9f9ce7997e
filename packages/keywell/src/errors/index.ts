/** Errors: the codes, the class and how values are quoted in messages. */
export { ERROR_CODES, type ErrorCode, type ErrorDetails, type ErrorKind } from './codes.ts'
export { type ErrorExtras, isKeywellError, KeywellError, type KeywellErrorOf } from './keywell-error.ts'
export {
  booleanOption,
  finiteSeconds,
  knownOptions,
  nonEmptyString,
  oneOf,
  optional,
  optionInvalid,
  positiveInteger,
  positiveMs,
  secondsWithin,
  stringList,
  wholeNumberWithin,
} from './options.ts'
export { clip, describe, kindOf, printable, quote } from './quote.ts'
