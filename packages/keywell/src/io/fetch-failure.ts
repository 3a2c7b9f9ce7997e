/** What can go wrong in an HTTP exchange, as typed errors that a person understands. Never holds a body or a query. */
import { clip, type ErrorExtras, isKeywellError, KeywellError, quote } from '../errors/index.ts'
import { displayUrl } from './url.ts'

export type FetchPhase = 'headers' | 'body'

const NAME_NOT_FOUND = 'the host name was not found in DNS'
const REFUSED = 'connection refused'
const RESET = 'the server closed the connection'
const UNREACHABLE = 'no route to the host'
const SLOW_CONNECT = 'connecting took too long'
const UNKNOWN_CA = 'the TLS certificate comes from an unknown authority'
const SELF_SIGNED = 'the TLS certificate is self-signed'
const NO_TLS = 'the TLS handshake failed'
const MANY_HEADERS = 'the answer has too many headers'
const NOT_HTTP = 'the answer is no valid HTTP'
const DAMAGED = 'the compressed body is damaged'

/** Codes of Node's sockets, TLS, zlib and undici (nodejs.org/api/errors.html), and Bun's names for the same. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', REFUSED],
  ['ConnectionRefused', REFUSED],
  ['ENOTFOUND', NAME_NOT_FOUND],
  ['EAI_AGAIN', 'no answer from DNS'],
  ['ECONNRESET', RESET],
  ['ConnectionClosed', RESET],
  ['EPIPE', RESET],
  ['UND_ERR_SOCKET', RESET],
  ['EHOSTUNREACH', UNREACHABLE],
  ['ENETUNREACH', UNREACHABLE],
  ['ETIMEDOUT', SLOW_CONNECT],
  ['UND_ERR_CONNECT_TIMEOUT', SLOW_CONNECT],
  ['CERT_HAS_EXPIRED', 'the TLS certificate has expired'],
  ['CERT_NOT_YET_VALID', 'the TLS certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the TLS certificate is for another host name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', SELF_SIGNED],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_CA],
  ['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_CA],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_CA],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_CA],
  ['EPROTO', NO_TLS],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'the server asks for a client certificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'the server does not accept the client certificate'],
  ['ERR_STREAM_PREMATURE_CLOSE', RESET],
  ['UND_ERR_HEADERS_OVERFLOW', MANY_HEADERS],
  ['HPE_HEADER_OVERFLOW', MANY_HEADERS],
  ['HTTPParserError', NOT_HTTP],
  ['Z_DATA_ERROR', DAMAGED],
  ['Z_BUF_ERROR', DAMAGED],
])

/** Families of codes, where no single one has its own row above; zlib spells brotli's with two underscores. */
const PREFIXES: readonly (readonly [string, string])[] = [
  ['HPE_', NOT_HTTP],
  ['ERR_SSL_', NO_TLS],
  ['ERR__ERROR_FORMAT_', DAMAGED],
  ['ERR_BROTLI_', DAMAGED],
]

/** The exchange broke before there was a whole answer. */
export function fetchFailed(url: URL, phase: FetchPhase, cause: unknown): KeywellError {
  return fetchRefused(url, whyFailed(cause, phase), { cause: withoutBody(cause) })
}

/** The exchange came to an end that cannot be used; `reason` says why. */
export function fetchRefused(url: URL, reason: string, extras: Pick<ErrorExtras, 'cause' | 'hint'> = {}): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_FAILED', `${reason}: ${quote(url.host)}`, { url: shown, reason }, extras)
}

export function fetchTimeout(url: URL, timeoutMs: number, phase: FetchPhase): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_TIMEOUT', `no ${phase} from ${quote(shown)} in time`, {
    url: shown,
    timeoutMs,
    phase,
  })
}

/** `retryAfterSeconds` as the server asked for it, bounded. */
export function fetchStatus(url: URL, status: number, retryAfterSeconds?: number): KeywellError {
  const shown = displayUrl(url)
  const message = `${quote(shown)} answered ${status}`
  return new KeywellError('ERR_FETCH_STATUS', message, { url: shown, status }, { retryAfterSeconds })
}

/** Whether a server answered with one of these. */
export const hasStatus = (error: unknown, statuses: ReadonlySet<number>): boolean =>
  isKeywellError(error, 'ERR_FETCH_STATUS') && statuses.has(error.detail.status)

export function fetchTooLarge(url: URL, maxBytes: number): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_TOO_LARGE', `${quote(shown)} is larger than ${maxBytes} bytes`, {
    url: shown,
    maxBytes,
  })
}

/** What is wrong with a redirect, beside its being one, and what to do then. */
export interface RedirectProblem {
  /** Completes "… redirects". */
  readonly how: string
  readonly hint: string
}

export function fetchRedirect(url: URL, location: string | null, problem?: RedirectProblem): KeywellError {
  const shown = displayUrl(url)
  const target = location === null ? undefined : clip(displayUrl(resolve(location, url)))
  const message = `${quote(shown)} redirects${problem === undefined ? '' : ` ${problem.how}`}`
  return new KeywellError('ERR_FETCH_REDIRECT', message, { url: shown, location: target }, { hint: problem?.hint })
}

/** No connection was made to `address`, which the URL's host is or was found to be. */
export function addressRefused(url: URL, address: string, reason: string): KeywellError {
  const message = `the address ${quote(address)} is refused`
  return new KeywellError('ERR_ADDRESS_REFUSED', message, { url: displayUrl(url), reason })
}

const resolve = (location: string, base: URL): string | URL =>
  URL.canParse(location, base) ? new URL(location, base) : location

function whyFailed(error: unknown, phase: FetchPhase): string {
  const reason = reasonOf(error)
  if (phase === 'headers') return reason ?? 'the request failed'
  // A reset or an unnamed failure in mid-body means one thing to its reader: part of it is missing.
  return reason === undefined || reason === RESET ? 'the body ended early' : reason
}

function reasonOf(error: unknown): string | undefined {
  for (const link of chain(error)) {
    const code = 'code' in link ? String(link.code) : ''
    const reason =
      REASONS.get(code) ?? REASONS.get(link.name) ?? PREFIXES.find(([prefix]) => code.startsWith(prefix))?.[1]
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Parser errors hold the bytes they stumbled over (undici: `data`, node:http: `rawPacket`), which must not be printed. */
const withoutBody = (error: unknown): unknown =>
  chain(error).some((link) => 'data' in link || 'rawPacket' in link) ? undefined : error

/** fetch wraps what happened once or twice; a loop of causes ends here. */
const MAX_CAUSES = 5

function chain(error: unknown): readonly Error[] {
  const links: Error[] = []
  for (let link = error; link instanceof Error && links.length < MAX_CAUSES; link = link.cause) links.push(link)
  return links
}
