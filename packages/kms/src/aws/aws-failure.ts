/** The errors of AWS KMS and of its SDK, by name (docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html, Errors). */
import { kindOfStatus, secondsOf } from '../core/http-failure.ts'
import { type FailureKind, ServiceFailure } from '../core/service-failure.ts'

const row = (name: string, kind: FailureKind, reason: string): readonly [string, readonly [FailureKind, string]] => [
  name,
  [kind, reason],
]

const FAILURES = new Map([
  row('ThrottlingException', 'throttled', 'throttled by AWS KMS: the request quota is used up'),
  row('LimitExceededException', 'throttled', 'throttled by AWS KMS: a quota is used up'),
  row('TooManyRequestsException', 'throttled', 'throttled by AWS KMS: too many requests'),
  row('DependencyTimeoutException', 'unavailable', 'timed out within AWS KMS'),
  row('KMSInternalException', 'unavailable', 'an internal error of AWS KMS'),
  row('KeyUnavailableException', 'unavailable', 'the key is not available at the moment'),
  row('TimeoutError', 'unavailable', 'no answer from AWS KMS in time'),
  row('NotFoundException', 'refused', 'there is no such key'),
  row('DisabledException', 'refused', 'the key is disabled'),
  row('KMSInvalidStateException', 'refused', 'the state of the key does not allow this'),
  row('InvalidKeyUsageException', 'refused', 'the key is not made for this algorithm'),
  row('InvalidGrantTokenException', 'refused', 'the grant token is not valid'),
  row('AccessDeniedException', 'refused', 'access denied by AWS IAM'),
  row('UnrecognizedClientException', 'refused', 'the credentials are unknown to AWS'),
  row('InvalidSignatureException', 'refused', 'the signature of the request was refused: check secret and clock'),
  row('ExpiredTokenException', 'refused', 'the AWS credentials have expired'),
  row('CredentialsProviderError', 'refused', 'the SDK found no AWS credentials'),
])

/** @throws ServiceFailure always */
export function awsFailure(cause: unknown): never {
  if (!(cause instanceof Error)) throw new ServiceFailure('unavailable', 'the call to AWS KMS failed', { cause })
  const known = FAILURES.get(cause.name)
  const retryAfterSeconds = secondsOf(retryAfter(cause))
  if (known !== undefined) throw new ServiceFailure(known[0], known[1], { cause, retryAfterSeconds })
  const status = inside(inside(cause, '$metadata'), 'httpStatusCode')
  const kind = typeof status === 'number' ? kindOfStatus(status) : 'unavailable'
  const reason = kind === 'refused' ? 'the request was refused by AWS KMS' : 'no connection to AWS KMS'
  throw new ServiceFailure(kind, reason, { cause, retryAfterSeconds })
}

/** AWS sends none as a rule; what stands before it may. */
function retryAfter(error: Error): string | undefined {
  const header = inside(inside(inside(error, '$response'), 'headers'), 'retry-after')
  return typeof header === 'string' ? header : undefined
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
