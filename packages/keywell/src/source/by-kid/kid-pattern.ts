/** What a kid must look like before it becomes a part of a URL. Never lets one through that could leave its place. */
import { optionInvalid } from '../../errors/index.ts'
import { displayUrl, judgeUrl, type UrlPolicy } from '../../io/url.ts'

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
  if (typeof value !== 'function')
    throw optionInvalid(option, `"${[...PATTERNS.keys()].join('", "')}" or a function`, value, { hint: WHY })
  return (kid) => {
    try {
      return Reflect.apply(value, undefined, [kid]) === true
    } catch {
      // Look-ups never throw: a function that does has not said yes.
      return false
    }
  }
}

const WHY = 'anybody can write any kid into a token: say what those of this issuer look like'

/** Where keys are, by kid: what all URLs have in common, and each one. */
export interface KidPlaces {
  /** The URL with `{kid}` in it, fit for a log. */
  readonly name: string
  /** Where a kid's key is, or `undefined` when the function made something of it that may not be fetched. */
  find(kid: string): URL | undefined
}

/** Stand-ins for a kid: the first may fit what a careful function checks for itself. */
const SAMPLES = ['00000000-0000-0000-0000-000000000000', '0'] as const

/**
 * Asks the function once about a kid of zeros, so that a mistake in it shows at the start and not with the first token,
 * and so that no kid can move a request to another host.
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function kidPlaces(option: string, urlOf: UrlOfKid, policy: UrlPolicy): KidPlaces {
  for (const sample of SAMPLES) {
    const home = urlOfKid(urlOf, sample, policy)
    if (home === undefined) continue
    const find = (kid: string): URL | undefined => {
      const url = urlOfKid(urlOf, kid, policy)
      return url?.origin === home.origin ? url : undefined
    }
    const name = displayUrl(home)
      .split('/')
      .map((segment) => (segment === sample ? '{kid}' : segment))
      .join('/')
    return Object.freeze({ name, find })
  }
  throw optionInvalid(option, 'a function that makes an absolute https URL of a kid', urlOf, { hint: ASKED })
}

const ASKED = `it was asked for "${SAMPLES.join('" and "')}"; the host must be the same for all kids`

/** Segments that name another place, however they are spelled (URL Standard, "double-dot URL path segment"). */
const DOTS: ReadonlySet<string> = new Set(['', '.', '..'])

function urlOfKid(urlOf: UrlOfKid, kid: string, policy: UrlPolicy): URL | undefined {
  if (DOTS.has(kid)) return undefined
  try {
    const made: unknown = urlOf(encodeURIComponent(kid))
    return judgeUrl(made instanceof URL ? made.href : made, policy).url
  } catch {
    // A function of one's own may refuse a kid by throwing; half a surrogate pair cannot be encoded.
    return undefined
  }
}
