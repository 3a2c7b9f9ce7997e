/** Key Vault by `fetch`: the first call learns from the vault's challenge which token it wants; the next ones bring it. */
import { decodeBase64url, encodeBase64url } from '../core/base64.ts'
import { exchangeJson, isObject, type JsonAnswer, type JsonRequest } from '../core/json-exchange.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import type { AzureCalls, AzureVersion } from './azure-calls.ts'
import { type Challenge, readChallenge } from './azure-challenge.ts'
import { answerFailure } from './azure-failure.ts'
import { versionOf } from './azure-keys.ts'
import type { AzureCredential } from './azure-options.ts'

export interface RestSettings {
  readonly fetch: typeof globalThis.fetch
  /** The origin of the vault. */
  readonly vault: string
  readonly credential: AzureCredential
}

type Request = Pick<JsonRequest, 'verb' | 'body' | 'signal'>

const VERSION = 'api-version=7.4'

export function restCalls(settings: RestSettings, key: string): AzureCalls {
  let challenge: Challenge | undefined
  const call = async (path: string, request: Request): Promise<Readonly<Record<string, unknown>>> => {
    const known = challenge
    let [answer, header] = await exchange(settings, { path, request, challenge: known })
    // Without a token, or with one of a tenant that the vault has left.
    if (answer.status === 401) {
      challenge = readChallenge(header, settings.vault)
      if (known === undefined || !isSame(known, challenge))
        [answer, header] = await exchange(settings, { path, request, challenge })
    }
    if (answer.status !== 200) throw answerFailure(answer)
    if (isObject(answer.json)) return answer.json
    throw new ServiceFailure('unavailable', 'the answer is none of Key Vault')
  }
  return {
    versions: async (signal) => {
      const found: AzureVersion[] = []
      let path: string | undefined = `keys/${key}/versions`
      for (let pages = 0; path !== undefined && pages < MAX_PAGES; pages++) {
        const page = await call(path, { verb: 'GET', signal })
        found.push(...listed(page))
        path = nextPath(page['nextLink'], settings.vault)
      }
      return found
    },
    key: async (version, signal) => {
      const { key: members } = await call(`keys/${key}/${version}`, { verb: 'GET', signal })
      if (isObject(members)) return { members, version: versionOf(members['kid']) }
      throw new ServiceFailure('unavailable', 'the answer lacks the key')
    },
    sign: async ({ version, alg, digest }, signal) => {
      const body = { alg, value: encodeBase64url(digest) }
      const { kid, value } = await call(`keys/${key}/${version}/sign`, { verb: 'POST', body, signal })
      const octets = typeof value === 'string' ? decodeBase64url(value) : undefined
      return octets === undefined ? undefined : { octets, version: versionOf(kid) }
    },
  }
}

const isSame = (one: Challenge, other: Challenge): boolean =>
  one.scope === other.scope && one.tenantId === other.tenantId

/** Of 25 versions each, those that are disabled among them. */
const MAX_PAGES = 20

/** The token goes along, so the link must lead to the same vault. */
function nextPath(link: unknown, vault: string): string | undefined {
  if (typeof link !== 'string' || link === '') return undefined
  if (link.startsWith(`${vault}/keys/`)) return link.slice(vault.length + 1)
  throw new ServiceFailure('refused', 'the list of versions goes on at another server')
}

function listed({ value }: Readonly<Record<string, unknown>>): readonly AzureVersion[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return items.filter(isObject).flatMap(({ kid, attributes }) => {
    const facts = isObject(attributes) ? attributes : {}
    if (facts['enabled'] !== true) return []
    return [{ version: versionOf(kid), createdMs: Number(facts['created'] ?? 0) * 1000 }]
  })
}

interface Exchange {
  readonly path: string
  readonly request: Request
  readonly challenge: Challenge | undefined
}

async function exchange(
  { fetch, vault, credential }: RestSettings,
  { path, request, challenge }: Exchange,
): Promise<readonly [JsonAnswer, string | null]> {
  let header: string | null = null
  const token = challenge === undefined ? undefined : await tokenOf(credential, challenge, request.signal)
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  // The first one asks for the challenge alone, so it says nothing of the key.
  const body = token === undefined && request.body !== undefined ? {} : request.body
  const noting: typeof globalThis.fetch = async (...values) => {
    const response = await fetch(...values)
    header = response.headers.get('www-authenticate')
    return response
  }
  const url = `${vault}/${path}${path.includes('?') ? '' : `?${VERSION}`}`
  const answer = await exchangeJson({ ...request, body, fetch: noting, url, headers })
  return [answer, header]
}

/** What a header cannot hold is refused here: the error of `fetch` would show it. */
const HEADER_VALUE = /^[\x21-\x7e]{1,16384}$/

async function tokenOf(
  credential: AzureCredential,
  { scope, tenantId }: Challenge,
  abortSignal: AbortSignal,
): Promise<string> {
  const options = { abortSignal, ...(tenantId === undefined ? {} : { tenantId }) }
  const answer: unknown = await credential.getToken(scope, options).catch((cause: unknown) => {
    throw new ServiceFailure('unavailable', 'the token could not be obtained', { cause })
  })
  const token = isObject(answer) ? answer['token'] : undefined
  if (typeof token === 'string' && HEADER_VALUE.test(token)) return token
  throw new ServiceFailure('refused', 'the credential gave no token')
}
