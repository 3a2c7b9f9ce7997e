/** Options of sources that fetch: the URL rules, the headers, the fetch itself. Never shows a header's value. */
import { httpBackend } from '#http'
import { booleanOption, clip, optional, optionInvalid, wholeNumberWithin } from '../../errors/index.ts'
import { fetchRefused } from '../../io/fetch-failure.ts'
import { type AddressPolicy, addressPolicyOption, type AddressPolicyOption } from '../../io/address-policy.ts'
import type { Clock } from '../../io/clock.ts'
import type { Fetch, Transport } from '../../io/http.ts'
import type { Guard, HttpClient, HttpClientOptions } from '../../io/http-backend.ts'
import { MAX_REDIRECTS } from '../../io/redirects.ts'
import { displayUrl, judgeUrl, type UrlPolicy } from '../../io/url.ts'
import { isJsonObject } from '../../jose/json.ts'
import { SOURCE_OPTIONS, type SourceOptions } from '../options.ts'
import { type SourceSettings, sourceSettings } from '../settings.ts'

export type HeaderMap = Readonly<Record<string, string>>

/** What a headers function is told. */
export interface HeaderContext {
  /** Of the request that the headers are for. */
  readonly url: URL
  readonly signal: AbortSignal
}

/** Options of sources that fetch over HTTP. */
export interface RemoteOptions extends SourceOptions {
  /**
   * Sent with every request to the origin of the URL or issuer, such as `authorization` where keys are guarded; never to
   * another host that metadata names. A function decides by the URL it is given, and is asked anew each time, within
   * the refresh's deadline; when it rejects, the refresh has failed.
   */
  readonly headers?: HeaderMap | ((context: HeaderContext) => HeaderMap | Promise<HeaderMap>)
  /** Makes the requests instead of keywell; it must honour `redirect: 'manual'` and should honour `signal`. */
  readonly fetch?: Fetch
  /** How connections are made: authorities, client certificate, proxy, agent. For Node, Bun and Deno; not beside `fetch`. */
  readonly http?: HttpClientOptions
  /**
   * Which addresses may be connected to, checked for every address at the moment of connecting. Default `configured`;
   * `public` for issuers that come from input. `status().guard` says who checks.
   */
  readonly addressPolicy?: AddressPolicyOption
  /**
   * How many redirects are followed, 0 to 3; each is checked like the first URL, and `headers` never leave its origin.
   * Default 0: a redirect is a failure.
   */
  readonly redirects?: 0 | 1 | 2 | 3
  /** Admits `http:` URLs to this machine (localhost, 127.0.0.0/8, [::1]), for development. Default false. */
  readonly allowHttpLoopback?: boolean
}

export interface RemoteSettings extends SourceSettings {
  readonly headers: (context: HeaderContext) => Promise<HeaderMap>
  readonly transport: Transport
  /** Who looks at the addresses that are connected to. */
  readonly guard: Guard
  readonly urls: UrlPolicy
}

export const REMOTE_OPTIONS: readonly (keyof RemoteOptions)[] = [
  ...SOURCE_OPTIONS,
  'headers',
  'fetch',
  'http',
  'addressPolicy',
  'redirects',
  'allowHttpLoopback',
]

/** @throws KeywellError ERR_OPTION_INVALID */
export function remoteSettings(options: RemoteOptions): RemoteSettings {
  const settings = sourceSettings(options)
  const allowHttpLoopback = optional(booleanOption, 'allowHttpLoopback', options.allowHttpLoopback) ?? false
  const urls = allowHttpLoopback ? WITH_LOOPBACK : HTTPS_ONLY
  const { fetch, guard } = clientOf(options)
  const max = optional(wholeNumberWithin(0, MAX_REDIRECTS), 'redirects', options.redirects) ?? 0
  const redirects = max === 0 ? undefined : Object.freeze({ max, urls })
  return Object.freeze({
    ...settings,
    headers: headersOf(options.headers),
    transport: transportOf(fetch, settings.clock, redirects),
    guard,
    urls,
  })
}

