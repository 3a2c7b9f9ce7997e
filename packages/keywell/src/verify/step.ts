/**
 * How a verification goes on without ever waiting itself: each step is either done, or names what it needs and how it
 * goes on with the answer. Two drivers (drivers.ts) answer, one at once and one by awaiting. Types only.
 */
import type { VerifyKey } from '../crypto/backend.ts'
import type { ImportedKey } from '../jwk/import.ts'
import type { KeySource, RefreshReason } from '../source/key-source.ts'
import type { SchemaResult } from './trust.ts'

/** What a verification cannot do by itself. */
export type Need =
  | {
      readonly kind: 'refresh'
      readonly source: KeySource
      readonly reason: RefreshReason
      readonly kid: string | undefined
    }
  | { readonly kind: 'import'; readonly promise: Promise<ImportedKey> }
  | { readonly kind: 'parse'; readonly promise: Promise<SchemaResult<unknown>> }
  /** The bytes are valid until the driver waits. */
  | {
      readonly kind: 'signature'
      readonly verifyKey: VerifyKey
      readonly data: Uint8Array
      readonly signature: Uint8Array
    }

/**
 * `refresh`: true once it is over, false when the driver does not wait. `import`, `signature`: whether it went well.
 * `parse`: the result. Any of them: an Error, when it failed.
 */
export type Answer = boolean | Error | SchemaResult<unknown>

export type Step<T> =
  | { readonly kind: 'done'; readonly value: T }
  | (Need & { readonly resume: (answer: Answer) => Step<T> })
