/** From a provider's plan and the caller's options to a `Trust`. Knows no provider; every bad option fails here, by name. */
import { knownOptions, optional, optionInvalid, stringList } from '../../errors/index.ts'
import { heldSource } from '../../source/holders.ts'
import type { KeySource } from '../../source/key-source.ts'
import { REMOTE_OPTIONS, type RemoteOptions } from '../../source/remote/http-options.ts'
import { compileTrust } from '../../verify/compiled-trust.ts'
import type { AnyTrust, ClaimCheck, StandardSchema, Trust, TrustRule } from '../../verify/trust.ts'

/** What every preset takes beside its own options. */
export interface PresetOptions<Payload> {
  /** Options of the source that the preset makes: proxy, timeouts, snapshots, clock, … Not beside `keys`. */
  readonly source?: RemoteOptions
  /** Keys from elsewhere instead, such as another preset's `keys`, to share them, or a mirror; yours to close. */
  readonly keys?: KeySource
  /** In place of the preset's. */
  readonly algorithms?: AnyTrust['algorithms']
  /** In place of the preset's. */
  readonly types?: readonly string[]
  /** Beside the preset's. */
  readonly requiredClaims?: readonly string[]
  readonly clockToleranceSeconds?: number
  readonly maxAgeSeconds?: number
  readonly maxLifetimeSeconds?: number
  readonly checks?: readonly ClaimCheck<Payload>[]
}

/** A trust that has a name, so that results and types tell it from others. */
export type PresetTrust<Payload, Name extends string> = Trust<Payload, Name> & { readonly name: Name }

/** The call of a preset: with its own claims, or with those that a schema gives. */
export interface Preset<Options, Claims, Name extends string> {
  /** @throws KeywellError ERR_OPTION_INVALID naming the option */
  <const Own extends string = Name>(
    options: Options & PresetOptions<Claims> & { readonly name?: Own; readonly parse?: never },
  ): PresetTrust<Claims, Own>
  <Payload, const Own extends string = Name>(
    options: Options & PresetOptions<Payload> & { readonly name?: Own; readonly parse: StandardSchema<Payload> },
  ): PresetTrust<Payload, Own>
  /** With the payload spelled out, TypeScript infers nothing beside it: a name of one's own is any string then. */
  <Payload>(options: Options & SpelledOut<Payload>): PresetTrust<Payload, string>
}

/** The same for a provider with several kinds of token, told apart by the option `Kind`; the name ends in the kind. */
export interface KindPreset<
  Options,
  Kind extends string,
  Kinds,
  Name extends string,
  Usual extends keyof Kinds & string,
> {
  /** @throws KeywellError ERR_OPTION_INVALID naming the option */
  <const K extends keyof Kinds & string = Usual, const Own extends string = `${Name}-${K}`>(
    options: Options &
      ChosenKind<Kind, K, Usual> &
      PresetOptions<Kinds[K]> & { readonly name?: Own; readonly parse?: never },
  ): PresetTrust<Kinds[K], Own>
  <Payload, const K extends keyof Kinds & string = Usual, const Own extends string = `${Name}-${K}`>(
    options: Options &
      ChosenKind<Kind, K, Usual> &
      PresetOptions<Payload> & { readonly name?: Own; readonly parse: StandardSchema<Payload> },
  ): PresetTrust<Payload, Own>
  /** With the payload spelled out, TypeScript infers nothing beside it: the kind is any of them then, and so the name. */
  <Payload>(
    options: Options & ChosenKind<Kind, keyof Kinds & string, Usual> & SpelledOut<Payload>,
  ): PresetTrust<Payload, string>
}

/** For calls such as `auth0<MyClaims>({ … })`. */
type SpelledOut<Payload> = PresetOptions<Payload> & {
  readonly name?: string
  readonly parse: StandardSchema<Payload>
}

/** The option may be left out where there is a usual kind. */
type ChosenKind<Kind extends string, K extends string, Usual extends string> = [Usual] extends [never]
  ? { readonly [Option in Kind]: K }
  : { readonly [Option in Kind]?: K }

/** What a provider makes of its own options: everything of the trust that is not the caller's to say. */
export interface Plan extends Pick<
  AnyTrust,
  'issuer' | 'audience' | 'algorithms' | 'types' | 'expiry' | 'requiredClaims' | 'encoding' | 'rules' | 'hints'
> {
  readonly name: string
  /** Makes the source; called only where the caller brings no keys. */
  readonly keys: (source: RemoteOptions) => KeySource
}

const COMMON = [
  'name',
  'source',
  'keys',
  'algorithms',
  'types',
  'requiredClaims',
  'clockToleranceSeconds',
  'maxAgeSeconds',
  'maxLifetimeSeconds',
  'checks',
  'parse',
] as const satisfies readonly (keyof CallerOptions)[]

/** The caller's part as it comes, whatever the payload. */
export type CallerOptions = PresetOptions<never> & Pick<AnyTrust, 'name' | 'parse'>