const HTTPS_ONLY: UrlPolicy = Object.freeze({ allowHttpLoopback: false })
const WITH_LOOPBACK: UrlPolicy = Object.freeze({ allowHttpLoopback: true })

/** By what makes the requests: most sources have the same, and there may be 10,000. */
const usualTransports = new WeakMap<Fetch, Transport>()

function transportOf(fetch: Fetch, clock: Clock, redirects: Transport['redirects']): Transport {
  if (redirects !== undefined) return Object.freeze({ fetch, clock, redirects })
  const known = usualTransports.get(fetch)
  if (known?.clock === clock) return known
  const transport = Object.freeze({ fetch, clock })
  usualTransports.set(fetch, transport)
  return transport
}

function clientOf(options: RemoteOptions): HttpClient {
  const { fetch, http: client } = options
  const addresses = addressPolicyOption('addressPolicy', options.addressPolicy)
  if (fetch !== undefined && typeof fetch !== 'function')
    throw optionInvalid('fetch', 'a function like the global fetch', fetch)
  if (fetch !== undefined && client !== undefined)
    throw optionInvalid('http', 'absent beside fetch, which makes the connections', client)
  const made: HttpClient =
    fetch === undefined ? httpBackend.createClient({ addresses, client }) : { fetch, guard: 'none' }
  requireGuard(made, addresses)
  return made
}

/** On browsers and workers no fetch reaches a private network of the server's, so there is nothing to guard. */
function requireGuard({ guard }: HttpClient, { scope, unguarded }: AddressPolicy): void {
  if (scope !== 'public' || guard === 'connect' || unguarded !== undefined || httpBackend.name === 'web') return
  const hint = 'say why that is safe here: addressPolicy: { scope: "public", unguarded: "…" }'
  const where = guard === 'proxy' ? 'behind a proxy' : 'with fetch or http.agent'
  throw optionInvalid('addressPolicy', `checkable, which "public" is not ${where}`, scope, { hint })
}

const NO_HEADERS: HeaderMap = Object.freeze({})

const noHeaders = async (): Promise<HeaderMap> => NO_HEADERS

function headersOf(headers: RemoteOptions['headers']): RemoteSettings['headers'] {
  if (headers === undefined) return noHeaders
  if (typeof headers === 'function') return async (context) => checkHeaders(await askHeaders(headers, context))
  const fixed = checkHeaders(headers)
  // A source's first request goes where its caller pointed it; where metadata points afterwards is not the caller's word.
  let home: string | undefined
  return async ({ url }) => {
    home ??= url.origin
    return url.origin === home ? fixed : NO_HEADERS
  }
}

type AskHeaders = Extract<NonNullable<RemoteOptions['headers']>, (...args: never) => unknown>

async function askHeaders(ask: AskHeaders, context: HeaderContext): Promise<unknown> {
  try {
    return await ask(context)
  } catch (cause) {
    throw fetchRefused(context.url, 'the headers function failed', { cause, hint: 'the cause is what it threw' })
  }
}

/** RFC 9110 §5.1, §5.5. Checked here because fetch's own error would quote the value. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

function checkHeaders(headers: unknown): HeaderMap {
  // Map and Headers keep their content out of sight of Object.entries, which would drop it in silence.
  const isPlain = isJsonObject(headers) && typeof headers['entries'] !== 'function'
  if (!isPlain) throw optionInvalid('headers', 'a plain object of header names and values', headers, { secret: true })
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) throw optionInvalid('headers', 'an object with valid header names', clip(name))
    const option = `headers.${clip(name)}`
    if (typeof value !== 'string') throw optionInvalid(option, 'a string', value)
    if (!VALUE.test(value))
      throw optionInvalid(option, 'text without line breaks or control characters', value, { secret: true })
    checked[name.toLowerCase()] = value
  }
  return Object.freeze(checked)
}

/**
 * A URL that was passed as an option.
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function urlOption(option: string, value: unknown, policy: UrlPolicy): URL {
  const verdict = judgeUrl(value, policy)
  if (verdict.url !== undefined) return verdict.url
  throw optionInvalid(option, verdict.problem, typeof value === 'string' ? displayUrl(value) : value)
}
