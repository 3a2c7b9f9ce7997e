/** What is known of an identity provider, for people: the call, the checks, the mistakes, each fact with its source. Types only. */
import type { KeySource } from '../../source/key-source.ts'
import type { RemoteOptions } from '../../source/remote/http-options.ts'

/**
 * One thing that a provider's documentation or code says: what it is about (`issuer`, `keys`, `algorithms`, …), what it is,
 * with `{placeholders}`, and the page, specification or file that says so.
 */
export type ProviderFact = readonly [what: string, value: string, source: string]

/** An option that says where a provider's keys are. */
export interface KeyOption {
  /** As the preset calls it, such as `userPoolId`. */
  readonly name: string
  readonly example: string
  readonly isRequired?: boolean
  /** The environment variable that it comes from, since a secret must not be typed on a command line. */
  readonly variable?: string
  /** The option without which this one says nothing. */
  readonly goesWith?: string
  /** The options that say it already: beside one of them, this one is not used. */
  readonly yieldsTo?: readonly string[]
}

export interface Provider {
  /** Such as `auth0`: what the command, the example and the section of the documentation are called. */
  readonly name: string
  readonly title: string
  /** The preset, as a user calls it. */
  readonly call: string
  /** What is checked beside signature, issuer, expiry and `nbf`. */
  readonly checks: readonly string[]
  /** What people get wrong, and what to do instead. */
  readonly mistakes: readonly string[]
  readonly facts: readonly ProviderFact[]
  /** When the sources of the facts were read: year and month, such as `2026-11`. */
  readonly asOf: string
  /** What is said of it and was found nowhere that counts; nothing here relies on it. */
  readonly unverified?: readonly string[]
  readonly keyOptions: readonly KeyOption[]
  /** The keys alone, by the options that `keyOptions` names. @throws KeywellError ERR_OPTION_INVALID */
  readonly keys: (options: Readonly<Record<string, string | undefined>>, source: RemoteOptions) => KeySource
}
