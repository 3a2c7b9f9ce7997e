/** What the preset for OneLogin will say; goes as it comes. */
import { type AnyTrust, remoteJwks, type RemoteOptions } from 'keywell'

export const oneLogin = (given: {
  readonly subdomain: string
  readonly audience: string
  readonly source: RemoteOptions
}): AnyTrust => {
  const issuer = `https://${given.subdomain}.onelogin.com/oidc/2`
  // The discovery document says RS256 and nothing else; the keys themselves say nothing.
  return {
    name: 'onelogin',
    issuer,
    audience: given.audience,
    algorithms: ['RS256'],
    keys: remoteJwks(`${issuer}/certs`, given.source),
  }
}
