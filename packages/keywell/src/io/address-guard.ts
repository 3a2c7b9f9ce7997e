/** What kind of address a text spells: public, loopback, private, … Pure: never resolves a name, never connects. */
import { ADDRESS_ROWS, type AddressClass, embeddedIpv4 } from './address-table.ts'
import { inRange, type IpOctets, parseIp } from './ip-address.ts'

/** `undefined` when `text` is no IP address. */
export function addressClass(text: string): AddressClass | undefined {
  const address = parseIp(text)
  return address === undefined ? undefined : classOf(address)
}

function classOf(address: IpOctets): AddressClass {
  const row = ADDRESS_ROWS.find(({ range }) => inRange(address, range))
  if (row === undefined) return 'public'
  if (row.embeds === undefined) return row.addressClass
  const inner = classOf(embeddedIpv4(address, row.embeds))
  return inner === 'public' ? row.addressClass : inner
}

/** The address in a URL's host, without the brackets of IPv6; `undefined` when the host is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/s, '$1')
  return parseIp(bare) === undefined ? undefined : bare
}
