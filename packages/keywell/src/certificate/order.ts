/** A chain whose first certificate issued another of it: the key that is meant stands elsewhere (RFC 7517 §4.7). */
import { type Fault, unfit } from './problems.ts'
import { isSelfIssued, type X509 } from './x509.ts'

export function wrongOrder(first: X509, others: readonly X509[]): Fault | undefined {
  const isIssuer = others.some((one) => !isSelfIssued(one) && one.issuer.canonical === first.subject.canonical)
  if (!first.extensions.isCa || !isIssuer) return undefined
  const hint = 'put the certificate with the key first, then its issuers'
  return unfit(first, 'comes first and is the CA that issued another of the chain', hint)
}
