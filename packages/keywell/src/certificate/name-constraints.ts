/**
 * Constraints on names (RFC 5280 §4.2.1.10, §6.1.3 b, c): every CA's permitted names hold for all certificates below it,
 * each set on its own, so that a subordinate CA cannot widen them. The library beside unites the sets.
 * Stricter than §6.1.3: a certificate that a CA issued to itself is not exempt, since the library does not exempt it either.
 */
import type { GeneralName, NameConstraints } from './general-names.ts'
import type { Name } from './names.ts'
import type { X509 } from './x509.ts'

/** Comparisons for one certificate and one CA: each of them may come with thousands of names. */
const MAX_COMPARISONS = 250_000

type Named = Pick<X509, 'subject' | 'extensions'>

/** Why a name of `certificate` breaks the constraints, or nothing. */
export function constraintProblem(certificate: Named, { permitted, excluded }: NameConstraints): string | undefined {
  const names = namesOf(certificate)
  if (names.length * (permitted.length + excluded.length) > MAX_COMPARISONS)
    return 'has too many names for the many constraints of a CA above'
  for (const name of names) {
    if (excluded.some((base) => isSameForm(base, name) && isWithin(name, base, true)))
      return `has a name that a CA above excludes: ${nameText(name)}`
    const same = permitted.filter((base) => isSameForm(base, name))
    if (same.length > 0 && !same.some((base) => isWithin(name, base, false)))
      return `has a name that a CA above does not permit: ${nameText(name)}`
  }
  return undefined
}

/** Addresses in the subject count always, as OpenSSL has it: people read them there, whatever else stands beside. */
function namesOf({ subject, extensions: { altNames } }: Named): readonly GeneralName[] {
  const directory: GeneralName[] = subject.isEmpty ? [] : [{ kind: 'directory', name: subject }]
  const emails = subject.emails.map((text): GeneralName => ({ kind: 'email', text }))
  return [...directory, ...emails, ...altNames]
}

const isSameForm = (one: GeneralName, other: GeneralName): boolean =>
  one.kind === other.kind && !('tag' in one && 'tag' in other && one.tag !== other.tag)

/** @param unknown - the answer for what is not understood: within all that excludes it and nothing that permits it */
function isWithin(name: GeneralName, base: GeneralName, unknown: boolean): boolean {
  if (name.kind === 'dns' && base.kind === 'dns')
    return isDnsWithin(name.text, base.text) || (unknown && isOneOfWildcard(base.text, name.text))
  // What an empty base means for these two is said nowhere.
  if (name.kind === 'email' && base.kind === 'email')
    return name.text.includes('@') && base.text !== '' ? isEmailWithin(name.text, base.text) : unknown
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = hostOf(name.text)
    return host === undefined || base.text === '' ? unknown : isHostWithin(host, base.text)
  }
  if (name.kind === 'ip' && base.kind === 'ip') return isAddressWithin(name.octets, base.octets)
  if (name.kind === 'directory' && base.kind === 'directory') return isNameWithin(name.name, base.name)
  return unknown
}

const labels = (host: string): readonly string[] => host.toLowerCase().replace(/\.$/, '').split('.')

/** Zero or more labels added on the left; a leading dot, though not of the RFC, means one or more (as OpenSSL reads it). */
function isDnsWithin(name: string, base: string): boolean {
  if (base === '') return true
  if (base.startsWith('.')) return labels(name).length >= labels(base).length && endsWith(name, base.slice(1))
  return endsWith(name, base)
}

/** A wildcard stands for a host that may be excluded, too: `*.example.com` for `a.example.com`. */
const isOneOfWildcard = (host: string, wildcard: string): boolean =>
  wildcard.startsWith('*.') && labels(host).slice(1).join('.') === labels(wildcard).slice(1).join('.')

function endsWith(name: string, base: string): boolean {
  const wanted = labels(base)
  return labels(name).slice(-wanted.length).join('.') === wanted.join('.')
}

/** A host exactly, or with a leading dot any host below it (URIs and mailboxes alike). */
function isHostWithin(host: string, base: string): boolean {
  if (base.startsWith('.')) return labels(host).length >= labels(base).length && endsWith(host, base.slice(1))
  return labels(host).join('.') === labels(base).join('.')
}

function isEmailWithin(address: string, base: string): boolean {
  const at = address.lastIndexOf('@')
  if (base.includes('@')) {
    const split = base.lastIndexOf('@')
    return address.slice(0, at) === base.slice(0, split) && isHostWithin(address.slice(at + 1), base.slice(split + 1))
  }
  return at > 0 && isHostWithin(address.slice(at + 1), base)
}

/** Letters of a host name as RFC 1123 has it; others, such as `%65` or a backslash, are read in more ways than one. */
const HOST = /^[\w.-]+$/

/** The host of a URI; none in one without authority or with an address, which no constraint can permit (§4.2.1.10). */
function hostOf(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1]
  // Browsers end the authority at a backslash, RFC 3986 does not.
  const host = authority?.includes('\\')
    ? undefined
    : authority?.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')
  return host === undefined || !HOST.test(host) || /^[\d.]+$/.test(host) ? undefined : host
}

/** `base` is an address and a mask of the same length. */
const isAddressWithin = (address: Uint8Array, base: Uint8Array): boolean =>
  base.length === 2 * address.length &&
  address.every((octet, at) => {
    const mask = base[at + address.length] ?? 0xff
    return (octet & mask) === ((base[at] ?? 0) & mask)
  })

const isNameWithin = (name: Name, base: Name): boolean => base.parts.every((part, at) => part === name.parts[at])

const nameText = (name: GeneralName): string =>
  name.kind === 'directory' ? name.name.text : 'text' in name ? name.text : `of type ${name.kind}`
