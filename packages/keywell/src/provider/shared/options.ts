/** Where a provider is, as people give it: hosts, labels, URLs, paths. Never repairs; a hint says what was meant. */
import { optionInvalid } from '../../errors/index.ts'
import { isJsonObject } from '../../jose/json.ts'
import type { RemoteOptions } from '../../source/remote/http-options.ts'
import { judgeUrl } from '../../io/url.ts'
import { LABEL, shapedOption, shown } from './ids.ts'
import { oneOrSeveral } from './several.ts'

const HOST = new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)+${LABEL}$`)
const ONE_LABEL = new RegExp(`^${LABEL}$`)

/** A host name such as `acme.eu.auth0.com`: no scheme, no port, no slash, lower case. */
export function hostOption(option: string, value: unknown, example: string): string {
  if (typeof value === 'string' && HOST.test(value)) return value
  throw optionInvalid(option, `a host name such as "${example}"`, shown(value), { hint: hostHint(value) })
}

/** Where tokens of one tenant can be asked from, and so what `iss` can say. */
export type OneOrMoreDomains =
  | {
      /** Of the tenant, such as `acme.eu.auth0.com`, or its custom domain. */
      readonly domain: string
      readonly domains?: never
    }
  | {
      readonly domain?: never
      /** All domains that tokens come from, custom ones among them. The first one serves the keys. */
      readonly domains: readonly string[]
    }

/** `domain`, or `domains` of one tenant: whichever hosts tokens can be asked from, the one with the keys first. */
export const domainsOption = (
  { domain, domains }: { readonly domain?: string; readonly domains?: readonly string[] },
  example: string,
): readonly [string, ...string[]] =>
  oneOrSeveral(['domain', domain], ['domains', domains], (option, value) => hostOption(option, value, example))

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

/** No segment that names another place, and nothing that ends the path. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/

/** What comes after a base URL. */
export const pathOption = (option: string, value: unknown, example: string): string =>
  shapedOption(option, value, PATH, `a path such as "${example}", with a slash at its start and none at its end`)
