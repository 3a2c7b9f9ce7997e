/** Twitch ID tokens, from the pages that src/provider/twitch.ts names. */
import { twitch } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const clientId = 'hof5gwx0su6owfnys0nyan9c87zr6t'

export const specimens: readonly Specimen[] = [
  {
    provider: 'twitch',
    trust: (source) => twitch({ clientId, source }),
    alg: 'RS256',
    kid: (n) => `${n}`,
    serve: (keys) => ({ 'https://id.twitch.tv/oauth2/keys': { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: { iss: 'https://id.twitch.tv/oauth2', aud: clientId, azp: clientId, sub: '713936733' },
    wrongAudience: { claims: { aud: 'another', azp: 'another' } },
    wrongIssuer: { claims: { iss: 'https://id.twitch.tv' } },
  },
]
