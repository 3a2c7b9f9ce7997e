/** The closed table of error codes: kind, HTTP status and the way out. Never holds a value taken from a token. */

/** Who has to act: the token's bearer, nobody (wait), whoever publishes keys, the network, or the developer. */
export type ErrorKind = 'token' | 'unavailable' | 'key' | 'retrieval' | 'config'

/** What each code's `detail` holds. Values read from a token whose signature was not checked say `verified: false`. */
export interface ErrorDetails {
  ERR_TOKEN_MALFORMED: { readonly part: 'token' | 'header' | 'payload' | 'signature'; readonly reason: string }
  ERR_TOKEN_TOO_LARGE: { readonly bytes: number; readonly maxBytes: number }
  ERR_TOKEN_ENCRYPTED: { readonly parts: 5 }
  ERR_HEADER_INVALID: { readonly member: string | undefined; readonly reason: string }
  ERR_HEADER_CRIT: { readonly names: readonly string[]; readonly reason: string }
  ERR_ALG_NOT_ALLOWED: { readonly alg: string; readonly allowed: readonly string[] }
  ERR_ISSUER_UNTRUSTED: {
    readonly verified: false
    readonly received: string | undefined
    readonly trusted: readonly string[]
  }
  ERR_AUDIENCE_MISMATCH: {
    readonly verified: boolean
    readonly expected: readonly string[]
    readonly received: readonly string[]
  }
  ERR_TYPE_MISMATCH: {
    readonly verified: boolean
    readonly expected: readonly string[]
    readonly received: string | undefined
  }
  ERR_TOKEN_EXPIRED: TimeDetail
  ERR_TOKEN_NOT_YET_VALID: TimeDetail
  ERR_TOKEN_TOO_OLD: TimeDetail & { readonly maxSeconds: number }
  ERR_CLAIM_MISSING: { readonly verified: boolean; readonly claim: string }
  ERR_CLAIM_INVALID: {
    readonly verified: boolean
    readonly claim: string
    readonly expected: string
    readonly received: string
  }
  ERR_SCOPE_INSUFFICIENT: {
    readonly verified: boolean
    readonly required: readonly string[]
    readonly received: readonly string[]
  }
  ERR_KEY_NOT_FOUND: KeyDetail & { readonly kids: readonly string[]; readonly refreshing: boolean }
  ERR_KEY_MISMATCH: KeyDetail & { readonly reason: string }
  ERR_KEY_AMBIGUOUS: KeyDetail & { readonly candidates: number }
  ERR_SIGNATURE_INVALID: KeyDetail & { readonly tried: number }
  ERR_KEYS_UNAVAILABLE: { readonly source: string; readonly reason: string }
  ERR_KEYS_NOT_LOADED: { readonly source: string }
  ERR_SYNC_UNSUPPORTED: { readonly reason: string }
  ERR_CLOSED: { readonly what: string }
  ERR_JWK_INVALID: { readonly member: string | undefined; readonly reason: string }
  ERR_JWKS_INVALID: { readonly reason: string; readonly offset: number | undefined }
  ERR_KEY_UNSUPPORTED: { readonly kty: string; readonly reason: string }
  ERR_CERTIFICATE_INVALID: CertificateDetail
  ERR_CERTIFICATE_UNTRUSTED: CertificateDetail
  ERR_FETCH_FAILED: { readonly url: string; readonly reason: string }
  ERR_FETCH_TIMEOUT: { readonly url: string; readonly timeoutMs: number; readonly phase: 'headers' | 'body' | 'load' }
  ERR_FETCH_STATUS: { readonly url: string; readonly status: number }
  ERR_FETCH_TOO_LARGE: { readonly url: string; readonly maxBytes: number }
  ERR_FETCH_REDIRECT: { readonly url: string; readonly location: string | undefined }
  ERR_ADDRESS_REFUSED: { readonly url: string; readonly reason: string }
  ERR_DISCOVERY_INVALID: { readonly url: string; readonly member: string | undefined; readonly reason: string }
  ERR_ISSUER_MISMATCH: { readonly url: string; readonly expected: string; readonly received: string }
  ERR_SIGNER_UNAVAILABLE: SignerDetail & { readonly reason: string }
  ERR_SIGNER_THROTTLED: SignerDetail & { readonly reason: string }
  ERR_SIGNER_BUSY: SignerDetail & { readonly maxWaiting: number }
  ERR_SIGNER_REFUSED: SignerDetail & { readonly reason: string }
  ERR_SIGNER_KEY_CHANGED: SignerDetail & { readonly expected: string; readonly received: string }
  ERR_SIGNATURE_REJECTED: SignerDetail & { readonly alg: string; readonly reason: string }
  ERR_PEER_MISSING: { readonly package: string }
  ERR_OPTION_INVALID: { readonly option: string; readonly expected: string; readonly received: string }
}

/** Times as NumericDate (seconds since the epoch), as RFC 7519 §2 has them. */
interface TimeDetail {
  readonly verified: boolean
  readonly claim: 'exp' | 'nbf' | 'iat'
  readonly value: number
  readonly now: number
  readonly toleranceSeconds: number
}

/** `signer` names the key and where it is kept, such as `awskms:///alias/tokens`; never how to get in. */
interface SignerDetail {
  readonly signer: string
}

interface KeyDetail {
  readonly kid: string | undefined
  readonly alg: string
}

/** Where a certificate of a chain is at fault: which one (`certificate 2 of 3`, `anchor 1 of 5`), and its subject. */
interface CertificateDetail {
  readonly reason: string
  readonly certificate?: string
  readonly subject?: string
}

