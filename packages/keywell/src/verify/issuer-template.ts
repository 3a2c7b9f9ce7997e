/** Issuers with placeholders bound to claims, as Entra ID has them. Pure string work. */
import { nonEmptyString, optionInvalid } from '../errors/index.ts'

/** Placeholder → claim. */
type Bindings = ReadonlyMap<string, string>

export interface CompiledTemplate {
  readonly template: string
  /** The issuer that these claims call for; `undefined` when one of them is absent or unfit. */
  issuerFor(claims: Readonly<Record<string, unknown>>): string | undefined
  /** Fills the same placeholders into another text, such as a key's own `issuer`. */
  fill(text: string, claims: Readonly<Record<string, unknown>>): string | undefined
}

const PLACEHOLDER = /\{([A-Za-z0-9_]+)\}/g

/** No slash, no brace, nothing that could change the shape of a URL. */
const FIT_VALUE = /^[\w.-]{1,256}$/

/** @throws KeywellError ERR_OPTION_INVALID */
export function compileTemplate(template: string, claims: Readonly<Record<string, unknown>>): CompiledTemplate {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')
  if (names.length === 0) throw optionInvalid('issuer.template', 'a text with {placeholders}', template)
  const bindings: Bindings = new Map(
    names.map((name) => [
      name,
      nonEmptyString(`issuer.claims.${name}`, Object.hasOwn(claims, name) ? claims[name] : undefined),
    ]),
  )
  const fillIn = (text: string, values: Readonly<Record<string, unknown>>): string | undefined =>
    fill(text, bindings, values)
  return Object.freeze({
    template,
    issuerFor: (values: Readonly<Record<string, unknown>>) => fillIn(template, values),
    fill: fillIn,
  })
}

function fill(text: string, bindings: Bindings, claims: Readonly<Record<string, unknown>>): string | undefined {
  let isComplete = true
  const filled = text.replaceAll(PLACEHOLDER, (_, name: string) => {
    const claim = bindings.get(name)
    const value = claim !== undefined && Object.hasOwn(claims, claim) ? claims[claim] : undefined
    if (typeof value === 'string' && FIT_VALUE.test(value)) return value
    isComplete = false
    return ''
  })
  return isComplete ? filled : undefined
}
