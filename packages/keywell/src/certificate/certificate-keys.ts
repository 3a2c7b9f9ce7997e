/** The key of a certificate that leads to a trusted one. Trusts nothing that was not given as an anchor. */
import { clockOption } from '../io/clock-option.ts'
import type { Clock } from '../io/clock.ts'
import { finiteSeconds, knownOptions, optional } from '../errors/index.ts'
import type { Jwk } from '../jwk/jwk.ts'
import { anchorsOption } from './anchors.ts'
import { certifiedJwk } from './certified-jwk.ts'
import { type CertificateFacts, certificateFacts } from './facts.ts'
import { type CertificateInput, readChain } from './input.ts'
import { pkijs } from './peer.ts'
import { faultError } from './problems.ts'
import { checkedPurpose } from './purpose.ts'
import { pathFault, type Demands } from './rules.ts'
import { findPath } from './search.ts'
import { secondOpinion } from './second-opinion.ts'
import { wrongOrder } from './order.ts'

export interface CertificateKeysOptions {
  /** The certificates that are trusted, roots or any others; `'system'`: the operating system's, on Node 22.15 and up. */
  readonly anchors: CertificateInput
  /** NumericDate (seconds since the epoch) for which the path must be valid; now unless given. */
  readonly at?: number
  /**
   * What the certificate must be for, where it says so: an extended key usage by name (`serverAuth`, `clientAuth`,
   * `codeSigning`, `emailProtection`, `timeStamping`, `OCSPSigning`) or OID. Unless given, any will do.
   */
  readonly purpose?: string
  readonly clock?: Clock
}

/** A key and where it comes from. Frozen. */
export interface CertifiedKey {
  /** The public key with its thumbprint as `kid`, with `x5c` (without the anchor) and `x5t#S256`. */
  readonly jwk: Jwk
  /** The path that was validated: the key's certificate first, the anchor last. */
  readonly path: readonly CertificateFacts[]
  /** NumericDate from which all certificates of the path are valid. */
  readonly notBefore: number
  /** NumericDate until which all certificates of the path are valid: obtain the key again before. */
  readonly notAfter: number
}

/**
 * The public key of the first certificate of `chain`, once a path from it to one of the anchors is valid (RFC 5280 §6):
 * signatures, dates, CA flags, key usage, path lengths, name constraints, policies, critical extensions. Intermediates
 * may come in any order. Revocation is not checked. SHA-1 signatures and RSA keys below 2048 bits are refused.
 * @throws KeywellError ERR_CERTIFICATE_INVALID, ERR_CERTIFICATE_UNTRUSTED, each naming the certificate and the reason;
 * ERR_OPTION_INVALID, ERR_PEER_MISSING
 * @example const { jwk } = await certificateKeys(pem, { anchors: rootPem })
 */
export async function certificateKeys(chain: CertificateInput, options: CertificateKeysOptions): Promise<CertifiedKey> {
  const given = knownOptions('options', options, ['anchors', 'at', 'purpose', 'clock'])
  const anchors = anchorsOption(given.anchors)
  const purpose = optional(checkedPurpose, 'purpose', given.purpose)
  const atMs = momentMs(given)
  // Before anything is judged: whether the package is there must not depend on the chain.
  await pkijs()
  const [leaf, ...pool] = readChain(chain)
  const disorder = wrongOrder(leaf, pool)
  if (disorder !== undefined) throw faultError(disorder)
  const demands: Demands = { atMs, purpose }
  const found = await findPath(
    leaf,
    pool,
    anchors,
    async (path) => pathFault(path, demands) ?? secondOpinion(path, atMs),
  )
  if ('code' in found) throw faultError(found)
  return Object.freeze({
    jwk: await certifiedJwk(found),
    path: Object.freeze(found.map(certificateFacts)),
    notBefore: Math.max(...found.map(({ notBeforeMs }) => notBeforeMs)) / 1000,
    notAfter: Math.min(...found.map(({ notAfterMs }) => notAfterMs)) / 1000,
  })
}

function momentMs({ at, clock }: CertificateKeysOptions): number {
  const seconds = optional(finiteSeconds, 'at', at)
  return seconds === undefined ? clockOption(clock).now() : seconds * 1000
}
