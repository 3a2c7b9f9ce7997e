/** Supabase, from the pages that src/provider/supabase.ts names. */
import { supabase } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const iss = 'https://abcdefghijklmnopqrst.supabase.co/auth/v1'

export const specimens: readonly Specimen[] = [
  {
    provider: 'supabase',
    trust: (source) => supabase({ projectRef: 'abcdefghijklmnopqrst', source }),
    alg: 'ES256',
    kid: (n) => `b81269f1-21d8-4f2e-b719-c2240a840d9${n}`,
    serve: (keys) => ({ [`${iss}/.well-known/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
    header: { typ: 'JWT' },
    claims: {
      iss,
      aud: 'authenticated',
      sub: '123e4567-e89b-12d3-a456-426614174000',
      role: 'authenticated',
      aal: 'aal1',
      session_id: '123e4567-e89b-12d3-a456-426614174001',
      is_anonymous: false,
    },
    wrongAudience: { claims: { aud: 'anon' } },
    wrongIssuer: { claims: { iss: 'supabase' } },
    wrongKind: { claims: { client_id: '9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c4d' } },
  },
]
