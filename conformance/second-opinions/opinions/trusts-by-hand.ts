/** What the presets that do not exist yet will say; each goes as its preset comes. */
import { type AnyTrust, remoteJwks, type RemoteOptions, unchecked } from 'keywell'

export const betterAuth = (given: {
  readonly baseUrl: string
  readonly basePath?: string
  readonly source: RemoteOptions
}): AnyTrust => ({
  name: 'better-auth',
  issuer: given.baseUrl,
  audience: given.baseUrl,
  // As its own verifyJWT does.
  requiredClaims: ['sub'],
  keys: remoteJwks(`${given.baseUrl}${given.basePath ?? '/api/auth'}/jwks`, given.source),
})

export const superTokens = (given: {
  readonly apiDomain: string
  readonly apiBasePath: string
  readonly kind: 'session' | 'oauth-access'
  readonly source: RemoteOptions
}): AnyTrust => ({
  name: `supertokens-${given.kind}`,
  issuer: given.apiDomain + given.apiBasePath,
  audience: unchecked('tokens of a session have none'),
  keys: remoteJwks(`${given.apiDomain}${given.apiBasePath}/jwt/jwks.json`, given.source),
  requiredClaims: given.kind === 'session' ? ['sub', 'sessionHandle'] : ['sub', 'client_id'],
  rules: [
    {
      subject: 'stt',
      meaning: 'kind',
      expected: given.kind,
      seen: ({ payload }) => payload['stt'] ?? 0,
      accepts: (seen) => seen === (given.kind === 'session' ? 0 : 1),
      source: 'https://supertokens.com/docs/authentication/unified-login/verify-tokens',
    },
  ],
})
