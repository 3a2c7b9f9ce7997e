/** Where an issuer's metadata may be, and what of it is believed. Pure; believes nothing before `issuer` matches. */
import { clip, KeywellError, kindOf, quote } from '../../errors/index.ts'
import { displayUrl, judgeUrl, type UrlPolicy } from '../../io/url.ts'
import { isJsonObject, readJson } from '../../jose/json.ts'

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

/**
 * The URLs to try, in order: OpenID Connect Discovery §4.1 (suffix), RFC 8414 §3.1 (inserted before the path), and the
 * suffix form of the latter, which §5 there tells servers to drop and many keep.
 */
export function discoveryUrls({ origin, pathname }: URL): readonly [URL, ...URL[]] {
  // Both specifications remove a slash that ends the issuer; the issuer itself keeps it for comparing.
  const path = pathname.replace(/\/$/, '')
  const others = new Set([`${OAUTH}${path}`, `${path}${OAUTH}`])
  return [new URL(`${origin}${path}${OPENID}`), ...[...others].map((place) => new URL(`${origin}${place}`))]
}

export const discoveryInvalid = (url: URL, member: string | undefined, reason: string, cause?: unknown): KeywellError =>
  new KeywellError(
    'ERR_DISCOVERY_INVALID',
    member === undefined ? reason : `"${member}" ${reason}`,
    { url: displayUrl(url), member, reason },
    { cause },
  )

export interface ExpectedMetadata {
  /** As configured; compared byte for byte (OpenID Connect Discovery §4.3, RFC 8414 §3.3). */
  readonly issuer: string
  readonly urls: UrlPolicy
}

/**
 * The `jwks_uri` of a metadata document.
 * @throws KeywellError ERR_DISCOVERY_INVALID, ERR_ISSUER_MISMATCH
 */
export function readJwksUri(text: string, url: URL, { issuer, urls }: ExpectedMetadata): URL {
  const metadata = readMetadata(text, url)
  const received = metadata['issuer']
  if (typeof received !== 'string') throw discoveryInvalid(url, 'issuer', notA('string', received))
  if (received !== issuer) throw issuerMismatch(url, issuer, received)
  const location = metadata['jwks_uri']
  if (typeof location !== 'string') throw discoveryInvalid(url, 'jwks_uri', notA('string', location))
  const verdict = judgeUrl(location, urls)
  if (verdict.url !== undefined) return verdict.url
  throw discoveryInvalid(url, 'jwks_uri', `must be ${verdict.problem}`)
}

const notA = (expected: string, received: unknown): string =>
  received === undefined ? 'is missing' : `must be a ${expected}, not ${kindOf(received)}`

function readMetadata(text: string, url: URL): Readonly<Record<string, unknown>> {
  const result = readJson(text.startsWith('\ufeff') ? text.slice(1) : text)
  if (result.ok) {
    if (isJsonObject(result.value)) return result.value
    throw discoveryInvalid(url, undefined, `the metadata must be a JSON object, got ${kindOf(result.value)}`)
  }
  const isMarkup = /^\s*</.test(text)
  throw discoveryInvalid(
    url,
    undefined,
    isMarkup ? 'this is HTML or XML, not metadata' : `no strict JSON: ${result.reason}`,
  )
}

function issuerMismatch(url: URL, expected: string, received: string): KeywellError {
  const detail = { url: displayUrl(url), expected, received: clip(received) }
  const isSlash = withoutSlash(expected) === withoutSlash(received)
  const hint = isSlash ? `they differ in the trailing slash only; configure ${quote(received)}` : undefined
  return new KeywellError('ERR_ISSUER_MISMATCH', 'the metadata is of another issuer', detail, { hint })
}

const withoutSlash = (issuer: string): string => issuer.replace(/\/$/, '')
