/** What the preset that does not exist yet will say; it goes as that comes. */
import { type AnyTrust, remoteJwks, type RemoteOptions, unchecked } from 'keywell'

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
