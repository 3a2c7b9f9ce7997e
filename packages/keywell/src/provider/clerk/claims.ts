/** What Clerk's tokens say, by kind: sessions in two versions, templates, machines, OAuth access. Types only. */
import type { JwtPayload } from '../../verify/trust.ts'

interface SessionClaims extends JwtPayload {
  readonly sub: string
  /** The session. */
  readonly sid: string
  /** The origin that asked for the token. */
  readonly azp?: string
  /** Minutes since the first and the second factor were checked; -1: never. */
  readonly fva?: readonly [first: number, second: number]
  /** `pending` while the user has something left to do before the session is active. */
  readonly sts?: 'active' | 'pending'
  /** Who impersonates the user. */
  readonly act?: { readonly iss?: string; readonly sid?: string; readonly sub: string }
}

/** The active organization, as compact as version 2 has it. */
export interface ClerkOrganization {
  readonly id: string
  /** Slug. */
  readonly slg?: string
  /** Role, without `org:`. */
  readonly rol?: string
  /** Permissions, separated by commas. */
  readonly per?: string
  /** For each feature of `fea` a number whose bits say which of `per` it has, the lowest bit being the first. */
  readonly fpm?: string
}

export interface ClerkSessionV2Claims extends SessionClaims {
  readonly v: 2
  readonly o?: ClerkOrganization
  /** Plans, such as `u:free,o:pro`. */
  readonly pla?: string
  /** Features, such as `o:dashboard,uo:search`. */
  readonly fea?: string
}

/** Deprecated by Clerk in April 2025. */
export interface ClerkSessionV1Claims extends SessionClaims {
  readonly v?: never
  readonly org_id?: string
  readonly org_slug?: string
  /** With its prefix, such as `org:admin`. */
  readonly org_role?: string
  readonly org_permissions?: readonly string[]
}

/** Told apart by `v`. */
export type ClerkSessionClaims = ClerkSessionV2Claims | ClerkSessionV1Claims

/** The claims that Clerk adds; those of the template come from a schema: `clerk<MyClaims>({ …, parse })`. */
export interface ClerkTemplateClaims extends JwtPayload {
  readonly sub: string
  readonly azp?: string
}

export interface ClerkM2mClaims extends JwtPayload {
  /** The machine that sends it, `mch_…`. */
  readonly sub: string
  /** The machines that it is for, separated by spaces. */
  readonly scopes?: string
}

export interface ClerkOAuthClaims extends JwtPayload {
  readonly sub: string
  readonly client_id: string
  /** Separated by spaces. */
  readonly scope?: string
}
