/** Finds the path from a certificate to an anchor. Bounded in depth and in signatures, as whoever sends the chain picks it. */
import { type Fault, untrusted } from './problems.ts'
import type { Path } from './rules.ts'
import { signatureFault } from './signature.ts'
import { isSame, isSelfIssued, type X509 } from './x509.ts'

/** Certificates of a path, anchor included. */
const MAX_DEPTH = 10
/** Signatures checked for one chain: cross-signed bundles need a handful, a hostile one would like thousands. */
const MAX_SIGNATURES = 40

/** Judges a path that leads to an anchor. */
type Judge = (path: Path) => Promise<Fault | undefined>

interface Search {
  readonly anchors: ReadonlyMap<string, readonly X509[]>
  readonly pool: readonly X509[]
  readonly judge: Judge
  signatures: number
  /** What is told when nothing is found: the fault of the attempt that came farthest. */
  best: { readonly rank: number; readonly fault: Fault } | undefined
}

/** How far an attempt came, for the choice of what to tell. */
const RANK = { noIssuer: 0, signature: 1, rules: 2 } as const

/**
 * @param pool - intermediates, in any order
 * @returns the first path that `judge` takes, or the fault to tell
 */
export async function findPath(
  leaf: X509,
  pool: readonly X509[],
  anchors: readonly X509[],
  judge: Judge,
): Promise<Path | Fault> {
  const bySubject = grouped(anchors)
  const search: Search = { anchors: bySubject, pool, judge, signatures: 0, best: undefined }
  const found = await extend([leaf], search)
  return found ?? search.best?.fault ?? untrusted(leaf, 'leads to no anchor')
}

function grouped(certificates: readonly X509[]): ReadonlyMap<string, readonly X509[]> {
  const groups = new Map<string, X509[]>()
  for (const one of certificates) {
    const group = groups.get(one.subject.canonical) ?? []
    group.push(one)
    groups.set(one.subject.canonical, group)
  }
  return groups
}

async function extend(path: Path, search: Search): Promise<Path | undefined> {
  const last = path.at(-1) ?? path[0]
  const sameName = search.anchors.get(last.subject.canonical) ?? []
  if (sameName.some(({ der }) => isSame(der, last.der))) return judged(path, search)
  const issuers = path.length < MAX_DEPTH ? candidates(last, path, search) : []
  if (issuers.length === 0) note(search, RANK.noIssuer, noIssuer(path, last))
  for (const { issuer, isAnchor } of issuers) {
    const found = await step(path, { last, issuer, isAnchor }, search)
    if (found !== undefined) return found
  }
  return undefined
}

interface Step {
  readonly last: X509
  readonly issuer: X509
  readonly isAnchor: boolean
}

async function step(path: Path, { last, issuer, isAnchor }: Step, search: Search): Promise<Path | undefined> {
  if (++search.signatures > MAX_SIGNATURES) {
    note(search, RANK.rules, untrusted(last, 'has too many possible issuers', 'send the one path that is meant'))
    return undefined
  }
  const fault = await signatureFault(last, issuer)
  if (fault !== undefined) {
    note(search, RANK.signature, fault)
    return undefined
  }
  const longer: Path = [...path, issuer]
  return isAnchor ? judged(longer, search) : extend(longer, search)
}

async function judged(path: Path, search: Search): Promise<Path | undefined> {
  const fault = await search.judge(path)
  if (fault === undefined) return path
  note(search, RANK.rules, fault)
  return undefined
}

/** The first of the highest rank stays. */
function note(search: Search, rank: number, fault: Fault): void {
  if (search.best === undefined || rank > search.best.rank) search.best = { rank, fault }
}

/** By name; those whose key identifier fits come first, as it is a hint only (RFC 5280 §4.2.1.1). Anchors before others. */
function candidates(last: X509, path: Path, { anchors, pool }: Search): readonly Omit<Step, 'last'>[] {
  const isFresh = (one: X509): boolean => !path.some(({ der }) => isSame(der, one.der))
  const trusted = (anchors.get(last.issuer.canonical) ?? []).filter(isFresh)
  const others = pool.filter((one) => one.subject.canonical === last.issuer.canonical && isFresh(one))
  const all = [
    ...trusted.map((issuer) => ({ issuer, isAnchor: true })),
    ...others.map((issuer) => ({ issuer, isAnchor: false })),
  ]
  const hint = last.extensions.authorityKeyId
  const fits = ({ issuer }: { issuer: X509 }): number =>
    Number(hint === undefined || hint === issuer.extensions.subjectKeyId)
  return all.toSorted((one, other) => fits(other) - fits(one))
}

function noIssuer(path: Path, last: X509): Fault {
  if (path.length >= MAX_DEPTH) return untrusted(last, `is the ${MAX_DEPTH}th of its path and still no anchor`)
  if (isSelfIssued(last))
    return untrusted(last, 'is self-signed and is no anchor itself', 'if it is to be trusted, add it to the anchors')
  return untrusted(
    last,
    `was issued by "${last.issuer.short}", which is neither in the chain nor an anchor`,
    'add the missing intermediate to the chain, or its issuer to the anchors',
  )
}
