/** A token of one's own making against a preset that is given its keys: what becomes of it, and the next action. */
import {
  type AnyTrust,
  createVerifier,
  isKeywellError,
  type KeySource,
  type RemoteOptions,
  staticJwks,
} from '../../src/index.ts'
import { generateJwk, type Jwk, publicJwk } from '../../src/jwk.ts'
import { localSigner } from '../../src/sign.ts'

export interface Token {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** Added to the published key. */
  readonly jwk?: Readonly<Record<string, unknown>>
}

export interface Verdict {
  /** `accepted`, or the code it was refused with. */
  readonly outcome: string
  readonly hint?: string | undefined
}

const { privateJwk } = await generateJwk('ES256', { kid: 'k' })

/** Claims that are not given are `exp` and `iat` of a fresh token. */
export async function verdict(preset: (keys: KeySource) => AnyTrust, token: Token): Promise<Verdict> {
  const keys = staticJwks([{ ...publicJwk(privateJwk), ...token.jwk }])
  try {
    await createVerifier(preset(keys)).verify(await signedToken(token, privateJwk))
    return { outcome: 'accepted' }
  } catch (error) {
    if (isKeywellError(error)) return { outcome: error.code, hint: error.hint }
    throw error
  }
}

export async function signedToken({ header, claims }: Token, key: Jwk): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const segment = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url')
  const input = `${segment({ alg: 'ES256', kid: key.kid, ...header })}.${segment({ iat: now, exp: now + 300, ...claims })}`
  const signature = await localSigner(key).sign(Buffer.from(input, 'latin1'))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** The URL that a preset's own source asks first. */
export async function firstRequest(preset: (source: RemoteOptions) => AnyTrust): Promise<string | undefined> {
  const urls: string[] = []
  const fetch = async (url: string | URL): Promise<Response> => {
    urls.push(String(url))
    return new Response('', { status: 404 })
  }
  const { keys } = preset({ fetch })
  await keys.refresh('cold').catch(() => undefined)
  keys.close()
  return urls[0]
}
