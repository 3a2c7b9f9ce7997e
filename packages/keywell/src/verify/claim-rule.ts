/** What a claim rule is, what it sees, and the errors that all rules share. Claims are read as own members only. */
import { describe, type ErrorExtras, KeywellError } from '../errors/index.ts'
import type { CheckedHeader } from '../jose/header.ts'
import type { TrustSettings } from './compiled-trust.ts'

export type Claims = Readonly<Record<string, unknown>>

export interface ClaimContext {
  readonly payload: Claims
  readonly header: CheckedHeader
  readonly trust: TrustSettings
  /** Seconds since the epoch, with fraction. */
  readonly nowSeconds: number
  /** Whether the signature has been checked; errors say so. */
  readonly verified: boolean
}

export interface ClaimRule {
  readonly id: string
  readonly source: string
  /** What the trust asks for, for people; `undefined` when it asks nothing. */
  expected(trust: TrustSettings): string | undefined
  seen(context: ClaimContext): unknown
  /** False where the trust makes the rule pass whatever the token says. */
  applies(trust: TrustSettings): boolean
  check(context: ClaimContext): KeywellError | undefined
}

/** A rule that a trust brings. */
export interface OwnRule extends ClaimRule {
  /** Whether it tells kinds of token apart. */
  readonly isKind: boolean
}

/** The context of one trust's look at one token. */
export const claimContext = (
  { payload, header }: Pick<ClaimContext, 'payload' | 'header'>,
  trust: TrustSettings,
  nowMs: number,
  verified: boolean,
): ClaimContext => ({ payload, header, trust, nowSeconds: nowMs / 1000, verified })

export const own = (payload: Claims, claim: string): unknown =>
  Object.hasOwn(payload, claim) ? payload[claim] : undefined

export const claim =
  (name: string) =>
  (context: ClaimContext): unknown =>
    own(context.payload, name)

export const missing = ({ verified }: ClaimContext, name: string, extras?: ErrorExtras): KeywellError =>
  new KeywellError('ERR_CLAIM_MISSING', `the claim "${name}" is missing`, { verified, claim: name }, extras)

export function invalid(
  { verified }: ClaimContext,
  name: string,
  expected: string,
  value: unknown,
  extras?: ErrorExtras,
): KeywellError {
  const detail = { verified, claim: name, expected, received: describe(value) }
  return new KeywellError('ERR_CLAIM_INVALID', `the claim "${name}" must be ${expected}`, detail, extras)
}
