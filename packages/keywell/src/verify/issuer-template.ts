/** Issuers with placeholders bound to claims, as Entra ID has them. Pure string work. */
import { clip, nonEmptyString, optionInvalid, stringList } from '../errors/index.ts'
import { isJsonObject } from '../jose/json.ts'
import type { IssuerTemplate } from './trust.ts'

/** One placeholder: the claim that it is bound to, and what it may stand for where that is said. */
interface Binding {
  readonly claim: string
  readonly values: ReadonlySet<unknown> | undefined
}

type Bindings = ReadonlyMap<string, Binding>
type Claims = Readonly<Record<string, unknown>>

export interface CompiledTemplate {
  readonly template: string
  /** The issuers that it comes to, where its values say so; the template itself where they do not. */
  readonly issuers: readonly string[]
  /** The issuer that these claims call for; `undefined` when one of them is absent, unfit or of no use here. */
  issuerFor(claims: Claims): string | undefined
  /** Whether a key that names this issuer of its own may sign for the issuer that these claims call for. */
  isKeyIssuer(issuer: string, claims: Claims): boolean
}

const PLACEHOLDER = /\{([A-Za-z0-9_]+)\}/g

/** No slash, no brace, nothing that could change the shape of a URL. */
const FIT_VALUE = /^[\w.-]{1,256}$/

/** As it comes from JavaScript. */
type GivenTemplate = { readonly [Member in keyof IssuerTemplate]: unknown }

/** @throws KeywellError ERR_OPTION_INVALID */
export function compileTemplate(given: GivenTemplate): CompiledTemplate {
  const { claims, values, keyIssuers } = given
  const template = nonEmptyString('issuer.template', given.template)
  const names = [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))]
  const [only, ...others] = names
  if (only === undefined) throw optionInvalid('issuer.template', 'a text with {placeholders}', template)
  refuseStray(values, names)
  const bindings: Bindings = new Map(names.map((name) => [name, bindingOf(name, claims, values)]))
  const allowed = others.length === 0 ? bindings.get(only)?.values : undefined
  const further = keyIssuers === undefined ? [] : stringList('issuer.keyIssuers', keyIssuers)
  const issuerFor = (payload: Claims): string | undefined => fill(template, bindings, payload)
  return Object.freeze({
    template,
    issuers:
      allowed === undefined
        ? [template]
        : [...allowed].map((value) => template.replaceAll(PLACEHOLDER, () => String(value))),
    issuerFor,
    isKeyIssuer: (issuer: string, payload: Claims) => {
      const filled = fill(issuer, bindings, payload)
      return filled !== undefined && [template, ...further].some((form) => fill(form, bindings, payload) === filled)
    },
  })
}

function bindingOf(name: string, claims: unknown, values: unknown): Binding {
  if (!isJsonObject(claims)) throw optionInvalid('issuer.claims', 'an object of claim names', claims)
  if (values !== undefined && !isJsonObject(values))
    throw optionInvalid('issuer.values', 'an object of lists of strings', values)
  const claim = nonEmptyString(`issuer.claims.${name}`, Object.hasOwn(claims, name) ? claims[name] : undefined)
  if (values === undefined || !Object.hasOwn(values, name)) return { claim, values: undefined }
  return { claim, values: new Set(fitValues(`issuer.values.${name}`, values[name])) }
}

/** Values under a misspelt name would let in every value of the placeholder that was meant. */
function refuseStray(values: unknown, names: readonly string[]): void {
  const stray = isJsonObject(values) ? Object.keys(values).find((name) => !names.includes(name)) : undefined
  if (stray === undefined) return
  const hint = `placeholders of the template: ${names.join(', ')}`
  throw optionInvalid(`issuer.values.${clip(stray)}`, 'absent: there is no such placeholder', 'a list', { hint })
}

function fitValues(option: string, value: unknown): readonly string[] {
  const unfit = stringList(option, value).find((item) => !FIT_VALUE.test(item))
  if (unfit === undefined) return stringList(option, value)
  throw optionInvalid(option, 'texts of letters, digits, "-", "_" and "." only', unfit)
}

function fill(text: string, bindings: Bindings, claims: Claims): string | undefined {
  let isComplete = true
  const filled = text.replaceAll(PLACEHOLDER, (_, name: string) => {
    const binding = bindings.get(name)
    const value = binding !== undefined && Object.hasOwn(claims, binding.claim) ? claims[binding.claim] : undefined
    if (typeof value === 'string' && FIT_VALUE.test(value) && binding?.values?.has(value) !== false) return value
    isComplete = false
    return ''
  })
  return isComplete ? filled : undefined
}
