/** The kinds of token that a Clerk instance signs with its one key. Sources: `clerk.ts`. */
import { randomBytes } from 'node:crypto'
import { signed } from './forge.ts'
import type { Members } from './read.ts'
import type { RsaKey } from './signing-keys.ts'

export type ClerkKind = 'session' | 'template' | 'm2m' | 'oauth'

export const AUTHORIZED_PARTY = 'https://app.acme.example'
/** What machine tokens of this instance are for. */
export const RECEIVER = 'mch_2xReceiverExample00000000'

const idOf = (prefix: string): string => `${prefix}_${randomBytes(20).toString('hex').slice(0, 27)}`
const USER = 'user_2xKeywellExample0000000001'
const MINUTE = 60
const DAY = 86_400

interface Facts {
  readonly header: Members
  readonly lifetime: number
  readonly claims: () => Members
}

const KINDS: Readonly<Record<ClerkKind, Facts>> = {
  session: {
    header: { cat: 'cl_B7d4PD111AAA', typ: 'JWT' },
    lifetime: MINUTE,
    claims: () => ({
      azp: AUTHORIZED_PARTY,
      sub: USER,
      sid: idOf('sess'),
      v: 2,
      fva: [7, -1],
      sts: 'active',
      pla: 'u:free',
      fea: 'u:widgets',
      jti: randomBytes(10).toString('hex'),
    }),
  },
  template: {
    header: { cat: 'cl_B7d4PD222AAA', typ: 'JWT' },
    lifetime: MINUTE,
    // What every template has, and the claims of one.
    claims: () => ({ azp: AUTHORIZED_PARTY, sub: USER, jti: randomBytes(10).toString('hex'), role: 'editor' }),
  },
  m2m: {
    header: { cat: 'cl_B7d4PD333AAA', typ: 'JWT' },
    lifetime: 60 * MINUTE,
    claims: () => ({
      sub: 'mch_2xSenderExample0000000001',
      jti: idOf('mt'),
      scopes: RECEIVER,
      aud: [RECEIVER],
    }),
  },
  oauth: {
    header: { typ: 'at+jwt' },
    lifetime: DAY,
    claims: () => ({ sub: USER, client_id: 'KeywellOAuthApp01', scope: 'profile email', jti: idOf('oat') }),
  },
}

/** `nbf` lies ten seconds back: what templates allow clocks to be apart. */
export function clerkToken(kind: ClerkKind, issuer: string, key: RsaKey, claims: Members = {}): string {
  const { header, lifetime, claims: own } = KINDS[kind]
  const iat = Math.floor(Date.now() / 1000)
  return signed({
    header: { alg: 'RS256', kid: key.kid, ...header },
    payload: { iss: issuer, iat, nbf: iat - 10, exp: iat + lifetime, ...own(), ...claims },
    privateKey: key.privateKey,
  })
}
