/** Lets a connection go only to addresses that the policy admits: DNS answers and literals. Never picks around a bad one. */
import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { addressClass, literalAddress } from './address-guard.ts'
import type { AddressPolicy } from './address-policy.ts'
import { addressRefused } from './fetch-failure.ts'

/** `dns.lookup` with `all`, or what a test puts in its place. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

/**
 * For the `lookup` option of sockets: the addresses it hands on are the ones that are connected to, so that an answer of
 * DNS which changes between check and use (DNS rebinding) finds no gap. One refused address refuses the host.
 */
export const guardedLookup =
  (url: URL, policy: AddressPolicy, resolve: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      const problem = error ?? firstRefusal(url, policy, addresses)
      if (problem !== null || first === undefined) callback(problem ?? notFound(), [])
      else if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }

/**
 * Checks a host that is an address: sockets connect to it without asking `lookup`.
 * @throws KeywellError ERR_ADDRESS_REFUSED
 */
export function refuseLiteral(url: URL, policy: AddressPolicy): void {
  const address = literalAddress(url.hostname)
  const problem = address === undefined ? null : refusal(url, policy, address)
  if (problem !== null) throw problem
}

function firstRefusal(url: URL, policy: AddressPolicy, addresses: readonly LookupAddress[]): Error | null {
  for (const { address } of addresses) {
    const problem = refusal(url, policy, address)
    if (problem !== null) return problem
  }
  return null
}

function refusal(url: URL, policy: AddressPolicy, address: string): Error | null {
  // "localhost" is a name as any other to DNS and to hosts files; without TLS it must really be this machine.
  const isExposed = url.protocol === 'http:' && addressClass(address) !== 'loopback'
  const reason = isExposed ? 'plain http goes to this machine only' : policy.refuse(url.hostname, address)
  return reason === undefined ? null : addressRefused(url, address, reason)
}

const notFound = (): Error => Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
