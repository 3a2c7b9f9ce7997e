/** What tests of single providers share: the option that a call is refused for, and a verdict on crafted claims. */
import {
  type AnyTrust,
  createVerifier,
  isKeywellError,
  type KeywellError,
  type RemoteOptions,
} from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import { localSigner } from '../../src/sign.ts'
import { craftToken } from '../../src/testing.ts'

/** The option that the call is refused for, and the hint; fails when it is not refused so. */
export function refusedOption(call: () => unknown): { readonly option: string; readonly hint: string } {
  try {
    call()
  } catch (error) {
    if (!isKeywellError(error, 'ERR_OPTION_INVALID')) throw error
    return { option: error.detail.option, hint: error.hint }
  }
  throw new Error('a refusal was expected')
}

export interface Keyed {
  /** For the preset: answers each of these URLs with the key set, whatever its query. */
  readonly source: RemoteOptions
  readonly asked: readonly string[]
  token(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>
}

const HOUR_SECONDS = 3600

/** A provider that serves one key at these URLs, and metadata where `metadata` has some. */
export async function keyedAt(
  urls: readonly string[],
  {
    alg = 'RS256',
    metadata = {},
  }: { readonly alg?: 'RS256' | 'ES256'; readonly metadata?: Readonly<Record<string, unknown>> } = {},
): Promise<Keyed> {
  const { privateJwk } = await generateJwk(alg, { kid: 'k' })
  const signature = localSigner(privateJwk)
  const asked: string[] = []
  const fetch = async (url: string | URL): Promise<Response> => {
    asked.push(String(url))
    if (Object.hasOwn(metadata, String(url))) return Response.json(metadata[String(url)])
    return urls.includes(String(url))
      ? Response.json({ keys: [publicJwk(privateJwk)] })
      : new Response('no such document', { status: 404 })
  }
  const now = Math.floor(Date.now() / 1000)
  return {
    source: { fetch },
    asked,
    token: (claims, header = {}) =>
      craftToken({
        header: { alg, kid: 'k', ...header },
        payload: { iat: now, exp: now + HOUR_SECONDS, ...claims },
        signature,
      }),
  }
}

/** `accepted`, or the error. */
export async function verdictOf(
  trust: AnyTrust | readonly AnyTrust[],
  token: string,
): Promise<'accepted' | KeywellError> {
  const verifier = createVerifier(trust)
  try {
    await verifier.verify(token)
    return 'accepted'
  } catch (error) {
    if (isKeywellError(error)) return error
    throw error
  } finally {
    verifier.close()
  }
}
