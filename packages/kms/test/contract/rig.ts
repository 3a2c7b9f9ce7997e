/** What the contract suite needs of an implementation, to bring about what can go wrong. */
import type { KeySource } from 'keywell'
import type { Signer } from 'keywell/sign'
import type { KmsSigner } from '../../src/core/service-signer.ts'
import type { KeysOptions } from '../../src/core/service-keys.ts'
import type { SignerOptions } from '../../src/core/settings.ts'

/** What a service's next sign calls do, until another fault is set. */
export type Fault =
  /** Says that it is asked too often; with `Retry-After` where the API has it. */
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number }
  /** Answers, but with what it says in an outage. */
  | { readonly kind: 'outage' }
  /** Closes the connection. */
  | { readonly kind: 'reset' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Says that the caller may not, or that there is no such key. */
  | { readonly kind: 'refuse' }
  /** Octets of the right size that are no signature. */
  | { readonly kind: 'garbage' }
  /** A good signature cut short. */
  | { readonly kind: 'truncated' }
  /** A good signature of other data. */
  | { readonly kind: 'other-data' }
  /** A well-formed answer without a signature in it. */
  | { readonly kind: 'empty' }

/** Any signer: `localSigner` passes with no more than this. */
export interface SignerRig {
  signer(options?: SignerOptions): Promise<Signer>
  /** Texts that must never be seen: tokens, credentials, private members. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

/** A signer on a service that can be made to fail. */
export interface ServiceRig extends SignerRig {
  signer(options?: SignerOptions): Promise<KmsSigner>
  keys(options?: KeysOptions): KeySource | Promise<KeySource>
  /** For `times` calls to sign, or until the next call of this. `undefined` heals it. */
  fault(fault: Fault | undefined, times?: number): void
  /** Calls to sign that have arrived. */
  signCalls(): number
  /** Whether the API says how long to wait; AWS does not. */
  readonly hasRetryAfter: boolean
  /** Makes a new version that signs from now on; absent where a key has only one. */
  readonly rotate?: (() => Promise<void>) | undefined
  /** Puts another key under the same name and version; absent where that cannot be. */
  readonly replace?: (() => Promise<void>) | undefined
}
