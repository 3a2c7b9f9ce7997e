/** Which proxy a request goes through, from the option or the environment. Never shows a proxy's user name or password. */
import { Buffer } from 'node:buffer'
import { optionInvalid } from '../errors/index.ts'
import { literalAddress } from './address-guard.ts'
import type { HttpClientOptions } from './http-backend.ts'
import { bypassesProxy } from './no-proxy.ts'
import { isLoopback } from './url.ts'

export interface Proxy {
  /** Without its credentials. */
  readonly url: URL
  /** The value of `proxy-authorization`. */
  readonly authorization: string | undefined
}

/** The proxy for a URL; `undefined` throughout where none is set. */
export type ProxyChoice = ((url: URL) => Proxy | undefined) | undefined

export type Environment = Readonly<Record<string, string | undefined>>

/** @throws KeywellError ERR_OPTION_INVALID */
export function chooseProxy(option: HttpClientOptions['proxy'], environment: Environment): ProxyChoice {
  if (option === false) return undefined
  if (option === undefined) return proxyOfEnvironment(environment)
  const proxy = parseProxy('http.proxy', option instanceof URL ? option.href : option)
  return () => proxy
}

function proxyOfEnvironment(environment: Environment): ProxyChoice {
  const name = PROXY_VARIABLES.find((candidate) => isSet(environment, candidate))
  if (name === undefined) return undefined
  const proxy = parseProxy(name, environment[name])
  const direct = environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''
  // A proxy elsewhere cannot reach this machine's own loopback; Go leaves it out as well.
  return (url) => (isLoopback(url.hostname) || bypassesProxy(url, direct) ? undefined : proxy)
}

/** Lower case first, as curl has it. */
const PROXY_VARIABLES: readonly string[] = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

function isSet(environment: Environment, name: string): boolean {
  // In a CGI process a request's "Proxy" header sets HTTP_PROXY (CVE-2016-5385).
  if (name === 'HTTP_PROXY' && environment['REQUEST_METHOD'] !== undefined) return false
  return (environment[name] ?? '') !== ''
}

function parseProxy(option: string, value: unknown): Proxy {
  const expected = 'an http: or https: URL of a proxy'
  const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw optionInvalid(option, expected, value, { secret: true })
  const authorization = basicOf(option, parsed)
  return { url: new URL(parsed.origin), authorization }
}

/** RFC 7617. */
function basicOf(option: string, { username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
  } catch {
    throw optionInvalid(option, 'a URL whose user name and password are percent-encoded', '', { secret: true })
  }
}

/** The address or name to connect to. */
export const hostOf = ({ hostname }: URL): string => literalAddress(hostname) ?? hostname
