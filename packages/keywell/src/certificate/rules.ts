/** The rules of a path (RFC 5280 §6.1) that name their certificate. Signatures were checked before; revocation is not. */
import { isoText } from '../io/http-date.ts'
import { constraintProblem } from './name-constraints.ts'
import { type Fault, unfit } from './problems.ts'
import { ANY_PURPOSE, type Purpose } from './purpose.ts'
import { isSelfIssued, type X509 } from './x509.ts'

/** The certificate with the key first, the anchor last; one and the same where the certificate is an anchor. */
export type Path = readonly [X509, ...X509[]]

export interface Demands {
  readonly atMs: number
  readonly purpose: Purpose | undefined
}

type Rule = (path: Path, demands: Demands) => Fault | undefined

/** The first rule that the path breaks. */
export function pathFault(path: Path, demands: Demands): Fault | undefined {
  for (const rule of RULES) {
    const fault = rule(path, demands)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** A rule about each certificate by itself, from the leaf upwards. */
const each =
  (judge: (one: X509, at: number, path: Path, demands: Demands) => Fault | undefined): Rule =>
  (path, demands) => {
    for (const [at, one] of path.entries()) {
      const fault = judge(one, at, path, demands)
      if (fault !== undefined) return fault
    }
    return undefined
  }

/** §4.1.2.5. Anchors too: who gives one has the means to give a fresh one. */
const dates = each((one, _at, _path, { atMs }) => {
  if (atMs < one.notBeforeMs) return unfit(one, `is not yet valid, only from ${isoText(one.notBeforeMs)}`)
  return atMs > one.notAfterMs ? unfit(one, `has expired at ${isoText(one.notAfterMs)}`, 'renew it') : undefined
})

/** §4.2: an extension that is critical must be honoured or the certificate refused. */
const criticalExtensions = each((one) => {
  const [oid] = one.extensions.unknownCritical
  return oid === undefined ? undefined : unfit(one, `has a critical extension that is not known here: ${oid}`)
})

/** §6.1.4 k, n. */
const authorities = each((one, at) => {
  if (at === 0) return undefined
  const { isCa, keyUsage } = one.extensions
  if (!isCa) return unfit(one, 'is not a CA, and so must not issue certificates')
  const maySign = keyUsage === undefined || keyUsage.includes('keyCertSign')
  return maySign ? undefined : unfit(one, 'must not sign certificates: its key usage lacks keyCertSign')
})

/** §6.1.4 l, m: intermediates below, self-issued ones not counted. */
const pathLengths = each((one, at, path) => {
  const allowed = one.extensions.pathLength
  const below = path.slice(1, at).filter((other) => !isSelfIssued(other)).length
  if (at === 0 || allowed === undefined || below <= allowed) return undefined
  return unfit(one, `allows ${allowed} intermediates below it, and there are ${below}`)
})

const nameConstraints: Rule = (path) => {
  for (const [at, ca] of path.entries()) {
    const constraints = ca.extensions.nameConstraints
    const below = constraints === undefined ? [] : path.slice(0, at)
    for (const one of below) {
      const reason = constraints === undefined ? undefined : constraintProblem(one, constraints)
      if (reason !== undefined) return unfit(one, reason)
    }
  }
  return undefined
}

/** §4.2.1.3: what verifies signatures other than those on certificates. */
const leafUsage: Rule = ([leaf]) => {
  const { keyUsage } = leaf.extensions
  const maySign =
    keyUsage === undefined || keyUsage.includes('digitalSignature') || keyUsage.includes('contentCommitment')
  if (maySign) return undefined
  return unfit(leaf, `must not verify signatures: its key usage is ${keyUsage.join(', ')}`)
}

/** §4.2.1.12; for CAs as the field reads it: where present, it bounds what is below. The anchor is the caller's choice. */
const purposes = each((one, at, path, { purpose }) => {
  const allowed = one.extensions.purposes
  const isAnchor = at > 0 && at === path.length - 1
  if (purpose === undefined || allowed === undefined || isAnchor) return undefined
  const isAllowed = allowed.some(({ hex }) => hex === purpose.hex || hex === ANY_PURPOSE)
  return isAllowed ? undefined : unfit(one, `is not for ${purpose.text}: its extended key usage says otherwise`)
})

const RULES: readonly Rule[] = [
  criticalExtensions,
  dates,
  authorities,
  pathLengths,
  nameConstraints,
  leafUsage,
  purposes,
]
