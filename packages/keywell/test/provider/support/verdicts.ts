/** What becomes of a token: `accepted`, the code that it is refused with, or the whole error. */
import {
  type AnyTrust,
  createVerifier,
  isKeywellError,
  type KeySource,
  type KeywellError,
  staticJwks,
  type Verifier,
  type VerifierOptions,
} from '../../../src/index.ts'
import { generateJwk, publicJwk } from '../../../src/jwk.ts'
import { freshToken } from './tokens.ts'

/** Why a verifier refuses a token, or `undefined` where it accepts it. */
export async function reasonOf(verifier: Pick<Verifier, 'verify'>, token: string): Promise<KeywellError | undefined> {
  try {
    await verifier.verify(token)
    return undefined
  } catch (error) {
    if (isKeywellError(error)) return error
    throw error
  }
}

type Trusts = AnyTrust | readonly AnyTrust[]

async function reasonUnder(trusts: Trusts, token: string, options: VerifierOptions): Promise<KeywellError | undefined> {
  const verifier = createVerifier(trusts, options)
  try {
    return await reasonOf(verifier, token)
  } finally {
    verifier.close()
  }
}

/** `accepted`, or the code, from a verifier of these trusts. */
export const verdictOf = async (trusts: Trusts, token: string, options: VerifierOptions = {}): Promise<string> =>
  (await reasonUnder(trusts, token, options))?.code ?? 'accepted'

/** The error itself, for its hint; fails where the token is accepted. */
export async function refusedBy(trusts: Trusts, token: string, options: VerifierOptions = {}): Promise<KeywellError> {
  const reason = await reasonUnder(trusts, token, options)
  if (reason === undefined) throw new Error('the token was to be refused, and is accepted')
  return reason
}

/** A token by its claims, for a preset that is given its keys. */
export interface Crafted {
  readonly header?: Readonly<Record<string, unknown>>
  /** Beside `iat` and `exp` of a fresh token. */
  readonly claims: Readonly<Record<string, unknown>>
  /** Added to the published key. */
  readonly jwk?: Readonly<Record<string, unknown>>
}

type Keyed = (keys: KeySource) => AnyTrust

const { privateJwk } = await generateJwk('ES256', { kid: 'k' })

/** `accepted`, or the code. */
export const verdictWith = async (preset: Keyed, crafted: Crafted): Promise<string> =>
  await verdictOf(...(await craft(preset, crafted)))

/** The error itself. */
export const refusedWith = async (preset: Keyed, crafted: Crafted): Promise<KeywellError> =>
  await refusedBy(...(await craft(preset, crafted)))

const craft = async (preset: Keyed, { header, claims, jwk }: Crafted): Promise<readonly [AnyTrust, string]> => [
  preset(staticJwks([{ ...publicJwk(privateJwk), ...jwk }])),
  await freshToken(privateJwk, claims, header),
]
