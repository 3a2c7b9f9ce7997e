/** Every way in which a key set's server can fail, and what keywell makes of each. A table; the tests beside it use it. */
import { expect, vi } from 'vitest'
import type { Answer } from '../answer.ts'
import { ANSWERS, redirectTo, statusOnly } from '../named-answers.ts'
import { type Meeting, type MeetingOptions, SECRET } from './bench.ts'

export interface Fault {
  readonly what: string
  readonly answer: Answer | 'nobody listens'
  /** Of the error that is the cause of the 503. */
  readonly cause: Readonly<Record<string, unknown>>
  /** For servers that would never be done. */
  readonly attemptMs?: number
}

const invalid = (reason: unknown) => ({ code: 'ERR_JWKS_INVALID', detail: { reason } })
const failed = (reason: unknown) => ({ code: 'ERR_FETCH_FAILED', detail: { reason } })
const timeout = (phase: string) => ({ code: 'ERR_FETCH_TIMEOUT', detail: { phase } })
const status = (code: number) => ({ code: 'ERR_FETCH_STATUS', detail: { status: code } })
const tooLarge = { code: 'ERR_FETCH_TOO_LARGE', detail: { maxBytes: 262_144 } }
const redirected = (location: unknown) => ({ code: 'ERR_FETCH_REDIRECT', detail: { location } })

const QUICK = 600
const CREDENTIALS = `http://169.254.169.254/latest/meta-data/?key=${SECRET}`

export const FAULTS: readonly Fault[] = [
  { what: 'nothing that listens', answer: 'nobody listens', cause: failed('connection refused') },
  {
    what: 'a stall before the headers',
    answer: ANSWERS['stall-before-headers'],
    cause: timeout('headers'),
    attemptMs: QUICK,
  },
  {
    what: 'a stall after the headers',
    answer: ANSWERS['stall-after-headers'],
    cause: timeout('body'),
    attemptMs: QUICK,
  },
  { what: 'a stall in the body', answer: ANSWERS['stall-in-body'], cause: timeout('body'), attemptMs: QUICK },
  { what: 'a body of a few bytes a second', answer: ANSWERS.slow, cause: timeout('body'), attemptMs: QUICK },
  {
    what: 'a reset before the headers',
    answer: ANSWERS['reset-before-headers'],
    cause: failed('the server closed the connection'),
  },
  { what: 'a reset in mid-body', answer: ANSWERS['reset-in-body'], cause: failed('the body ended early') },
  {
    what: 'a connection that closes without a word',
    answer: ANSWERS['close-before-headers'],
    cause: failed('the server closed the connection'),
  },
  { what: 'less than the stated length', answer: ANSWERS['cut-length'], cause: failed('the body ended early') },
  { what: 'chunks without the last one', answer: ANSWERS['cut-chunked'], cause: failed('the body ended early') },
  {
    what: 'a damaged gzip body',
    answer: { text: '{"keys":[]}', headers: { 'content-encoding': 'gzip' } },
    cause: failed('the compressed body is damaged'),
  },
  { what: 'an empty 200', answer: ANSWERS.empty, cause: invalid(expect.stringContaining('no strict JSON')) },
  { what: 'HTML with 200', answer: ANSWERS.html, cause: invalid('this is HTML or XML instead of JSON') },
  { what: 'an error with 200', answer: ANSWERS['error-json'], cause: invalid('"keys" is missing or no array') },
  { what: 'truncated JSON', answer: ANSWERS['cut-json'], cause: invalid(expect.stringContaining('no strict JSON')) },
  { what: 'a body of 10 MB', answer: ANSWERS['10mb'], cause: tooLarge },
  { what: 'a gzip bomb', answer: ANSWERS['gzip-bomb'], cause: tooLarge },
  { what: 'a brotli bomb', answer: ANSWERS['br-bomb'], cause: tooLarge },
  { what: 'a body without end', answer: ANSWERS.endless, cause: tooLarge },
  {
    what: 'a redirect to the host’s credentials',
    answer: redirectTo(CREDENTIALS),
    cause: redirected('http://169.254.169.254/latest/meta-data/'),
  },
  {
    what: 'a redirect to itself',
    answer: ANSWERS['redirect-loop'],
    cause: redirected(expect.stringMatching(/\/jwks\.json$/)),
  },
  { what: '204', answer: statusOnly(204), cause: status(204) },
  { what: '304 to a first request', answer: { status: 304 }, cause: status(304) },
  { what: '403 with a page', answer: { ...ANSWERS.html, status: 403 }, cause: status(403) },
  { what: '500 with the key set in its body', answer: { status: 500 }, cause: status(500) },
  { what: '503', answer: statusOnly(503), cause: status(503) },
]

export const meetingFor = ({ attemptMs }: Fault): MeetingOptions => ({
  keys: attemptMs === undefined ? {} : { timeouts: { attemptMs } },
})

/** From now on the server fails so; the function makes it well again. */
export async function breakDown({ issuer }: Meeting, { answer }: Fault): Promise<() => Promise<void>> {
  if (answer === 'nobody listens') {
    await issuer.stop()
    return () => issuer.start()
  }
  issuer.script(issuer.jwksPath, answer)
  return async () => issuer.script(issuer.jwksPath)
}

/** No connection is kept waiting for an answer that nobody wants any more. */
export const expectNonePending = ({ issuer }: Meeting): Promise<void> =>
  vi.waitFor(() => expect(issuer.requests.filter(({ result }) => result === 'pending')).toEqual([]), { timeout: 5000 })
