/** A provider's side of the wire, for its preset's source: what it answers, what it was asked. Opens no socket. */
import type { AnyTrust, Fetch, RemoteOptions } from '../../../src/index.ts'
import { generateJwk, publicJwk } from '../../../src/jwk.ts'
import { freshToken } from './tokens.ts'

export interface Recorder {
  readonly asked: readonly string[]
  readonly fetch: Fetch
}

/** Answers by the URL, and keeps every one that it was asked for. */
export function recorder(answer: (url: string) => Response): Recorder {
  const asked: string[] = []
  return {
    asked,
    fetch: async (url) => {
      asked.push(url)
      return answer(url)
    },
  }
}

export const notFound = (): Response => new Response('no such document', { status: 404 })

/** Finds nothing, so that no test leaves this machine. */
export const offline: Pick<Recorder, 'fetch'> = { fetch: async () => notFound() }

/** Finds a set with another key than the token names. */
export async function withOtherKey(): Promise<Pick<Recorder, 'fetch'>> {
  const { privateJwk } = await generateJwk('ES256', { kid: 'other' })
  return { fetch: async () => Response.json({ keys: [publicJwk(privateJwk)] }) }
}

/** The URL that a preset's own source asks first. */
export async function firstRequest(preset: (source: RemoteOptions) => AnyTrust): Promise<string | undefined> {
  const { asked, fetch } = recorder(notFound)
  const { keys } = preset({ fetch })
  await keys.refresh('cold').catch(() => undefined)
  keys.close()
  return asked[0]
}

export interface World {
  /** For the preset. */
  readonly source: RemoteOptions
  readonly asked: readonly string[]
  /** With the key of this world; `iat` and `exp` of a fresh token unless given. */
  token(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>
}

interface WorldOptions {
  readonly alg?: 'RS256' | 'ES256'
  /** Documents by their URLs, beside the keys. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A provider that serves one key at these URLs, and nothing at any other. */
export async function keyedAt(
  urls: readonly string[],
  { alg = 'RS256', metadata = {} }: WorldOptions = {},
): Promise<World> {
  const { privateJwk } = await generateJwk(alg, { kid: 'k' })
  const documents = new Map([
    ...urls.map((url): [string, unknown] => [url, { keys: [publicJwk(privateJwk)] }]),
    ...Object.entries(metadata),
  ])
  const { asked, fetch } = recorder((url) => (documents.has(url) ? Response.json(documents.get(url)) : notFound()))
  return { source: { fetch }, asked, token: async (claims, header) => await freshToken(privateJwk, claims, header) }
}
