/** What a verifier is told to trust, and what it gives back. Types only. */
import type { ErrorCode } from '../errors/index.ts'
import type { Algorithm } from '../jose/algorithms.ts'
import type { JoseHeader } from '../jose/header.ts'
import type { UsedKey } from '../jwk/import.ts'
import type { Freshness, KeySource } from '../source/key-source.ts'
import type { Unchecked } from './unchecked.ts'

/** The registered claims (RFC 7519 §4.1) and whatever else the issuer put in. */
export interface JwtPayload {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string | readonly string[]
  /** NumericDate: seconds since the epoch. */
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
  readonly jti?: string
  readonly [claim: string]: unknown
}

/**
 * An issuer with placeholders that are bound to claims, as Entra ID has it. A placeholder takes the value of its claim
 * when that is letters, digits, `-`, `_` and `.` only; literal braces in a token never match.
 */
export interface IssuerTemplate {
  /** Such as `https://login.microsoftonline.com/{tenantid}/v2.0`. */
  readonly template: string
  /** Placeholder → claim, such as `{ tenantid: 'tid' }`. */
  readonly claims: Readonly<Record<string, string>>
  /** Placeholder → all that it may stand for, such as the tenants that are let in; any value unless given. */
  readonly values?: Readonly<Record<string, readonly string[]>>
  /**
   * A key that names its own `issuer` serves that issuer only. These are further forms that it may name, with the same
   * placeholders, where one issuer has several.
   */
  readonly keyIssuers?: readonly string[]
}

/** What a claim check sees beside the payload. */
export interface CheckContext {
  readonly header: JoseHeader
  readonly key: UsedKey
  /** Epoch milliseconds. */
  readonly now: number
}

export interface ClaimProblem {
  readonly claim: string
  readonly expected?: string
  readonly received?: string
  readonly hint?: string
}

/**
 * A check of one's own, run on every verified token after the built-in ones. Return `undefined` or `true` to accept,
 * `false` or a problem to refuse. Synchronous: a promise refuses the token, and so does throwing.
 */
export type ClaimCheck<Payload> = (payload: Payload, context: CheckContext) => undefined | boolean | ClaimProblem

/** What a rule looks at; unverified while it may only refuse. */
export interface RuleContext {
  readonly payload: JwtPayload
  readonly header: JoseHeader
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * A rule about the token as it was signed: run before keys are looked for, where it may only refuse, and so before
 * `parse` could change anything. `explain` shows it with what it saw and expected. For what needs the verified or parsed
 * payload, see `checks`.
 */
export interface TrustRule {
  /** What is looked at, such as `token_use` or `header.signer`. */
  readonly subject: string
  /**
   * What a token is that breaks it: made for another `audience` (ERR_AUDIENCE_MISMATCH), of another `kind`
   * (ERR_TYPE_MISMATCH), or just wrong in a `claim` (ERR_CLAIM_INVALID). An absent subject is ERR_CLAIM_MISSING, save
   * with `kind`.
   */
  readonly meaning: 'audience' | 'kind' | 'claim'
  /** What is accepted; completes "must be". */
  readonly expected: string | readonly string[]
  /** Pure. Throwing refuses the token. */
  readonly seen: (context: RuleContext) => unknown
  /** Whether what was seen is accepted; only `true` is. Pure. */
  readonly accepts: (seen: unknown, context: RuleContext) => boolean
  /** The next action when it is broken. */
  readonly hint?: string
  /** Where the rule comes from: an RFC section, a vendor's page. */
  readonly source: string
}

/** Next actions by error code, in place of the general ones; `opaque` is for a token that is no JWT at all. */
export type TrustHints = Readonly<Partial<Record<ErrorCode | 'opaque', string>>>

/** The part of Standard Schema v1 that is used here (standardschema.dev); zod, valibot and arktype implement it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A trust of any payload type: what `createVerifier` takes. */
export interface AnyTrust {
  /** Comes back as `trust` in the result; needed to tell several trusts apart. */
  readonly name?: string
  /** Exactly as in the token's `iss`: byte for byte, trailing slash included. */
  readonly issuer: string | readonly string[] | IssuerTemplate | Unchecked
  readonly keys: KeySource
  /** One match suffices. */
  readonly audience: string | readonly string[] | Unchecked
  /** Algorithms to allow; all asymmetric ones that the key allows unless given. `sharedSecret` keys allow their own. */
  readonly algorithms?: readonly Algorithm[]
  /**
   * `typ` values to allow, compared as RFC 7515 §4.1.9 says; a token without `typ` counts as `JWT`. Unless given, all
   * but those that are made for other uses (`logout+jwt`, `dpop+jwt`, `secevent+jwt`, …).
   */
  readonly types?: readonly string[]
  /** `unchecked('why')` accepts tokens without `exp`; one that is there is checked all the same. */
  readonly expiry?: Unchecked
  /** Claims that must be present and not null. */
  readonly requiredClaims?: readonly string[]
  /** For `exp`, `nbf` and `iat`; 60 unless given. */
  readonly clockToleranceSeconds?: number
  /** Most seconds since `iat`, which becomes required. */
  readonly maxAgeSeconds?: number
  /** Most seconds between `iat` and `exp`, which both become required. */
  readonly maxLifetimeSeconds?: number
  /**
   * `base64` also takes segments with padding or in the standard alphabet, which RFC 7515 §2 forbids, from issuers that
   * write them so. Default `base64url`: nothing else.
   */
  readonly encoding?: 'base64url' | 'base64'
  /** Rules about the token as it was signed, such as a claim that stands in for `aud`. */
  readonly rules?: readonly TrustRule[]
  /** What to do next, for errors about this issuer's tokens. */
  readonly hints?: TrustHints
  readonly checks?: readonly ClaimCheck<never>[]
  readonly parse?: StandardSchema<unknown>
}

/**
 * Whose tokens to accept, signed with which keys, made for whom. `issuer` and `audience` must be given; skipping one is
 * `unchecked('why')`.
 */
export interface Trust<Payload = JwtPayload, Name extends string = string> extends AnyTrust {
  readonly name?: Name
  readonly checks?: readonly ClaimCheck<Payload>[]
  /** Validates the verified payload and gives the result its type; runs before `checks`. */
  readonly parse?: StandardSchema<Payload>
}

/** A token that passed every check. Frozen through and through. */
export interface VerifiedJwt<Payload = JwtPayload, Name extends string | undefined = string | undefined> {
  readonly payload: Payload
  readonly header: JoseHeader
  /** The key that verified the signature. */
  readonly key: UsedKey
  /** The token's `iss`; `undefined` only with an unchecked issuer. */
  readonly issuer: string | undefined
  /** The name of the trust that accepted it. */
  readonly trust: Name
  readonly freshness: Freshness
}

/** What the schema gives; else what the checks are written for; else the registered claims. */
type PayloadOf<T> = T extends { readonly parse: StandardSchema<infer P> }
  ? P
  : T extends Trust<infer P>
    ? unknown extends P
      ? JwtPayload
      : P
    : JwtPayload
type NameOf<T> = T extends { readonly name: infer N extends string } ? N : string | undefined

/** What verifying against `T` gives; for a union of trusts, a union that `trust` tells apart. */
export type VerifiedOf<T extends AnyTrust> = T extends AnyTrust ? VerifiedJwt<PayloadOf<T>, NameOf<T>> : never
