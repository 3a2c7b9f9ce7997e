/** Answers that tests and the command ask for again and again, by name. Each is one fault, the rest of it in order. */
import type { Answer, Point } from './answer.ts'

const stall = (after: Point): Answer => ({ delivery: { how: 'stall', after } })
const reset = (after: Point): Answer => ({ delivery: { how: 'reset', after } })
const cut = (after: Point): Answer => ({ delivery: { how: 'cut', after } })

/** `location` is relative to what was asked for; a path without a script answers 404. */
export const redirectTo = (location: string, status = 302): Answer => ({ status, headers: { location }, text: '' })

/** A status with an empty body. */
export const statusOnly = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  text: '',
})

/** Where cloud providers hand credentials to whoever asks from inside. */
const METADATA_SERVICE = 'http://169.254.169.254/latest/meta-data/'

export const ANSWERS = Object.freeze({
  document: {},
  gzip: { encoding: 'gzip' },
  br: { encoding: 'br' },
  chunked: { framing: 'chunked' },
  empty: { text: '' },
  html: { text: '<!doctype html><title>Sign in</title><p>Your session has ended.' },
  'error-json': { json: { error: 'temporarily_unavailable' } },
  'cut-json': { cutToBytes: 30 },
  '10mb': { padToBytes: 10_000_000 },
  'gzip-bomb': { padToBytes: 50_000_000, encoding: 'gzip' },
  'br-bomb': { padToBytes: 50_000_000, encoding: 'br' },
  endless: { delivery: { how: 'endless' } },
  'stall-before-headers': stall('request'),
  'stall-after-headers': stall('headers'),
  'stall-in-body': stall(20),
  slow: { delivery: { how: 'slow', bytes: 1, everyMs: 100 } },
  'reset-before-headers': reset('request'),
  'reset-in-body': reset(20),
  'close-before-headers': cut('request'),
  'cut-length': cut(20),
  'cut-chunked': { framing: 'chunked', ...cut(20) },
  'redirect-to-metadata': redirectTo(METADATA_SERVICE),
  /** To the same path, for ever. */
  'redirect-loop': redirectTo('?again'),
} satisfies Readonly<Record<string, Answer>>)

export type AnswerName = keyof typeof ANSWERS
