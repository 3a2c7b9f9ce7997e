/** What the examples share: a setting from the environment, a token from standard input, and the verdict on it. */
import { text } from 'node:stream/consumers'
import { isKeywellError, type VerifiedJwt, type Verifier } from 'keywell'

export function setting(name: string): string {
  const value = process.env[name]
  if (value !== undefined && value !== '') return value
  console.error(`error: ${name} is not set`)
  return process.exit(2)
}

/** Verifies the token on standard input and says what came of it. */
export async function judge(verifier: Verifier<VerifiedJwt<unknown>>): Promise<void> {
  const token = (await text(process.stdin)).trim()
  try {
    const { payload, issuer, key, trust } = await verifier.verify(token)
    console.log(JSON.stringify({ trust, issuer, kid: key.kid, payload }, null, 2))
  } catch (error) {
    if (!isKeywellError(error)) throw error
    const { code, message, cause, hint } = error
    const because = cause instanceof Error ? `\nbecause: ${cause.message}` : ''
    console.error(`error: ${code}: ${message}${because}\nhint: ${hint}`)
    process.exitCode = error.kind === 'unavailable' ? 4 : 1
  } finally {
    verifier.close()
  }
}
