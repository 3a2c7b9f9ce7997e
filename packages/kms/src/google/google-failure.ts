/** Google's canonical error codes (google.rpc.Code; cloud.google.com/apis/design/errors) as failures, over REST and gRPC. */
import { kindOfStatus, secondsOf } from '../core/http-failure.ts'
import { isObject, type JsonAnswer } from '../core/json-exchange.ts'
import { type FailureKind, ServiceFailure } from '../core/service-failure.ts'

const row = (code: number, name: string, outcome: readonly [FailureKind, string]): readonly [number, Row] => [
  code,
  { name, outcome },
]

interface Row {
  readonly name: string
  readonly outcome: readonly [FailureKind, string]
}

const CODES: ReadonlyMap<number, Row> = new Map([
  row(1, 'CANCELLED', ['unavailable', 'the call was cancelled']),
  row(3, 'INVALID_ARGUMENT', ['refused', 'the request was refused by Cloud KMS']),
  row(4, 'DEADLINE_EXCEEDED', ['unavailable', 'no answer from Cloud KMS in time']),
  row(5, 'NOT_FOUND', ['refused', 'there is no such key']),
  row(7, 'PERMISSION_DENIED', ['refused', 'access denied by Google IAM']),
  row(8, 'RESOURCE_EXHAUSTED', ['throttled', 'throttled by Cloud KMS: a quota is used up']),
  row(9, 'FAILED_PRECONDITION', ['refused', 'the state of the key does not allow this']),
  row(10, 'ABORTED', ['unavailable', 'the call was aborted by Cloud KMS']),
  row(13, 'INTERNAL', ['unavailable', 'an internal error of Cloud KMS']),
  row(14, 'UNAVAILABLE', ['unavailable', 'the service Cloud KMS is not available']),
  row(16, 'UNAUTHENTICATED', ['refused', 'the credentials are not valid for Google']),
])

const EMPTY: Readonly<Record<string, unknown>> = {}

/** An answer of the REST API that is no success. */
export function answerFailure({ status, retryAfter, json }: JsonAnswer): ServiceFailure {
  const error = isObject(json) && isObject(json['error']) ? json['error'] : EMPTY
  const named = [...CODES.values()].find(({ name }) => name === error['status'])
  const [kind, reason] = named?.outcome ?? [kindOfStatus(status), `the answer of Cloud KMS was status ${status}`]
  const retryAfterSeconds = secondsOf(retryAfter) ?? retryDelay(error['details'])
  const { message } = error
  const said = typeof message === 'string' ? message.slice(0, 200) : 'no message'
  const cause = new Error(`HTTP status ${status}: ${said}`)
  return new ServiceFailure(kind, reason, { cause, retryAfterSeconds })
}

/** google.rpc.RetryInfo: seconds, with a fraction and an `s`. */
function retryDelay(details: unknown): number | undefined {
  const all: readonly unknown[] = Array.isArray(details) ? details : []
  const info = all.filter(isObject).find((detail) => detail['@type'] === 'type.googleapis.com/google.rpc.RetryInfo')
  const [, seconds] = /^(\d{1,9}(?:\.\d+)?)s$/.exec(String(info?.['retryDelay'])) ?? []
  return seconds === undefined ? undefined : Math.ceil(Number(seconds))
}

/** What the SDK threw. @throws ServiceFailure always */
export function clientFailure(cause: unknown): never {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
  const [kind, reason] = CODES.get(Number(code))?.outcome ?? ['unavailable', 'no connection to Cloud KMS']
  throw new ServiceFailure(kind, reason, { cause })
}