/** Every code that keywell raises; docs/errors.md has a heading for each. */
export type ErrorCode = keyof ErrorDetails

/** One row of the table: what a server answers, and the default next action. */
export interface ErrorFacts {
  readonly kind: ErrorKind
  readonly status?: 401 | 403 | 503
  readonly hint: string
}

const token = (hint: string): ErrorFacts => ({ kind: 'token', status: 401, hint })
const unavailable = (hint: string): ErrorFacts => ({ kind: 'unavailable', status: 503, hint })
const key = (hint: string): ErrorFacts => ({ kind: 'key', hint })
const retrieval = (hint: string): ErrorFacts => ({ kind: 'retrieval', hint })
const config = (hint: string): ErrorFacts => ({ kind: 'config', hint })

/** The table itself. Hints end without a full stop and never quote input; a throw site may give a sharper one. */
export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorFacts>> = Object.freeze({
  ERR_TOKEN_MALFORMED: token('pass the compact serialization, header.payload.signature, and nothing around it'),
  ERR_TOKEN_TOO_LARGE: token('raise maxTokenBytes if tokens of this size are expected'),
  ERR_TOKEN_ENCRYPTED: token('decrypt it first, or ask the issuer for signed (JWS) tokens'),
  ERR_HEADER_INVALID: token('ask the issuer to send a header as RFC 7515 §4 has it'),
  ERR_HEADER_CRIT: token(
    'this token needs an extension that must not be ignored; ask the issuer for tokens without it',
  ),
  ERR_ALG_NOT_ALLOWED: token("if this algorithm is meant, list it in the trust's algorithms"),
  ERR_ISSUER_UNTRUSTED: token('compare byte for byte: scheme, host, path, trailing slash'),
  ERR_AUDIENCE_MISMATCH: token('ask for a token for this API, or add its audience to the trust'),
  ERR_TYPE_MISMATCH: token(
    "this kind of token is not accepted here; list its typ in the trust's types if it should be",
  ),
  ERR_TOKEN_EXPIRED: token('get a new token'),
  ERR_TOKEN_NOT_YET_VALID: token('check both clocks, or wait'),
  ERR_TOKEN_TOO_OLD: token('get a fresh token'),
  ERR_CLAIM_MISSING: token('ask the issuer to put the claim into the token'),
  ERR_CLAIM_INVALID: token('compare the claim with what the trust expects'),
  ERR_SCOPE_INSUFFICIENT: { kind: 'token', status: 403, hint: 'ask for a token with the scopes required here' },
  ERR_KEY_NOT_FOUND: token('check that the token comes from this issuer and that its key is published'),
  ERR_KEY_MISMATCH: token('the key exists but is made for another algorithm or use'),
  ERR_KEY_AMBIGUOUS: token("ask the issuer to put a kid into the token's header"),
  ERR_SIGNATURE_INVALID: token('the token was changed, or signed by another key than the one it names'),
  ERR_KEYS_UNAVAILABLE: unavailable('try again later; the cause says what failed'),
  ERR_KEYS_NOT_LOADED: unavailable('await verifier.prefetch() at start, or use verify instead of verifySync'),
  ERR_SYNC_UNSUPPORTED: unavailable('use verify instead of verifySync'),
  ERR_CLOSED: unavailable('create a new one; a closed one stays closed'),
  ERR_JWK_INVALID: key('compare the key with RFC 7517 §4 and RFC 7518 §6'),
  ERR_JWKS_INVALID: key('a JWK Set is a JSON object with a "keys" array (RFC 7517 §5)'),
  ERR_KEY_UNSUPPORTED: key('use a key type that this runtime supports'),
  ERR_CERTIFICATE_INVALID: key('check the certificate with: openssl x509 -text'),
  ERR_CERTIFICATE_UNTRUSTED: key('add the issuing certificate to the anchors'),
  ERR_FETCH_FAILED: retrieval('check the address, the name and that the server is up'),
  ERR_FETCH_TIMEOUT: retrieval("check the server's latency, or raise the timeouts"),
  ERR_FETCH_STATUS: retrieval('open the URL and look at what it answers'),
  ERR_FETCH_TOO_LARGE: retrieval('check that the URL serves a JWK Set, or raise the bounds'),
  ERR_FETCH_REDIRECT: retrieval('configure the final URL, or allow up to 3 redirects'),
  ERR_ADDRESS_REFUSED: retrieval('use a public address, or allow this one in the address policy'),
  ERR_DISCOVERY_INVALID: retrieval('open the discovery URL and compare it with OpenID Connect Discovery §4.2'),
  ERR_ISSUER_MISMATCH: retrieval('configure the issuer exactly as its discovery document spells it'),
  ERR_SIGNER_UNAVAILABLE: unavailable('try again later; the cause says what failed'),
  ERR_SIGNER_THROTTLED: unavailable('wait as long as retryAfterSeconds says, and sign less often or raise the quota'),
  ERR_SIGNER_BUSY: unavailable('shed load, or raise maxConcurrent and maxWaiting'),
  ERR_SIGNER_REFUSED: config('check the permissions, the name and the state of the key where it is kept'),
  ERR_SIGNER_KEY_CHANGED: key('publish the new key, then make a new signer for it'),
  ERR_SIGNATURE_REJECTED: key('compare the algorithm with what the key is made for; nothing was signed'),
  ERR_PEER_MISSING: config('install the package, or pass a client of your own'),
  ERR_OPTION_INVALID: config('correct the option'),
})