/**
 * The trust of one call.
 * @param names - of the provider's own options
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function presetTrust<Options extends object>(
  options: Options & CallerOptions,
  names: readonly (keyof Options & string)[],
  plan: (options: Options, source: RemoteOptions) => Plan,
): AnyTrust {
  const given = knownOptions('options', options, [...names, ...COMMON])
  const own: CallerOptions = given
  if (own.source !== undefined) knownOptions('source', own.source, REMOTE_OPTIONS)
  const { keys, name, requiredClaims, rules, ...fixed } = plan(given, own.source ?? {})
  refuseNull(given)
  // Tables of the preset's own file, which all its trusts share.
  for (const shared of [fixed.issuer, fixed.algorithms, fixed.types, fixed.hints]) Object.freeze(shared)
  const claims = [...(requiredClaims ?? []), ...(optional(stringList, 'requiredClaims', own.requiredClaims) ?? [])]
  const trust: AnyTrust = {
    ...fixed,
    ...(rules === undefined ? {} : { rules: Object.freeze(rules.map(frozenRule)) }),
    ...passedOn(own),
    name: own.name ?? name,
    keys: keysOf(own, keys),
    ...(claims.length === 0 ? {} : { requiredClaims: claims }),
  }
  // Whatever is wrong shows here, where the preset is called, and not only where a verifier is made of it.
  compileTrust(trust)
  return Object.freeze(trust)
}

/** An option is left out by `undefined` alone: `null`, as from a configuration in JSON, must not leave out a check. */
function refuseNull(given: object): void {
  for (const [name, value] of Object.entries(given))
    if (value === null) throw optionInvalid(name, 'given, or left out; null is neither', value)
}

/** Shared as well; and what a rule expects may be the very list that it accepts. */
function frozenRule(rule: TrustRule): TrustRule {
  Object.freeze(rule.expected)
  return Object.freeze(rule)
}

/** The caller's part that stands in a trust as it is. */
function passedOn({
  algorithms,
  types,
  clockToleranceSeconds,
  maxAgeSeconds,
  maxLifetimeSeconds,
  checks,
  parse,
}: CallerOptions): Partial<AnyTrust> {
  return {
    ...(algorithms === undefined ? {} : { algorithms }),
    ...(types === undefined ? {} : { types }),
    ...(clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds }),
    ...(checks === undefined ? {} : { checks }),
    ...(parse === undefined ? {} : { parse }),
  }
}

function keysOf({ source, keys }: CallerOptions, make: Plan['keys']): KeySource {
  if (keys === undefined) return heldSource(make(source ?? {}))
  if (source !== undefined) throw optionInvalid('source', 'absent beside keys, which bring their own', source)
  return keys
}

/** A preset from its options' names and its plan, which sees the source's options: what URLs may be depends on them. */
export function definePreset<Options extends object, Claims, Name extends string>(
  names: readonly (keyof Options & string)[],
  plan: (options: Options, source: RemoteOptions) => Plan & { readonly name: Name },
): Preset<Options, Claims, Name> {
  function preset<const Own extends string = Name>(
    options: Options & PresetOptions<Claims> & { readonly name?: Own; readonly parse?: never },
  ): PresetTrust<Claims, Own>
  function preset<Payload, const Own extends string = Name>(
    options: Options & PresetOptions<Payload> & { readonly name?: Own; readonly parse: StandardSchema<Payload> },
  ): PresetTrust<Payload, Own>
  function preset<Payload>(options: Options & SpelledOut<Payload>): PresetTrust<Payload, string>
  function preset(options: Options & CallerOptions): AnyTrust {
    return presetTrust(options, names, plan)
  }
  return preset
}

/** The same for several kinds of token, told apart by the option that `kind` names; the plan's name ends in the kind. */
export function defineKindPreset<
  Options extends object,
  Kind extends string,
  Kinds,
  Name extends string,
  Usual extends keyof Kinds & string,
>(
  kind: Kind,
  names: readonly (keyof Options & string)[],
  plan: (options: KindOptions<Options, Kind>, source: RemoteOptions) => Plan,
): KindPreset<Options, Kind, Kinds, Name, Usual> {
  function preset<const K extends keyof Kinds & string = Usual, const Own extends string = `${Name}-${K}`>(
    options: Options &
      ChosenKind<Kind, K, Usual> &
      PresetOptions<Kinds[K]> & { readonly name?: Own; readonly parse?: never },
  ): PresetTrust<Kinds[K], Own>
  function preset<Payload, const K extends keyof Kinds & string = Usual, const Own extends string = `${Name}-${K}`>(
    options: Options &
      ChosenKind<Kind, K, Usual> &
      PresetOptions<Payload> & { readonly name?: Own; readonly parse: StandardSchema<Payload> },
  ): PresetTrust<Payload, Own>
  function preset<Payload>(
    options: Options & ChosenKind<Kind, keyof Kinds & string, Usual> & SpelledOut<Payload>,
  ): PresetTrust<Payload, string>
  function preset(options: KindOptions<Options, Kind> & CallerOptions): AnyTrust {
    return presetTrust(options, [kind, ...names], plan)
  }
  return preset
}

/** The kind as it comes from JavaScript: the plan checks it. */
type KindOptions<Options, Kind extends string> = Options & { readonly [Option in Kind]?: unknown }
