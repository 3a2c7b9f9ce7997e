/** What a kid must look like before it becomes a part of a URL. Never lets one through that could leave its place. */
import { optionInvalid } from '../errors/index.ts'
import { judgeUrl, type UrlPolicy } from '../io/url.ts'

/** A name of the table, or a function that says whether a kid may be asked for. */
export type KidPattern = 'uuid' | 'digits' | 'hex' | 'base64url' | ((kid: string) => boolean)

export type UrlOfKid = (kid: string) => string | URL

/** Bounded, anchored, without alternatives that could backtrack. */
const PATTERNS: ReadonlyMap<unknown, RegExp> = new Map([
  ['uuid', /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i],
  ['digits', /^\d{1,128}$/],
  ['hex', /^[\da-f]{1,128}$/i],
  ['base64url', /^[\w-]{1,128}$/],
])

/** @throws KeywellError ERR_OPTION_INVALID */
export function kidPatternOption(option: string, value: unknown): (kid: string) => boolean {
  const pattern = PATTERNS.get(value)
  if (pattern !== undefined) return (kid) => pattern.test(kid)
  if (typeof value === 'function') return (kid) => Reflect.apply(value, undefined, [kid]) === true
  throw optionInvalid(option, `"${[...PATTERNS.keys()].join('", "')}" or a function`, value, { hint: WHY })
}

const WHY = 'anybody can write any kid into a token: say what those of this issuer look like'

/** Where a kid's key is, or `undefined` when the function made something of it that may not be fetched. */
export function urlOfKid(urlOf: UrlOfKid, kid: string, policy: UrlPolicy): URL | undefined {
  const made: unknown = urlOf(encodeURIComponent(kid))
  return judgeUrl(made instanceof URL ? made.href : made, policy).url
}
