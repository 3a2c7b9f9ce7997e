/** How presets refuse: an option at the call, a token before its keys are asked for. */
import { type AnyTrust, createVerifier, isKeywellError, type KeywellError } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'

/** The option that the call refused, or what else came of it. */
export function refusedOption(call: () => unknown): string {
  return whyOption(call).option
}

/** The same with the hint. */
export function whyOption(call: () => unknown): { readonly option: string; readonly hint: string | undefined } {
  try {
    call()
  } catch (error) {
    if (isKeywellError(error, 'ERR_OPTION_INVALID')) return { option: error.detail.option, hint: error.hint }
    throw error
  }
  return { option: 'none was refused', hint: undefined }
}

/** The error for a token that nobody signed: it shows every rule that comes before the keys. */
export async function refusedToken(
  trust: AnyTrust,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<KeywellError> {
  const verifier = createVerifier(trust)
  const segment = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 600
  const token = `${segment({ alg: 'RS256', kid: '1', ...header })}.${segment({ exp, ...claims })}.${'A'.repeat(86)}`
  try {
    await verifier.verify(token)
  } catch (error) {
    if (isKeywellError(error)) return error
    throw error
  } finally {
    verifier.close()
    trust.keys.close()
  }
  throw new Error('the token was accepted')
}

/** A fetch that finds nothing, so that no test leaves this machine. */
export const offline = { fetch: async (): Promise<Response> => new Response('', { status: 404 }) }

/** A fetch that finds a set with another key than the token names. */
export async function withOtherKey(): Promise<{ readonly fetch: () => Promise<Response> }> {
  const { privateJwk } = await generateJwk('ES256', { kid: 'other' })
  return { fetch: async () => Response.json({ keys: [publicJwk(privateJwk)] }) }
}
