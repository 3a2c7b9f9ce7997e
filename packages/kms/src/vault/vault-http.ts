/** One exchange with Vault's HTTP API. Bounded, without redirects; the token is in no error. */
import { httpFailure, kindOfStatus } from '../core/http-failure.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { knownOptions, optionInvalid } from '../core/settings.ts'
import { isAnswer } from './vault-keys.ts'
import type { VaultOptions } from './vault-options.ts'

export interface VaultRequest {
  readonly verb: 'GET' | 'POST'
  /** Below the mount. */
  readonly path: string
  readonly body?: object
  readonly signal: AbortSignal
}

/** Resolves to the member `data` of the answer. */
export type VaultCall = (request: VaultRequest) => Promise<Readonly<Record<string, unknown>>>

const OPTIONS: readonly (keyof VaultOptions)[] = ['address', 'token', 'namespace', 'mount', 'fetch']

interface Settings {
  readonly base: string
  readonly token: () => string | Promise<string>
  readonly namespace: string | undefined
  readonly fetch: typeof globalThis.fetch
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function vaultHttp(options: VaultOptions): VaultCall {
  const settings = settingsOf(options)
  return (request) => exchange(settings, request)
}

function settingsOf(options: VaultOptions): Settings {
  knownOptions(options, OPTIONS, 'vault')
  const { address = variable('ADDR'), namespace = variable('NAMESPACE'), mount = 'transit' } = options
  if (address === undefined || !/^https?:\/\/[^/?#]+\/?$/.test(address) || !URL.canParse(address))
    throw optionInvalid('vault.address', 'the URL of the server, without a path', address, 'or set VAULT_ADDR')
  if (!/^[\w./-]+$/.test(mount) || mount.includes('..'))
    throw optionInvalid('vault.mount', 'the path of an engine', mount)
  const base = `${new URL(address).origin}/v1/${mount.replaceAll(/^\/+|\/+$/g, '')}`
  return {
    base,
    token: tokenOption(options.token ?? variable('TOKEN')),
    namespace,
    fetch: options.fetch ?? globalThis.fetch,
  }
}

function tokenOption(token: VaultOptions['token']): Settings['token'] {
  if (typeof token === 'function') return token
  if (typeof token === 'string' && token !== '') return () => token
  throw optionInvalid('vault.token', 'a token or a function that gives it', token, 'or set VAULT_TOKEN')
}

/** Vault's own names first, then OpenBao's. */
const variable = (name: string): string | undefined => process.env[`VAULT_${name}`] ?? process.env[`BAO_${name}`]

async function exchange(settings: Settings, { verb, path, body, signal }: VaultRequest): ReturnType<VaultCall> {
  const headers = await headersOf(settings)
  const response = await settings
    .fetch(`${settings.base}/${path}`, {
      method: verb,
      headers,
      signal,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    .catch((cause: unknown) => {
      throw new ServiceFailure('unavailable', 'the Vault server could not be reached', { cause })
    })
  const text = await boundedText(response)
  if (response.status !== 200) throw failureOf(response, text)
  const data = dataOf(text)
  if (data === undefined) throw new ServiceFailure('unavailable', 'the answer is none of Vault')
  return data
}

/** What a header cannot hold is refused here: the error of `fetch` would show it. */
const HEADER_VALUE = /^[\x21-\x7e]{1,16384}$/

async function headersOf({ token, namespace }: Settings): Promise<Record<string, string>> {
  const value: unknown = await Promise.resolve(token()).catch((cause: unknown) => {
    throw new ServiceFailure('unavailable', 'the token could not be obtained', { cause })
  })
  if (typeof value !== 'string' || !HEADER_VALUE.test(value))
    throw new ServiceFailure('refused', 'the token has characters that no token has')
  const headers = { 'content-type': 'application/json', 'x-vault-request': 'true', 'x-vault-token': value }
  return namespace === undefined ? headers : { ...headers, 'x-vault-namespace': namespace }
}

/** A key with some hundred versions of RSA 4096 has 100 kB. */
const MAX_BODY = 1_048_576

async function boundedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > MAX_BODY) throw new ServiceFailure('unavailable', 'the answer is too large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function dataOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    return isAnswer(answer) && isAnswer(answer['data']) ? answer['data'] : undefined
  } catch {
    return undefined
  }
}

/** Statuses of Vault (developer.hashicorp.com/vault/api-docs, HTTP status codes). */
const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'the request was refused by Vault'],
  [403, 'the policy of the token does not allow it, or the token has expired'],
  [404, 'there is no such key'],
  [412, 'this node is not up to date yet'],
  [429, 'throttled by Vault: a rate limit quota is used up'],
  [472, 'this node is a disaster recovery secondary'],
  [473, 'this node is a performance standby'],
  [503, 'the Vault server is sealed or under maintenance'],
])

/** 412, 472 and 473 say which node was asked, so another attempt may meet another one. */
const PASSING: ReadonlySet<number> = new Set([412, 472, 473])

function failureOf({ status, headers }: Response, text: string): ServiceFailure {
  const reason = REASONS.get(status) ?? `the Vault server answered ${status}`
  const retryAfter = headers.get('retry-after')
  const cause = new Error(`HTTP status ${status}: ${errorsOf(text)}`)
  if (PASSING.has(status)) return new ServiceFailure('unavailable', reason, { cause })
  return kindOfStatus(status) === 'refused'
    ? new ServiceFailure('refused', reason, { cause })
    : httpFailure(status, reason, { retryAfter, cause })
}

/** What Vault says, such as "permission denied"; it names paths and versions, never a token. */
function errorsOf(text: string): string {
  try {
    const answer: unknown = JSON.parse(text)
    if (isAnswer(answer) && Array.isArray(answer['errors']))
      return answer['errors'].map(String).join('; ').slice(0, 200)
  } catch {
    // A page of a proxy; nothing of it is shown.
  }
  return 'no errors given'
}
