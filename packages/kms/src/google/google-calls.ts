/** The three calls that are made of Google Cloud KMS, by its SDK or by `fetch`; both give answers of one shape. */
import { decodeBase64, encodeBase64 } from '../core/base64.ts'
import { exchangeJson, isObject, type JsonRequest } from '../core/json-exchange.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { answerFailure, clientFailure } from './google-failure.ts'
import type { GoogleKmsClient, GoogleSign } from './google-options.ts'

export type GoogleAnswer = Readonly<Record<string, unknown>>

export interface GoogleCalls {
  /** The enabled versions of a key. */
  list(parent: string, signal: AbortSignal): Promise<readonly GoogleAnswer[]>
  publicKey(name: string, signal: AbortSignal): Promise<GoogleAnswer>
  sign(request: GoogleSign, signal: AbortSignal): Promise<GoogleAnswer>
  close(): Promise<void>
}

const FILTER = 'state=ENABLED'

/** The attempt's own deadline ends sooner; this frees what it leaves behind. */
const OPTIONS = { timeout: 10_000, retry: { retryCodes: [] } }

export function clientCalls(client: GoogleKmsClient, isOwn: boolean): GoogleCalls {
  return {
    list: async (parent) => {
      const [versions] = await client.listCryptoKeyVersions({ parent, filter: FILTER }, OPTIONS).catch(clientFailure)
      return versions.filter(isObject)
    },
    publicKey: async (name) => answerOf((await client.getPublicKey({ name }, OPTIONS).catch(clientFailure))[0]),
    sign: async (request) => answerOf((await client.asymmetricSign(request, OPTIONS).catch(clientFailure))[0]),
    close: async () => {
      if (isOwn) await client.close?.()
    },
  }
}

export interface RestSettings {
  readonly fetch: typeof globalThis.fetch
  readonly endpoint: string
  readonly token: () => string | Promise<string>
}

export function restCalls(settings: RestSettings): GoogleCalls {
  const call = async (path: string, request: Pick<JsonRequest, 'verb' | 'body' | 'signal'>): Promise<GoogleAnswer> => {
    const { fetch, endpoint } = settings
    const headers = { authorization: `Bearer ${await tokenOf(settings)}` }
    const answer = await exchangeJson({ fetch, url: `${endpoint}/v1/${path}`, headers, ...request })
    if (answer.status !== 200) throw answerFailure(answer)
    return answerOf(answer.json)
  }
  return {
    list: async (parent, signal) => {
      const query = `filter=${encodeURIComponent(FILTER)}&pageSize=1000`
      const answer = await call(`${parent}/cryptoKeyVersions?${query}`, { verb: 'GET', signal })
      const versions: readonly unknown[] = Array.isArray(answer['cryptoKeyVersions']) ? answer['cryptoKeyVersions'] : []
      return versions.filter(isObject)
    },
    publicKey: (name, signal) => call(`${name}/publicKey`, { verb: 'GET', signal }),
    sign: ({ name, ...rest }, signal) => call(`${name}:asymmetricSign`, { verb: 'POST', body: jsonOf(rest), signal }),
    close: async () => undefined,
  }
}

/** ProtoJSON (protobuf.dev/programming-guides/json): octets in base64, 64 bits as text. */
function jsonOf({ digest, digestCrc32c, data, dataCrc32c }: Omit<GoogleSign, 'name'>): object {
  if (data !== undefined) return { data: encodeBase64(data), dataCrc32c: String(dataCrc32c?.value) }
  const entries: [string, string][] = Object.entries(digest ?? {}).map(([hash, octets]: [string, Uint8Array]) => [
    hash,
    encodeBase64(octets),
  ])
  const encoded: Readonly<Record<string, string>> = Object.fromEntries(entries)
  return { digest: encoded, digestCrc32c: String(digestCrc32c?.value) }
}

function answerOf(answer: unknown): GoogleAnswer {
  if (isObject(answer)) return answer
  throw new ServiceFailure('unavailable', 'the answer is none of Cloud KMS')
}

/** What a header cannot hold is refused here: the error of `fetch` would show it. */
const HEADER_VALUE = /^[\x21-\x7e]{1,16384}$/

async function tokenOf({ token }: RestSettings): Promise<string> {
  const value: unknown = await Promise.resolve()
    .then(token)
    .catch((cause: unknown) => {
      throw new ServiceFailure('unavailable', 'the token could not be obtained', { cause })
    })
  if (typeof value === 'string' && HEADER_VALUE.test(value)) return value
  throw new ServiceFailure('refused', 'the token has characters that no token has')
}

/** `bytes`: base64 in JSON, octets in the SDK. `undefined` for anything else. */
export function octetsOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' && value !== '' ? decodeBase64(value) : undefined
}

/** `Int64Value`: text in JSON; in the SDK an object with a number, a text or a Long in it. */
export function numberOf(value: unknown): number | undefined {
  const inner = isObject(value) ? value['value'] : value
  const number = inner === null || inner === '' ? Number.NaN : Number(inner)
  return Number.isInteger(number) ? number : undefined
}
