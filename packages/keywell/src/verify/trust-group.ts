/** Trusts as a token meets them: grouped by their keys, or refused. Never derives a URL from a token. */
import { clip, describe, KeywellError } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import type { Claims } from './claim-rule.ts'
import type { CompiledTrust } from './compiled-trust.ts'

/** Trusts of one issuer that share a source of keys, so that one signature check serves them all. */
export interface TrustGroup {
  readonly keys: KeySource
  readonly trusts: readonly CompiledTrust[]
}

export const isUncheckedIssuer = (trust: CompiledTrust): boolean => trust.unchecked.iss !== undefined

export const ownIssuer = (payload: Claims): unknown => (Object.hasOwn(payload, 'iss') ? payload['iss'] : undefined)

export function grouped(trusts: readonly CompiledTrust[]): readonly TrustGroup[] {
  const sources = [...new Set(trusts.map(({ keys }) => keys))]
  return sources.map((keys) => ({ keys, trusts: trusts.filter((trust) => trust.keys === keys) }))
}

export function untrusted(issuer: unknown, trusts: readonly CompiledTrust[]): KeywellError {
  const trusted = trusts
    .flatMap(({ issuers, template }) => (template === undefined ? issuers : template.issuers))
    .slice(0, 8)
  if (issuer !== undefined && typeof issuer !== 'string') {
    const detail = { verified: false, claim: 'iss', expected: 'a string', received: describe(issuer) }
    return new KeywellError('ERR_CLAIM_INVALID', 'the claim "iss" must be a string', detail)
  }
  const detail = { verified: false, received: issuer === undefined ? undefined : clip(issuer), trusted } as const
  const message =
    issuer === undefined ? 'the token names no issuer' : 'the token comes from an issuer that is not trusted'
  return new KeywellError('ERR_ISSUER_UNTRUSTED', message, detail, { hint: slashHint(issuer, trusted) })
}

function slashHint(issuer: string | undefined, trusted: readonly string[]): string | undefined {
  const bare = issuer?.replace(/\/$/, '')
  const near = trusted.some((name) => name.replace(/\/$/, '') === bare)
  return near ? 'it differs from a trusted one only in the trailing slash' : undefined
}
