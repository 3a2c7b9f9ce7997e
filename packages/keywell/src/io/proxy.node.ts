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
  const proxy = parseProxy(option instanceof URL ? option.href : option)
  return () => proxy
}

function proxyOfEnvironment(environment: Environment): ProxyChoice {
  const name = PROXY_VARIABLES.find((candidate) => isSet(environment, candidate))
  if (name === undefined) return undefined
  const proxy = parseProxy(environment[name], `it comes from ${name} of the environment; http.proxy goes before it`)
  const direct = environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''
  // A proxy elsewhere cannot reach this machine's own loopback; Go leaves it out as well.
  return (url) => (isLoopback(url.hostname) || bypassesProxy(url, direct) ? undefined : proxy)
}

/** Lower case first, as curl has it. */
const PROXY_VARIABLES: readonly string[] = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

/** Every variable that the choice depends on. */
export const ENVIRONMENT: readonly string[] = [...PROXY_VARIABLES, 'no_proxy', 'NO_PROXY', 'REQUEST_METHOD']

function isSet(environment: Environment, name: string): boolean {
  // In a CGI process a request's "Proxy" header sets HTTP_PROXY (CVE-2016-5385).
  if (name === 'HTTP_PROXY' && environment['REQUEST_METHOD'] !== undefined) return false
  return (environment[name] ?? '') !== ''
}

function parseProxy(value: unknown, hint = 'such as http://proxy.example:8080'): Proxy {
  const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const authorization = parsed === undefined ? undefined : basicOf(parsed)
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  if (isWeb && authorization !== null) return { url: new URL(parsed.origin), authorization }
  throw optionInvalid('http.proxy', 'an http: or https: URL of a proxy', value, { secret: true, hint })
}

/** RFC 7617; `null` when user name or password are not percent-encoded text. */
function basicOf({ username, password }: URL): string | undefined | null {
  if (username === '' && password === '') return undefined
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
  } catch {
    return null
  }
}

/** The address or name to connect to. */
export const hostOf = ({ hostname }: URL): string => literalAddress(hostname) ?? hostname
