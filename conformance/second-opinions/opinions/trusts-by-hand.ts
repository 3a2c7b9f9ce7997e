/** What the presets that do not exist yet will say; each goes as its preset comes. */
import { type AnyTrust, remoteJwks, type RemoteOptions } from 'keywell'

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
