/** What an adapter gives: two raw calls and what is known of their keys. Retries, deadlines and checks are the core's. */
import type { Algorithm } from 'keywell'
import type { Jwk } from 'keywell/jwk'
import type { SignatureForm } from './signature-octets.ts'

/** Passed to every call: an adapter hands `signal` on to its client, so that a call that nobody awaits ends. */
export interface CallContext {
  readonly signal: AbortSignal
}

/** One version of a key as its service describes it. */
export interface ServiceKey {
  /** What pins the version at the service: an ARN, a resource name, a number, a CKA_ID. Shown in errors. */
  readonly version: string
  /** The public key, with its type's members only. The core adds `kid`, `use` and `alg`. */
  readonly jwk: Jwk
  /** A kid that the key has borne before; the RFC 7638 thumbprint otherwise. */
  readonly kid?: string
  /** What the service can sign with it. Leave it out where the key type alone decides. */
  readonly algorithms?: readonly Algorithm[]
}

export interface SignRequest {
  /** The version that was pinned when the signer was made. Sign with this one or fail; never with a newer one. */
  readonly version: string
  readonly alg: Algorithm
  /** What is to be signed, as it is; for services that hash by themselves. */
  readonly data: Uint8Array
  /** Its digest by the algorithm's hash; empty for algorithms that have none (EdDSA, ML-DSA). */
  readonly digest: Uint8Array
}

export interface ServiceSignature {
  readonly octets: Uint8Array
  /** `der` for an ECDSA-Sig-Value (RFC 3279 §2.2.3); `raw` for what JWS has. */
  readonly form: SignatureForm
  /** The version that the service says it signed with, where it says so. */
  readonly version?: string | undefined
}

/**
 * A KMS or HSM with one key, in one or several versions. Both calls reject with a {@link ServiceFailure} that says whether
 * it may pass, or with the library's own error about a key; whatever else they reject with counts as an outage.
 */
export interface KeyService {
  /** The key URI, without anything secret; errors, events and status show it. */
  readonly name: string
  /** All versions that may have signed and still count, the one to sign with first. Never empty. */
  publicKeys(context: CallContext): Promise<readonly ServiceKey[]>
  sign(request: SignRequest, context: CallContext): Promise<ServiceSignature>
  /** Lets go of sessions and sockets. */
  close?(): Promise<void> | void
}
