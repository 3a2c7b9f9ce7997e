/** The exit codes, and which error leads to which. Scripts rely on them: a number never changes its meaning. */
import type { ErrorCode } from 'keywell'

export type ExitName =
  | 'good'
  | 'negative'
  | 'usage'
  | 'unparseable'
  | 'unreachable'
  | 'undecided'
  | 'bug'
  | 'interrupted'

export interface ExitFacts {
  readonly code: number
  readonly meaning: string
}

export const EXITS: Readonly<Record<ExitName, ExitFacts>> = Object.freeze({
  good: { code: 0, meaning: 'true: verified, found, done' },
  negative: { code: 1, meaning: 'checked and negative: expired, tampered with, for somebody else' },
  usage: { code: 2, meaning: 'wrong usage' },
  unparseable: { code: 3, meaning: 'the input cannot be read as what it should be' },
  unreachable: { code: 4, meaning: 'something could not be obtained: network or file' },
  undecided: { code: 5, meaning: 'undecided: no matching key, or it could not be tested' },
  bug: { code: 70, meaning: 'a bug in keywell' },
  interrupted: { code: 130, meaning: 'interrupted (Ctrl-C)' },
})

/** 1 says that the token is bad; 5 that nobody knows, because no key fits; 4 that nobody knows yet. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, ExitName>> = Object.freeze({
  ERR_TOKEN_MALFORMED: 'unparseable',
  ERR_TOKEN_TOO_LARGE: 'unparseable',
  ERR_TOKEN_ENCRYPTED: 'undecided',
  ERR_HEADER_INVALID: 'unparseable',
  ERR_HEADER_CRIT: 'negative',
  ERR_ALG_NOT_ALLOWED: 'negative',
  ERR_ISSUER_UNTRUSTED: 'negative',
  ERR_AUDIENCE_MISMATCH: 'negative',
  ERR_TYPE_MISMATCH: 'negative',
  ERR_TOKEN_EXPIRED: 'negative',
  ERR_TOKEN_NOT_YET_VALID: 'negative',
  ERR_TOKEN_TOO_OLD: 'negative',
  ERR_CLAIM_MISSING: 'negative',
  ERR_CLAIM_INVALID: 'negative',
  ERR_SCOPE_INSUFFICIENT: 'negative',
  ERR_KEY_NOT_FOUND: 'undecided',
  ERR_KEY_MISMATCH: 'undecided',
  ERR_KEY_AMBIGUOUS: 'undecided',
  ERR_SIGNATURE_INVALID: 'negative',
  ERR_KEYS_UNAVAILABLE: 'unreachable',
  ERR_KEYS_NOT_LOADED: 'undecided',
  ERR_SYNC_UNSUPPORTED: 'bug',
  ERR_CLOSED: 'bug',
  ERR_JWK_INVALID: 'unparseable',
  ERR_JWKS_INVALID: 'unparseable',
  ERR_KEY_UNSUPPORTED: 'undecided',
  ERR_CERTIFICATE_INVALID: 'unparseable',
  ERR_CERTIFICATE_UNTRUSTED: 'negative',
  ERR_FETCH_FAILED: 'unreachable',
  ERR_FETCH_TIMEOUT: 'unreachable',
  ERR_FETCH_STATUS: 'unreachable',
  ERR_FETCH_TOO_LARGE: 'unreachable',
  ERR_FETCH_REDIRECT: 'unreachable',
  ERR_ADDRESS_REFUSED: 'unreachable',
  ERR_DISCOVERY_INVALID: 'unparseable',
  ERR_ISSUER_MISMATCH: 'negative',
  ERR_SIGNER_UNAVAILABLE: 'unreachable',
  ERR_SIGNER_THROTTLED: 'unreachable',
  ERR_SIGNER_BUSY: 'unreachable',
  ERR_SIGNER_REFUSED: 'unreachable',
  ERR_SIGNER_KEY_CHANGED: 'undecided',
  ERR_SIGNATURE_REJECTED: 'negative',
  ERR_PEER_MISSING: 'usage',
  ERR_OPTION_INVALID: 'usage',
})
