/** Checks of what providers ask for: hosts, labels, URLs, ids. Never repairs; a hint says what was meant. */
import { optionInvalid, nonEmptyString, stringList } from '../../errors/index.ts'
import { isJsonObject } from '../../jose/json.ts'
import type { RemoteOptions } from '../../source/remote/http-options.ts'
import { displayUrl, judgeUrl } from '../../io/url.ts'
import { isUnchecked, type Unchecked } from '../../verify/unchecked.ts'

const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'
const HOST = new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)+${LABEL}$`)
const ONE_LABEL = new RegExp(`^${LABEL}$`)

/** A host name such as `acme.eu.auth0.com`: no scheme, no port, no slash, lower case. */
export function hostOption(option: string, value: unknown, example: string): string {
  if (typeof value === 'string' && HOST.test(value)) return value
  throw optionInvalid(option, `a host name such as "${example}"`, shown(value), { hint: hostHint(value) })
}

/** `domain`, or `domains` of one tenant: whichever hosts tokens can be asked from, the one with the keys first. */
export function domainsOption(
  { domain, domains }: { readonly domain?: string; readonly domains?: readonly string[] },
  example: string,
): readonly [string, ...string[]] {
  if (domains === undefined) return [hostOption('domain', domain, example)]
  if (domain !== undefined) throw optionInvalid('domain', 'absent beside domains', domain)
  const [first, ...others] = stringList('domains', domains)
  if (first === undefined) throw optionInvalid('domains', 'an array with at least one string', domains)
  return [
    hostOption('domains[0]', first, example),
    ...others.map((host, place) => hostOption(`domains[${place + 1}]`, host, example)),
  ]
}

/** Nothing that could be a secret: of a URL its query and its user, and keys that were put into the wrong option. */
const shown = (value: unknown): unknown =>
  typeof value === 'string' && /:\/\/|@|^sk_/.test(value) ? (value.startsWith('sk_') ? '…' : displayUrl(value)) : value

function hostHint(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const bare = value
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .toLowerCase()
  return bare !== value && HOST.test(bare) ? `leave out everything but the host name: "${bare}"` : undefined
}

/** The first part of a provider's own host name, such as `acme` in `acme.onelogin.com`. */
export function labelOption(
  option: string,
  value: unknown,
  { example, suffix }: { readonly example: string; readonly suffix: string },
): string {
  if (typeof value === 'string' && ONE_LABEL.test(value)) return value
  const [first = ''] =
    typeof value === 'string'
      ? value
          .replace(/^https?:\/\//i, '')
          .toLowerCase()
          .split(/[./]/)
      : []
  const hint = ONE_LABEL.test(first) ? `only what comes before "${suffix}": "${first}"` : undefined
  throw optionInvalid(option, `one label such as "${example}", without dots`, shown(value), { hint })
}

/**
 * An absolute URL without query, fragment or a slash at its end, such as `https://api.example.com/base`; `http:` only to this
 * machine and where the source's `allowHttpLoopback` admits it.
 */
export function baseUrlOption(
  option: string,
  value: unknown,
  { allowHttpLoopback = false }: RemoteOptions = {},
): string {
  const verdict = judgeUrl(value, { allowHttpLoopback })
  if (verdict.url === undefined) throw optionInvalid(option, verdict.problem, shown(value))
  const text = String(value)
  if (/[?#]/.test(text)) throw optionInvalid(option, 'a URL without query and fragment', shown(value))
  if (text.endsWith('/')) throw optionInvalid(option, 'a URL without a slash at its end', shown(value))
  return text
}

/** What of a caller's `source` says which base URLs it admits, before the source itself is checked. */
export const loopbackOf = (source: unknown): Pick<RemoteOptions, 'allowHttpLoopback'> =>
  isJsonObject(source) && source['allowHttpLoopback'] === true ? { allowHttpLoopback: true } : {}

/** Text of a known shape; `what` completes "must be". */
export function shapedOption(option: string, value: unknown, shape: RegExp, what: string): string {
  if (typeof value === 'string' && shape.test(value)) return value
  throw optionInvalid(option, what, shown(value))
}

/** An id such as `2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60`, lower case, as tokens carry it; within another shape. */
export const UUID_SHAPE = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
export const UUID: RegExp = new RegExp(`^${UUID_SHAPE}$`)

/** With the domain in front that some old Workspace projects have. */
const GOOGLE_PROJECT = /^(?:[a-z\d.-]+:)?[a-z][a-z\d-]{2,61}[a-z\d]$/

/** The id of a Google Cloud or Firebase project; neither its number nor its display name. */
export const googleProjectOption = (option: string, value: unknown): string =>
  shapedOption(option, value, GOOGLE_PROJECT, 'a project id such as "my-project", not its number')

const AWS_REGION = /^[a-z]{2}(?:-gov)?-[a-z]+-\d$/

/** Such as `eu-west-1`. */
export const awsRegionOption = (option: string, value: unknown): string =>
  shapedOption(option, value, AWS_REGION, 'an AWS region such as "eu-west-1"')

/** Whether it is a GUID as tokens write it: lower case. */
export const isGuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** The id of a directory or an application; names and nicknames such as `common` are none. */
export function guidOption(option: string, value: unknown): string {
  if (isGuid(value)) return value
  const lower = typeof value === 'string' ? value.toLowerCase() : undefined
  const hint = isGuid(lower) ? `lower case, as tokens have it: "${lower}"` : 'the id, not the name; the portal shows it'
  throw optionInvalid(option, 'a GUID such as "72f988bf-86f1-41af-91ab-2d7cd011db47"', shown(value), { hint })
}

/** One string or several, as `audience` and `clientId` are given. */
export function oneOrMore(option: string, value: string | readonly string[]): readonly string[] {
  if (Array.isArray(value)) return stringList(option, value)
  return [nonEmptyString(option, value)]
}

/** The same, or `undefined` where the check is left out in so many words. */
export const oneOrMoreUnless = (
  option: string,
  value: string | readonly string[] | Unchecked,
): readonly string[] | undefined => {
  if (isUnchecked(value)) return undefined
  return oneOrMore(option, value)
}

/** The same as a trust's `audience`, under the name that the provider has for it. */
export const audienceOption = (
  option: string,
  value: string | readonly string[] | Unchecked,
): readonly string[] | Unchecked => (isUnchecked(value) ? value : oneOrMore(option, value))

/** No segment that names another place, and nothing that ends the path. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/

/** What comes after a base URL. */
export const pathOption = (option: string, value: unknown, example: string): string =>
  shapedOption(option, value, PATH, `a path such as "${example}", with a slash at its start and none at its end`)
