/** Discord ID tokens, from the pages that src/provider/discord.ts names. */
import { discord } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const clientId = '157730590492196864'

export const specimens: readonly Specimen[] = [
  {
    provider: 'discord',
    trust: (source) => discord({ clientId, source }),
    alg: 'RS256',
    kid: (n) => `d2f2a4c8-4d8e-4a1e-8f4a-0c3a8f2b1d3${n}`,
    serve: (keys) => ({ 'https://discord.com/api/oauth2/keys': { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { iss: 'https://discord.com', aud: clientId, sub: '80351110224678912' },
    wrongAudience: { claims: { aud: '157730590492196865' } },
    wrongIssuer: { claims: { iss: 'https://discordapp.com' } },
  },
]
