/** What ID tokens say of the user, by the names that OpenID Connect Core 1.0 §5.1 has for it. Types only. */
import type { JwtPayload } from '../../verify/trust.ts'

export interface UserClaims extends JwtPayload {
  readonly email?: string
  readonly name?: string
  /** A URL. */
  readonly picture?: string
}

/** Where the provider says, too, whether the address is the user's. */
export interface VerifiedUserClaims extends UserClaims {
  readonly email_verified?: boolean
}
