/** Tokens with one flaw each, made from a good one of any provider. Whatever a provider has of its own is its table's. */
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { base64url, type Draft, segment, signed } from '../counterparts/forge.ts'
import { headerOf, type Members, payloadOf } from '../counterparts/read.ts'
import type { Ours, Row } from './opinion.ts'

export interface Flaw {
  readonly token: string
  readonly make: (good: Draft) => string
  readonly keywell: Ours
}

/** A good token once more, to be changed: its header and payload, and the key that signed it. */
export const draftOf = (token: string, privateKey: KeyObject): Draft => ({
  header: headerOf(token),
  payload: payloadOf(token),
  privateKey,
})

export const withClaims = (draft: Draft, claims: Members): string =>
  signed({ ...draft, payload: { ...draft.payload, ...claims } })

export const withHeader = (draft: Draft, members: Members): string =>
  signed({ ...draft, header: { ...draft.header, ...members } })

const now = (): number => Math.floor(Date.now() / 1000)

/** Another key of the same type: another tenant's, or an attacker's. */
export function otherKey({ privateKey }: Draft): KeyObject {
  const { privateKey: other } =
    privateKey.asymmetricKeyType === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ed25519')
  return other
}

const partsOf = (token: string): readonly [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return [header, payload, signature]
}

/** The public key as text is the secret: what a verifier falls for that takes the algorithm from the token. */
function signedWithPublicKey({ header, payload, privateKey }: Draft): string {
  const secret = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
  const input = `${segment({ ...header, alg: 'HS256' })}.${segment(payload)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A good signature by the right key with another algorithm of its kind, said in the header. */
function withOtherHash({ header, payload, privateKey }: Draft): string {
  const input = `${segment({ ...header, alg: 'RS512' })}.${segment(payload)}`
  return `${input}.${base64url(sign('sha512', Buffer.from(input), privateKey))}`
}

function tampered(draft: Draft): string {
  const [header, , signature] = partsOf(signed(draft))
  return `${header}.${segment({ ...draft.payload, sub: 'admin' })}.${signature}`
}

/** The attacker's own key comes along with the token. */
function bringingItsKey(draft: Draft): string {
  const other = otherKey(draft)
  const jwk = createPublicKey(other).export({ format: 'jwk' })
  return withHeader({ ...draft, privateKey: other }, { jwk })
}

const flaw = (token: string, keywell: Ours, make: Flaw['make']): Flaw => ({ token, make, keywell })

export const FLAWS = {
  expired: flaw('expired an hour ago', 'ERR_TOKEN_EXPIRED', (good) =>
    withClaims(good, { iat: now() - 7200, exp: now() - 3600 }),
  ),
  expiredJustNow: flaw('expired ten seconds ago', 'accepts', (good) =>
    withClaims(good, { iat: now() - 300, exp: now() - 10 }),
  ),
  noExpiry: flaw('without exp', 'ERR_CLAIM_MISSING', (good) => withClaims(good, { exp: undefined })),
  notYetValid: flaw('not valid before the next hour', 'ERR_TOKEN_NOT_YET_VALID', (good) =>
    withClaims(good, { nbf: now() + 3600, exp: now() + 7200 }),
  ),
  otherIssuer: flaw('of another issuer', 'ERR_ISSUER_UNTRUSTED', (good) =>
    withClaims(good, { iss: 'https://issuer.example' }),
  ),
  issuerWithSlash: flaw('of its issuer with a slash more', 'ERR_ISSUER_UNTRUSTED', (good) =>
    withClaims(good, { iss: `${String(good.payload['iss'])}/` }),
  ),
  noIssuer: flaw('without iss', 'ERR_ISSUER_UNTRUSTED', (good) => withClaims(good, { iss: undefined })),
  unknownKid: flaw('with a kid that nobody knows', 'ERR_KEY_NOT_FOUND', (good) => withHeader(good, { kid: 'nobody' })),
  noKid: flaw('without kid', 'accepts', (good) => withHeader(good, { kid: undefined })),
  otherTenantsKey: flaw("signed by another tenant's key of the same kid", 'ERR_SIGNATURE_INVALID', (good) =>
    signed({ ...good, privateKey: otherKey(good) }),
  ),
  ownKey: flaw('that brings its own key', 'ERR_SIGNATURE_INVALID', bringingItsKey),
  tampered: flaw('whose payload was changed', 'ERR_SIGNATURE_INVALID', tampered),
  unsigned: flaw('that says alg none and has no signature', 'ERR_TOKEN_MALFORMED', (good) =>
    [segment({ ...good.header, alg: 'none' }), segment(good.payload), ''].join('.'),
  ),
  none: flaw('that says alg none, and keeps its signature', 'ERR_ALG_NOT_ALLOWED', (good) =>
    withHeader(good, { alg: 'none' }),
  ),
  publicKeyAsSecret: flaw('of HS256 with the public key as secret', 'ERR_ALG_NOT_ALLOWED', signedWithPublicKey),
  otherHash: flaw('of RS512, where the key is for RS256', 'ERR_KEY_MISMATCH', withOtherHash),
  unknownExtension: flaw('with a critical extension', 'ERR_HEADER_CRIT', (good) =>
    withHeader(good, { crit: ['exp'], exp: now() + 60 }),
  ),
  logoutToken: flaw('whose typ is logout+jwt', 'ERR_TYPE_MISMATCH', (good) => withHeader(good, { typ: 'logout+jwt' })),
} as const satisfies Readonly<Record<string, Flaw>>

export type FlawName = keyof typeof FLAWS

/** What a provider's table says of the flaws: another code of keywell's, a reason for a difference. */
export type Remarks = Readonly<Partial<Record<FlawName, Partial<Pick<Row, 'keywell' | 'differs'>>>>>

export const rowsOf = (good: () => Draft, remarks: Remarks, without: readonly FlawName[] = []): readonly Row[] =>
  Object.entries<Flaw>(FLAWS)
    .filter(([name]) => !without.some((one) => one === name))
    .map(([name, { token, make, keywell }]) => ({
      token,
      make: () => make(good()),
      keywell,
      ...Object.entries(remarks).find(([remarked]) => remarked === name)?.[1],
    }))
