/** What SuperTokens' tokens say, by kind. Types only. */
import type { JwtPayload } from '../../verify/trust.ts'

/** What a feature puts into a session, and when it looked. */
export interface SuperTokensFeature<Value> {
  readonly v?: Value | null
  /** Epoch milliseconds. */
  readonly t?: number
}

export interface SuperTokensSessionClaims extends JwtPayload {
  readonly sessionHandle: string
  /** The user id of the login method that was used. */
  readonly rsub?: string
  /** The tenant. */
  readonly tId?: string
  readonly antiCsrfToken?: string | null
  readonly 'st-ev'?: SuperTokensFeature<boolean>
  readonly 'st-role'?: SuperTokensFeature<readonly string[]>
  readonly 'st-perm'?: SuperTokensFeature<readonly string[]>
  readonly 'st-mfa'?: SuperTokensFeature<boolean> & { readonly c?: Readonly<Record<string, number>> }
  /** In place of `sub` in tokens of versions 1 and 2. */
  readonly userId?: string
  /** In tokens of versions 1 and 2, with all that later ones have beside it. */
  readonly userData?: unknown
}

export interface SuperTokensAccessClaims extends JwtPayload {
  readonly stt: 1
  readonly client_id?: string
  readonly scp?: readonly string[]
  readonly tId?: string
}

export interface SuperTokensIdClaims extends JwtPayload {
  readonly stt: 2
  readonly sub: string
  readonly tId?: string
}
