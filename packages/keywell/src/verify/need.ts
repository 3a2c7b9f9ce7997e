/** What a verification asks of its driver. Types only. */
import type { VerifyKey } from '../crypto/backend.ts'
import type { ImportedKey } from '../jwk/import.ts'
import type { KeySource, RefreshReason } from '../source/key-source.ts'
import type { SchemaResult } from './trust.ts'

/** What a verification cannot do by itself. */
export type Need =
  | { readonly kind: 'refresh'; readonly source: KeySource; readonly reason: RefreshReason }
  | { readonly kind: 'import'; readonly promise: Promise<ImportedKey> }
  | {
      readonly kind: 'signature'
      readonly verifyKey: VerifyKey
      readonly data: Uint8Array
      readonly signature: Uint8Array
    }
  | { readonly kind: 'parse'; readonly promise: Promise<SchemaResult<unknown>> }

/**
 * `refresh`: true once it is over, false when the driver does not wait. `import`, `signature`: whether it went well.
 * `parse`: the result. Any of them: an Error, when it failed.
 */
export type Answer = boolean | Error | SchemaResult<unknown>

/** A part of a verification: runs until it needs something, and ends with a `T`. */
export type Steps<T> = Generator<Need, T, Answer>
