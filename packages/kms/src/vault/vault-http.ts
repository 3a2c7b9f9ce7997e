/** One exchange with Vault's HTTP API. Bounded, without redirects; the token is in no error. */
import { httpFailure } from '../core/http-failure.ts'
import { exchangeJson, isObject, type JsonAnswer } from '../core/json-exchange.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { knownOptions, optionInvalid } from '../core/settings.ts'
import type { VaultOptions } from './vault-options.ts'

export interface VaultRequest {
  readonly verb: 'GET' | 'POST'
  /** Below the mount. */
  readonly path: string
  readonly body?: object | undefined
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
  if (typeof mount !== 'string' || !/^[\w./-]+$/.test(mount) || mount.includes('..'))
    throw optionInvalid('vault.mount', 'the path of an engine', mount)
  if (namespace !== undefined && typeof namespace !== 'string')
    throw optionInvalid('vault.namespace', 'the name of a namespace', namespace)
  if (options.fetch !== undefined && typeof options.fetch !== 'function')
    throw optionInvalid('vault.fetch', 'a function like fetch', options.fetch)
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
  const { fetch, base } = settings
  const answer = await exchangeJson({ fetch, url: `${base}/${path}`, verb, headers, body, signal })
  if (answer.status !== 200) throw failureOf(answer, headers[TOKEN])
  const data = isObject(answer.json) ? answer.json['data'] : undefined
  if (isObject(data)) return data
  throw new ServiceFailure('unavailable', 'the answer is none of Vault')
}

/** What a header cannot hold is refused here: the error of `fetch` would show it. */
const HEADER_VALUE = /^[\x21-\x7e]{1,16384}$/

const TOKEN = 'x-vault-token'

async function headersOf({
  token,
  namespace,
}: Settings): Promise<Readonly<Record<string, string>> & { readonly [TOKEN]: string }> {
  const value: unknown = await Promise.resolve(token()).catch((cause: unknown) => {
    throw new ServiceFailure('unavailable', 'the token could not be obtained', { cause })
  })
  if (typeof value !== 'string' || !HEADER_VALUE.test(value))
    throw new ServiceFailure('refused', 'the token has characters that no token has')
  const headers = { 'content-type': 'application/json', 'x-vault-request': 'true', [TOKEN]: value }
  return namespace === undefined ? headers : { ...headers, 'x-vault-namespace': namespace }
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

function failureOf({ status, retryAfter, json }: JsonAnswer, token: string): ServiceFailure {
  const reason = REASONS.get(status) ?? `the Vault server answered ${status}`
  const cause = new Error(`HTTP status ${status}: ${errorsOf(json, token)}`)
  if (PASSING.has(status)) return new ServiceFailure('unavailable', reason, { cause })
  return httpFailure(status, reason, { retryAfter, cause })
}

/** What Vault says, such as "permission denied"; it names paths and versions, never a token; something in between may. A proxy's page is not shown. */
function errorsOf(json: unknown, token: string): string {
  const errors = isObject(json) ? json['errors'] : undefined
  return Array.isArray(errors) ? errors.map(String).join('; ').replaceAll(token, '…').slice(0, 200) : 'no errors given'
}
