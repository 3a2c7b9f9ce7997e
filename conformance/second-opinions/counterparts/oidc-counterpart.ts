/** What a provider that `oidc-provider` plays has in common with every other one: what it signs, and how its keys change. */
import type { Hosts } from '../gateway/gateway.ts'
import type { OidcIssuer } from './oidc-issuer.ts'
import type { RsaKey } from './signing-keys.ts'

export interface OidcCounterpart extends AsyncDisposable {
  /** For `startGateway`. */
  readonly hosts: Hosts
  readonly domain: string
  readonly issuer: string
  readonly clientId: string
  idToken(): Promise<string>
  /** What signs now, for tokens that it would never make. */
  signingKey(): RsaKey
  /** The key listed as next signs; the previous one stays listed. */
  rotate(): void
  revokePrevious(): void
  close(): Promise<void>
}

/** Whose the token is: an access token for a machine, or for a user who signed in. */
export type Owner = 'machine' | 'user'

export const accessToken = async (
  { ask }: OidcIssuer,
  of: Owner,
  asked: Readonly<Record<string, string>>,
): Promise<string> => (await ask(of === 'machine' ? 'client_credentials' : 'password', asked)).access

/** At this domain, which the handler answers for: the issuer's own, unless there is more there. */
export function counterpartOf(issuer: OidcIssuer, domain: string, handler = issuer.handler): OidcCounterpart {
  const { close, keys, ask } = issuer
  return {
    hosts: { [domain]: handler },
    domain,
    issuer: issuer.issuer,
    clientId: issuer.clientId,
    async idToken() {
      const { id } = await ask('password', { scope: 'openid' })
      if (id === undefined) throw new Error('no ID token came')
      return id
    },
    signingKey: keys.current,
    rotate: issuer.rotate,
    revokePrevious: issuer.revokePrevious,
    close,
    [Symbol.asyncDispose]: close,
  }
}
