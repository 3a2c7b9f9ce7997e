/** Reads NO_PROXY: which hosts are reached without the proxy. Pure: never resolves a name, never reads the environment. */
import { literalAddress } from './address-guard.ts'
import { inRange, parseIp, parseRange } from './ip-address.ts'

const DEFAULT_PORTS: Readonly<Record<string, string>> = Object.freeze({ 'https:': '443', 'http:': '80' })

/** The port that a URL goes to, the default one spelled out. */
export const portOf = ({ port, protocol }: URL): string => (port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port)

/**
 * Whether `list` names the host of `url`. Entries, between commas or spaces: `*` for all; `example.com` with its
 * subdomains; `.example.com` or `*.example.com` for the subdomains alone; an address or a range; each perhaps with `:port`.
 * There is no standard; this is how Go reads it (golang.org/x/net/http/httpproxy).
 */
export const bypassesProxy = (url: URL, list: string): boolean =>
  list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && matches(url, entry))

function matches(url: URL, entry: string): boolean {
  if (entry === '*') return true
  const { host, port } = hostAndPort(entry)
  if (port !== undefined && port !== portOf(url)) return false
  const range = parseRange(host)
  const address = literalAddress(url.hostname)
  if (range === undefined) return address === undefined && matchesName(url.hostname.replace(/\.$/, ''), host)
  const octets = address === undefined ? undefined : parseIp(address)
  return octets !== undefined && inRange(octets, range)
}

function matchesName(name: string, pattern: string): boolean {
  const suffix = pattern.replace(/^\*(?=\.)/, '')
  if (suffix.startsWith('.')) return name.endsWith(suffix)
  return name === suffix || name.endsWith(`.${suffix}`)
}

/** `host:port`, `[v6]:port` or a bare host; a bare IPv6 address has several colons and no port. */
function hostAndPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry)
  return { host: found?.[1] ?? found?.[2] ?? entry, port: found?.[3] }
}
