/** The option `addressPolicy`: which addresses may be connected to. Never widens by itself what was asked for. */
import {
  clip,
  knownOptions,
  kindOf,
  nonEmptyString,
  oneOf,
  optional,
  optionInvalid,
  stringList,
} from '../errors/index.ts'
import { addressClass, literalAddress } from './address-guard.ts'
import type { AddressClass } from './address-table.ts'
import { inRange, type IpRange, parseIp, parseRange } from './ip-address.ts'

/**
 * - `configured`: for URLs that a person wrote down. Refuses link-local and cloud metadata addresses.
 * - `public`: for issuers that come from input. Refuses everything that is not a public address.
 */
export type AddressScope = 'configured' | 'public'

/** Which addresses may be connected to: a scope, or a scope with exceptions. */
export type AddressPolicyOption =
  | AddressScope
  | {
      readonly scope: AddressScope
      /**
       * Hosts (`intranet.example`, exactly), addresses and ranges (`10.1.0.0/16`, `fd12::/16`) that are admitted all the
       * same. A metadata address is admitted only by itself, never by a host or a range.
       */
      readonly allow?: readonly string[]
      /**
       * Why `public` may go without the check: a sentence for whoever reads the code. Needed where keywell cannot see
       * the address: with `fetch`, with `http.agent`, behind a proxy.
       */
      readonly unguarded?: string
    }

export interface AddressPolicy {
  readonly scope: AddressScope
  readonly unguarded: string | undefined
  /** Why no connection may be made to `address`, which stands in a URL or was found for `host`. */
  refuse(host: string, address: string): string | undefined
}

/** Not link-local but `metadata` for the address that clouds use: the sharper word wins. */
const REASONS: Readonly<Record<AddressClass, string>> = Object.freeze({
  public: 'a public address',
  loopback: 'a loopback address',
  private: 'a private address',
  shared: 'an address behind carrier-grade NAT',
  'link-local': 'a link-local address',
  metadata: 'a cloud metadata address',
  unspecified: 'the unspecified address',
  multicast: 'a multicast address',
  documentation: 'an address for documentation',
  reserved: 'a reserved address',
})

const CONFIGURED_REFUSES: ReadonlySet<AddressClass> = new Set(['link-local', 'metadata'])

/** The policy that was asked for; `configured` where none was. @throws KeywellError ERR_OPTION_INVALID */
export function addressPolicyOption(option: string, value: unknown = 'configured'): AddressPolicy {
  if (typeof value === 'string') return PLAIN[scopeOf(option, value)]
  if (!isObject(value)) throw optionInvalid(option, '"configured", "public" or an object with a scope', value)
  const { scope, allow, unguarded } = knownOptions(option, value, ['scope', 'allow', 'unguarded'])
  return policy({
    scope: scopeOf(`${option}.scope`, scope),
    allowed: optional(allowList, `${option}.allow`, allow) ?? NOTHING,
    unguarded: optional(reason, `${option}.unguarded`, unguarded),
  })
}

interface PolicyFields {
  readonly scope?: unknown
  readonly allow?: unknown
  readonly unguarded?: unknown
}

const isObject = (value: unknown): value is PolicyFields => kindOf(value) === 'object'

const scopeOf = oneOf('configured', 'public')

function reason(option: string, value: unknown): string {
  const text = nonEmptyString(option, value)
  if (text.trim() !== '') return text
  throw optionInvalid(option, 'a reason', value)
}

interface AllowList {
  readonly hosts: ReadonlySet<string>
  readonly ranges: readonly IpRange[]
}

const NOTHING: AllowList = Object.freeze({ hosts: new Set<string>(), ranges: [] })

function allowList(option: string, value: unknown): AllowList {
  const hosts = new Set<string>()
  const ranges: IpRange[] = []
  for (const [place, entry] of stringList(option, value).entries()) {
    const range = parseRange(entry)
    const host = hostOf(entry)
    if (range !== undefined) ranges.push(range)
    else if (host !== undefined) hosts.add(host)
    else
      throw optionInvalid(`${option}[${place}]`, 'a host name, an IP address or a range like 10.0.0.0/8', clip(entry))
  }
  return { hosts, ranges }
}

/** The name as URLs spell it: lower case, Punycode. A number that URLs would read as an address is no name. */
function hostOf(entry: string): string | undefined {
  if (!/^[^\s/\\?#@:[\]*%]+$/.test(entry) || !URL.canParse(`https://${entry}`)) return undefined
  const { hostname } = new URL(`https://${entry}`)
  return literalAddress(hostname) === undefined ? hostname : undefined
}

interface PolicyParts {
  readonly scope: AddressScope
  readonly allowed: AllowList
  readonly unguarded: string | undefined
}

const policy = ({ scope, allowed, unguarded }: PolicyParts): AddressPolicy =>
  Object.freeze({
    scope,
    unguarded,
    refuse(host: string, address: string): string | undefined {
      const found = addressClass(address)
      if (found === undefined) return 'no IP address'
      const isRefused = scope === 'public' ? found !== 'public' : CONFIGURED_REFUSES.has(found)
      return isRefused && !isAllowed(allowed, host, address, found) ? REASONS[found] : undefined
    },
  })

function isAllowed({ hosts, ranges }: AllowList, host: string, address: string, found: AddressClass): boolean {
  const octets = parseIp(address)
  if (octets === undefined) return false
  const holding = ranges.filter((range) => inRange(octets, range))
  if (found === 'metadata') return holding.some(({ start, bits }) => bits === start.length * 8)
  return holding.length > 0 || hosts.has(host)
}

const plain = (scope: AddressScope): AddressPolicy => policy({ scope, allowed: NOTHING, unguarded: undefined })

/** One object each, so that all sources under it can share their connections. */
const PLAIN: Readonly<Record<AddressScope, AddressPolicy>> = Object.freeze({
  configured: plain('configured'),
  public: plain('public'),
})
