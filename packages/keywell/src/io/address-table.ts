/** The special ranges of IPv4 and IPv6 as a table, a source beside each row. Never says what is allowed. */
import { type IpOctets, type IpRange, parseRange } from './ip-address.ts'

export type AddressClass =
  | 'public'
  | 'loopback'
  | 'private'
  | 'shared'
  | 'link-local'
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'documentation'
  | 'reserved'

/** Where a range carries an IPv4 address; `inverted` as Teredo has it (RFC 4380 §4). */
export interface Embedded {
  readonly at: number
  readonly inverted?: true
}

export interface AddressRow {
  readonly range: IpRange
  /** With `embeds`: of an address whose IPv4 part is public; else that part's class is the address's own. */
  readonly addressClass: AddressClass
  readonly embeds?: Embedded
}

type Fact = readonly [range: string, addressClass: AddressClass, source: string, embeds?: Embedded]

/** Where clouds tell a machine its own credentials; one address each, before the ranges that hold them. */
const METADATA: readonly Fact[] = [
  ['169.254.169.254', 'metadata', 'AWS, Azure, Google Cloud, Oracle, DigitalOcean, OpenStack: instance metadata'],
  ['169.254.170.2', 'metadata', 'AWS ECS: task metadata and credentials'],
  ['169.254.170.23', 'metadata', 'AWS EKS: Pod Identity credentials'],
  ['169.254.42.42', 'metadata', 'Scaleway: instance metadata'],
  ['169.254.0.23', 'metadata', 'Tencent Cloud: instance metadata'],
  ['100.100.100.200', 'metadata', 'Alibaba Cloud: instance metadata'],
  ['168.63.129.16', 'metadata', 'Azure: WireServer'],
  ['192.0.0.192', 'metadata', 'Oracle Cloud Classic: instance metadata'],
  ['fd00:ec2::254', 'metadata', 'AWS: instance metadata over IPv6'],
  ['fd00:ec2::23', 'metadata', 'AWS EKS: Pod Identity credentials over IPv6'],
  ['fd20:ce::254', 'metadata', 'Google Cloud: metadata server over IPv6'],
  ['fd00:42::42', 'metadata', 'Scaleway: instance metadata over IPv6'],
  ['fe80::a9fe:a9fe', 'metadata', 'OpenStack: metadata over IPv6'],
]

/** IANA IPv4 Special-Purpose Address Registry; what it calls globally reachable inside 192.0.0.0/24 serves no keys. */
const IPV4: readonly Fact[] = [
  ['0.0.0.0/8', 'unspecified', 'RFC 791 §3.2; systems take it for this machine'],
  ['10.0.0.0/8', 'private', 'RFC 1918'],
  ['100.64.0.0/10', 'shared', 'RFC 6598 (carrier-grade NAT)'],
  ['127.0.0.0/8', 'loopback', 'RFC 1122 §3.2.1.3'],
  ['169.254.0.0/16', 'link-local', 'RFC 3927'],
  ['172.16.0.0/12', 'private', 'RFC 1918'],
  ['192.0.0.0/24', 'reserved', 'RFC 6890 §2.1 (protocol assignments)'],
  ['192.0.2.0/24', 'documentation', 'RFC 5737'],
  ['192.88.99.0/24', 'reserved', 'RFC 7526 (6to4 relays, withdrawn)'],
  ['192.168.0.0/16', 'private', 'RFC 1918'],
  ['198.18.0.0/15', 'reserved', 'RFC 2544 (benchmarks)'],
  ['198.51.100.0/24', 'documentation', 'RFC 5737'],
  ['203.0.113.0/24', 'documentation', 'RFC 5737'],
  ['224.0.0.0/4', 'multicast', 'RFC 5771'],
  ['240.0.0.0/4', 'reserved', 'RFC 1112 §4, broadcast included (RFC 919)'],
]

/** IANA IPv6 Special-Purpose Address Registry; narrow ranges before the wide ones that hold them. */
const IPV6: readonly Fact[] = [
  ['::', 'unspecified', 'RFC 4291 §2.5.2'],
  ['::1', 'loopback', 'RFC 4291 §2.5.3'],
  ['::ffff:0:0/96', 'public', 'RFC 4291 §2.5.5.2 (IPv4-mapped: the system connects over IPv4)', { at: 12 }],
  ['::ffff:0:0:0/96', 'reserved', 'RFC 2765 §2.1 (IPv4-translated)', { at: 12 }],
  ['::/96', 'reserved', 'RFC 4291 §2.5.5.1 (IPv4-compatible, withdrawn)', { at: 12 }],
  ['64:ff9b::/96', 'public', 'RFC 6052 §2.1 (NAT64: how IPv6-only networks reach IPv4)', { at: 12 }],
  ['64:ff9b:1::/48', 'private', 'RFC 8215 (NAT64 for local use)'],
  ['100::/64', 'reserved', 'RFC 6666 (discard)'],
  ['100:0:0:1::/64', 'reserved', 'RFC 9780 (dummy prefix)'],
  ['2001::/32', 'reserved', 'RFC 4380 (Teredo)', { at: 12, inverted: true }],
  ['2001::/23', 'reserved', 'RFC 2928 (protocol assignments: benchmarks, ORCHID, …)'],
  ['2001:db8::/32', 'documentation', 'RFC 3849'],
  ['2002::/16', 'reserved', 'RFC 3056 (6to4)', { at: 2 }],
  ['3fff::/20', 'documentation', 'RFC 9637'],
  ['2000::/3', 'public', 'RFC 4291 §2.4 (the only range given out as global unicast)'],
  ['fc00::/7', 'private', 'RFC 4193 (unique local)'],
  ['fe80::/10', 'link-local', 'RFC 4291 §2.5.6'],
  ['fec0::/10', 'private', 'RFC 3879 (site-local, withdrawn)'],
  ['ff00::/8', 'multicast', 'RFC 4291 §2.7'],
  ['::/0', 'reserved', 'RFC 4291 §2.4 (not given out)'],
]

function row([text, addressClass, , embeds]: Fact): AddressRow {
  const range = parseRange(text)
  if (range === undefined) throw new TypeError(`"${text}" is no range`)
  return Object.freeze({ range, addressClass, ...(embeds === undefined ? {} : { embeds }) })
}

/** The first row that holds an address tells its class; an IPv4 address in none is public. */
export const ADDRESS_ROWS: readonly AddressRow[] = Object.freeze([...METADATA, ...IPV4, ...IPV6].map(row))

/** The IPv4 address inside an IPv6 one. */
export const embeddedIpv4 = (address: IpOctets, { at, inverted }: Embedded): IpOctets =>
  address.slice(at, at + 4).map((octet) => (inverted === true ? octet ^ 0xff : octet))
