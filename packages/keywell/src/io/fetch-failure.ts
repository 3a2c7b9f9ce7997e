/** What can go wrong in an HTTP exchange, as typed errors that a person understands. Never holds a body or a query. */
import { clip, KeywellError, quote } from '../errors/index.ts'
import { displayUrl } from './url.ts'

export type FetchPhase = 'headers' | 'body'

const NAME_NOT_FOUND = 'the host name was not found in DNS'
const REFUSED = 'connection refused'
const RESET = 'the server closed the connection'
const UNREACHABLE = 'no route to the host'
const SLOW_CONNECT = 'connecting took too long'
const UNKNOWN_CA = 'the TLS certificate comes from an unknown authority'
const SELF_SIGNED = 'the TLS certificate is self-signed'
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
  ['EPROTO', 'the TLS handshake failed'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the answer has too many headers'],
  ['HTTPParserError', NOT_HTTP],
  ['Z_DATA_ERROR', DAMAGED],
  ['Z_BUF_ERROR', DAMAGED],
])

/** The exchange broke before there was a whole answer. */
export function fetchFailed(url: URL, phase: FetchPhase, cause: unknown): KeywellError {
  return fetchRefused(url, whyFailed(cause, phase), withoutBody(cause))
}

/** The exchange came to an end that cannot be used; `reason` says why. */
export function fetchRefused(url: URL, reason: string, cause?: unknown): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_FAILED', `${reason}: ${quote(url.host)}`, { url: shown, reason }, { cause })
}

export function fetchTimeout(url: URL, timeoutMs: number, phase: FetchPhase): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_TIMEOUT', `no ${phase} from ${quote(shown)} in time`, {
    url: shown,
    timeoutMs,
    phase,
  })
}

export function fetchStatus(url: URL, status: number): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_STATUS', `${quote(shown)} answered ${status}`, { url: shown, status })
}

export function fetchTooLarge(url: URL, maxBytes: number): KeywellError {
  const shown = displayUrl(url)
  return new KeywellError('ERR_FETCH_TOO_LARGE', `${quote(shown)} is larger than ${maxBytes} bytes`, {
    url: shown,
    maxBytes,
  })
}

export function fetchRedirect(url: URL, location: string | null): KeywellError {
  const shown = displayUrl(url)
  const target = location === null ? undefined : clip(displayUrl(resolve(location, url)))
  return new KeywellError('ERR_FETCH_REDIRECT', `${quote(shown)} redirects`, { url: shown, location: target })
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
    const reason = REASONS.get(code) ?? REASONS.get(link.name) ?? (code.startsWith('HPE_') ? NOT_HTTP : undefined)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** undici's parser errors hold the bytes they stumbled over as `data`; those must not be printed with the error. */
const withoutBody = (error: unknown): unknown => (chain(error).some((link) => 'data' in link) ? undefined : error)

/** fetch wraps what happened once or twice; a loop of causes ends here. */
const MAX_CAUSES = 5

function chain(error: unknown): readonly Error[] {
  const links: Error[] = []
  for (let link = error; link instanceof Error && links.length < MAX_CAUSES; link = link.cause) links.push(link)
  return links
}
