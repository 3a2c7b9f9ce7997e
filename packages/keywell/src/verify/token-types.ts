/** Kinds of token that are no access or ID tokens: refused unless the trust lists them (RFC 8725 §3.11). */

export interface ForeignType {
  readonly use: string
  readonly source: string
}

/** By media type without `application/`. */
const FOREIGN_TYPES: ReadonlyMap<string, ForeignType> = new Map([
  ['logout+jwt', { use: 'a back-channel logout token', source: 'OIDC Back-Channel Logout §2.4' }],
  ['dpop+jwt', { use: 'a DPoP proof', source: 'RFC 9449 §4.2' }],
  ['secevent+jwt', { use: 'a security event', source: 'RFC 8417 §2.3' }],
  ['token-introspection+jwt', { use: 'an introspection answer', source: 'RFC 9701 §5' }],
  ['oauth-authz-req+jwt', { use: 'an authorization request', source: 'RFC 9101 §10.8' }],
  ['client-authentication+jwt', { use: 'a client assertion', source: 'RFC 7523bis' }],
  ['statuslist+jwt', { use: 'a token status list', source: 'draft-ietf-oauth-status-list §5.1' }],
  ['entity-statement+jwt', { use: 'a federation entity statement', source: 'OpenID Federation §3.1' }],
  ['openid4vci-proof+jwt', { use: 'a key proof', source: 'OpenID4VCI §8.2.1.1' }],
  ['kb+jwt', { use: 'a key binding proof', source: 'RFC 9901 §4.3' }],
])

export const foreignType = (type: string): ForeignType | undefined => FOREIGN_TYPES.get(type)
