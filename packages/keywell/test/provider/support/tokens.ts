/** Tokens as a test spells them: signed in whichever form, fresh ones, and some that nobody signed. */
import type { Jwk } from '../../../src/jwk.ts'
import { localSigner } from '../../../src/sign.ts'

type Members = Readonly<Record<string, unknown>>

export interface TokenParts {
  readonly header: Members
  readonly payload: Members
  readonly key: Jwk
  /** `base64` has padding, and the standard alphabet. */
  readonly form?: 'base64' | 'base64url'
}

const LIFETIME_SECONDS = 600

/** Nothing is added: the header has its `alg` and `kid`, the payload its times. */
export async function signed({ header, payload, key, form = 'base64url' }: TokenParts): Promise<string> {
  const input = `${segment(header, form)}.${segment(payload, form)}`
  const signature = await localSigner(key).sign(Buffer.from(input, 'latin1'))
  return `${input}.${Buffer.from(signature).toString(form)}`
}

/** Signed just now with this key; what `claims` and `header` have goes before what is usual. */
export const freshToken = async (key: Jwk, claims: Members, header: Members = {}): Promise<string> =>
  await signed({ header: { alg: key.alg, kid: key.kid, ...header }, payload: fresh(claims), key })

/** Signed by nobody: it shows every rule that comes before the keys. */
export const unsigned = (claims: Members, header: Members = {}): string =>
  `${segment({ alg: 'RS256', kid: '1', ...header })}.${segment(fresh(claims))}.${'A'.repeat(86)}`

function fresh(claims: Members): Members {
  const now = Math.floor(Date.now() / 1000)
  return { iat: now, exp: now + LIFETIME_SECONDS, ...claims }
}

const segment = (members: Members, form: TokenParts['form'] = 'base64url'): string =>
  Buffer.from(JSON.stringify(members)).toString(form)
