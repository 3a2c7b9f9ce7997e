/** What became of a call, in a word; tokens that are signed as a test spells them. */
import {
  type AnyTrust,
  createVerifier,
  isKeywellError,
  type KeywellError,
  type KeywellErrorOf,
  type VerifierOptions,
} from '../../src/index.ts'
import type { Jwk } from '../../src/jwk.ts'
import { localSigner } from '../../src/sign.ts'

/** `accepted`, or the code that it was refused with. */
export async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act()
    return 'accepted'
  } catch (error) {
    return isKeywellError(error) ? error.code : String(error)
  }
}

/** The error that names an option, thrown by `act`. */
export function refusalOf(act: () => unknown): KeywellErrorOf<'ERR_OPTION_INVALID'> {
  try {
    act()
  } catch (error) {
    if (isKeywellError(error, 'ERR_OPTION_INVALID')) return error
    throw error
  }
  throw new Error('it was accepted')
}

/** The option that `act` is refused for. */
export const optionOf = (act: () => unknown): string => refusalOf(act).detail.option

/** What a verifier of this trust alone makes of a token; the error itself, for its hint. */
export async function refusedBy(trust: AnyTrust, token: string, options: VerifierOptions = {}): Promise<KeywellError> {
  const verifier = createVerifier(trust, options)
  try {
    await verifier.verify(token)
  } catch (error) {
    if (isKeywellError(error)) return error
    throw error
  } finally {
    verifier.close()
  }
  throw new Error('it was accepted')
}

/** `accepted`, or the code. */
export const verdictOf = async (trust: AnyTrust, token: string, options: VerifierOptions = {}): Promise<string> => {
  const verifier = createVerifier(trust, options)
  const code = await codeOf(async () => await verifier.verify(token))
  verifier.close()
  return code
}

interface TokenParts {
  readonly header: object
  readonly payload: object
  readonly key: Jwk
  readonly form?: 'base64' | 'base64url'
}

/** A token as it is written, in whichever form of base64. */
export async function signed({ header, payload, key, form = 'base64url' }: TokenParts): Promise<string> {
  const segment = (members: object): string => Buffer.from(JSON.stringify(members)).toString(form)
  const input = `${segment(header)}.${segment(payload)}`
  const signature = await localSigner(key).sign(Buffer.from(input, 'latin1'))
  return `${input}.${Buffer.from(signature).toString(form)}`
}
