/** A trust after its options were checked and its defaults filled in. Every bad option is refused here, by name. */
import {
  finiteSeconds,
  knownOptions,
  nonEmptyString,
  oneOf,
  optional,
  optionInvalid,
  stringList,
} from '../errors/index.ts'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import { mediaType } from '../jose/header.ts'
import { isJsonObject } from '../jose/json.ts'
import type { KeySource } from '../source/key-source.ts'
import { allowedAlgorithms } from './allowed-algorithms.ts'
import { keySourceOption } from '../source/ask-source.ts'
import type { ClaimRule, OwnRule } from './claim-rule.ts'
import { earlyRules, LATE_RULES } from './claims.ts'
import { type CompiledTemplate, compileTemplate } from './issuer-template.ts'
import type { AnyTrust, ClaimCheck, StandardSchema, TrustHints } from './trust.ts'
import { trustHints } from './trust-hints.ts'
import { trustRules } from './trust-rules.ts'
import { isUnchecked, uncheckedReason } from './unchecked.ts'

/** What a trust asks for, without the rules that follow from it. */
export interface TrustSettings {
  readonly name: string | undefined
  /** Exact issuers; empty with a template or an unchecked issuer. */
  readonly issuers: readonly string[]
  readonly template: CompiledTemplate | undefined
  readonly keys: KeySource
  /** `undefined` when unchecked. */
  readonly audiences: readonly string[] | undefined
  readonly algorithms: ReadonlySet<AlgorithmFacts>
  /** `undefined` allows all but the types made for other uses. */
  readonly types: readonly string[] | undefined
  readonly requiresExpiry: boolean
  readonly requiredClaims: readonly string[]
  readonly toleranceSeconds: number
  readonly maxAgeSeconds: number | undefined
  readonly maxLifetimeSeconds: number | undefined
  /** Whether segments in other forms than base64url are taken. */
  readonly takesBase64: boolean
  /** The trust's own, run with the early ones. */
  readonly rules: readonly OwnRule[]
  readonly hints: TrustHints
  readonly checks: readonly ClaimCheck<never>[]
  readonly parse: StandardSchema<unknown> | undefined
  /** What is left out, with the reason given. */
  readonly unchecked: Readonly<Partial<Record<'iss' | 'aud' | 'exp', string>>>
}

export interface CompiledTrust extends TrustSettings {
  /** The rules that can refuse a token here, before and after its signature is checked. */
  readonly early: readonly ClaimRule[]
  readonly late: readonly ClaimRule[]
}

/** Enough for hosts whose clocks drift. */
const DEFAULT_TOLERANCE_SECONDS = 60

const OPTIONS: readonly (keyof AnyTrust)[] = [
  'name',
  'issuer',
  'keys',
  'audience',
  'algorithms',
  'types',
  'expiry',
  'requiredClaims',
  'clockToleranceSeconds',
  'maxAgeSeconds',
  'maxLifetimeSeconds',
  'encoding',
  'rules',
  'hints',
  'checks',
  'parse',
]

/** @throws KeywellError ERR_OPTION_INVALID naming the option */
export function compileTrust(trust: AnyTrust): CompiledTrust {
  const settings = trustSettings(knownOptions('trust', trust, OPTIONS))
  const early = earlyRules(settings.rules).filter((rule) => rule.applies(settings))
  const late = LATE_RULES.filter((rule) => rule.applies(settings))
  return Object.freeze({ ...settings, early, late })
}

function trustSettings(given: AnyTrust): TrustSettings {
  return {
    name: optional(nonEmptyString, 'name', given.name),
    ...issuerOf(given.issuer),
    keys: keySourceOption('keys', given.keys),
    audiences: isUnchecked(given.audience) ? undefined : oneOrMany('audience', given.audience),
    algorithms: allowedAlgorithms(given.algorithms, given.keys.symmetric === true),
    types: given.types === undefined ? undefined : Object.freeze(stringList('types', given.types).map(mediaType)),
    requiresExpiry: requiresExpiry(given.expiry),
    requiredClaims: given.requiredClaims === undefined ? [] : stringList('requiredClaims', given.requiredClaims),
    toleranceSeconds:
      optional(finiteSeconds, 'clockToleranceSeconds', given.clockToleranceSeconds) ?? DEFAULT_TOLERANCE_SECONDS,
    maxAgeSeconds: optional(finiteSeconds, 'maxAgeSeconds', given.maxAgeSeconds),
    maxLifetimeSeconds: optional(finiteSeconds, 'maxLifetimeSeconds', given.maxLifetimeSeconds),
    takesBase64: optional(oneOf('base64url', 'base64'), 'encoding', given.encoding) === 'base64',
    rules: trustRules(given.rules),
    hints: trustHints(given.hints),
    checks: checkList(given.checks),
    parse: schema(given.parse),
    unchecked: reasons(given),
  }
}

const TEMPLATE_MEMBERS = ['template', 'claims', 'values', 'keyIssuers'] as const

function issuerOf(issuer: AnyTrust['issuer']): Pick<TrustSettings, 'issuers' | 'template'> {
  if (isUnchecked(issuer)) return { issuers: [], template: undefined }
  if (isJsonObject(issuer) && 'template' in issuer) {
    const { template, claims, values, keyIssuers } = knownOptions('issuer', issuer, TEMPLATE_MEMBERS)
    return { issuers: [], template: compileTemplate({ template, claims, values, keyIssuers }) }
  }
  return { issuers: oneOrMany('issuer', issuer), template: undefined }
}

function oneOrMany(option: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return stringList(option, value)
  if (typeof value === 'string' && value !== '') return Object.freeze([value])
  throw optionInvalid(option, "a string, an array of strings or unchecked('why')", value)
}

function requiresExpiry(expiry: unknown): boolean {
  if (expiry === undefined) return true
  if (isUnchecked(expiry)) return false
  throw optionInvalid('expiry', "absent or unchecked('why')", expiry)
}

function checkList(checks: AnyTrust['checks']): readonly ClaimCheck<never>[] {
  if (checks === undefined) return []
  // Array.isArray would make an array of any of it.
  const list: readonly ClaimCheck<never>[] = checks
  if (Array.isArray(checks) && list.every((check) => typeof check === 'function')) return Object.freeze([...list])
  throw optionInvalid('checks', 'an array of functions', checks)
}

function schema(parse: AnyTrust['parse']): StandardSchema<unknown> | undefined {
  if (parse === undefined) return undefined
  // arktype's schemas are functions, zod's and valibot's objects.
  const isObject = (typeof parse === 'object' && parse !== null) || typeof parse === 'function'
  if (isObject && typeof parse['~standard']?.validate === 'function') return parse
  throw optionInvalid('parse', 'a Standard Schema (zod, valibot, arktype, …)', parse)
}

function reasons({ issuer, audience, expiry }: AnyTrust): TrustSettings['unchecked'] {
  return Object.freeze({
    ...(isUnchecked(issuer) ? { iss: uncheckedReason(issuer) } : {}),
    ...(isUnchecked(audience) ? { aud: uncheckedReason(audience) } : {}),
    ...(isUnchecked(expiry) ? { exp: uncheckedReason(expiry) } : {}),
  })
}
