/** IP addresses and ranges as octets. Strict: an address has one decimal spelling, and nothing is guessed or repaired. */

/** Four octets of IPv4 or sixteen of IPv6. */
export type IpOctets = readonly number[]

/** A block of addresses: all that share the first `bits` of `start`. */
export interface IpRange {
  readonly start: IpOctets
  readonly bits: number
}

/** The address that `text` spells; a zone (`fe80::1%eth0`) is left out, since it names an interface of this machine. */
export const parseIp = (text: string): IpOctets | undefined =>
  text.includes(':') ? parseIpv6(text.replace(/%.*$/s, '')) : parseIpv4(text)

/** `10.0.0.0/8`, `fc00::/7`, or one address; `undefined` when bits are set beyond the prefix, which is a slip. */
export function parseRange(text: string): IpRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const start = parseIp(address)
  if (start === undefined || rest.length > 0 || address.includes('%')) return undefined
  if (prefix === undefined) return { start, bits: start.length * 8 }
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > start.length * 8) return undefined
  const bits = Number(prefix)
  const isStart = start.every((octet, place) => (octet & ~mask(place, bits)) === 0)
  return isStart ? { start, bits } : undefined
}

export const inRange = (address: IpOctets, { start, bits }: IpRange): boolean =>
  address.length === start.length &&
  start.every((octet, place) => octet === ((address[place] ?? 0) & mask(place, bits)))

/** What of the octet at `place` belongs to a prefix of `bits`. */
const mask = (place: number, bits: number): number => (0xff << (8 - Math.min(8, Math.max(0, bits - place * 8)))) & 0xff

/** Leading zeros are refused: some read them as octal, others do not (CVE-2021-28918, CVE-2021-29921). */
const OCTET = /^(?:0|[1-9]\d{0,2})$/

function parseIpv4(text: string): IpOctets | undefined {
  const parts = text.split('.')
  const isAddress = parts.length === 4 && parts.every((part) => OCTET.test(part) && Number(part) <= 255)
  return isAddress ? parts.map(Number) : undefined
}

/** RFC 4291 §2.2: eight groups, one run of zero groups written "::", the last two perhaps as IPv4. */
function parseIpv6(text: string): IpOctets | undefined {
  const [before = '', after, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const left = groups(before, after === undefined)
  const right = groups(after ?? '', true)
  if (left === undefined || right === undefined) return undefined
  const missing = 16 - left.length - right.length
  if (after === undefined ? missing !== 0 : missing < 2) return undefined
  return [...left, ...Array.from({ length: missing }, () => 0), ...right]
}

function groups(text: string, isEnd: boolean): IpOctets | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const octets: number[] = []
  for (const [place, part] of parts.entries()) {
    const isLast = isEnd && place === parts.length - 1
    const next = isLast && part.includes('.') ? parseIpv4(part) : group(part)
    if (next === undefined) return undefined
    octets.push(...next)
  }
  return octets
}

function group(text: string): IpOctets | undefined {
  if (!/^[\da-f]{1,4}$/i.test(text)) return undefined
  const value = Number.parseInt(text, 16)
  return [value >> 8, value & 0xff]
}
