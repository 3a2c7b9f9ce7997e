/**
 * The path once more, through the path validation of pkijs, which also processes policies, their mappings and their
 * constraints (RFC 5280 §6.1.2–6.1.5). Both must accept. It gets the one path that was found, signatures checked, since
 * its own search is unbounded and it names no certificate.
 */
import { dateOf } from '../io/http-date.ts'
import { pkijs } from './peer.ts'
import type { Fault } from './problems.ts'
import type { Path } from './rules.ts'

/** What pkijs says against the path; nothing where it accepts. An anchor by itself has no path to validate. */
export async function secondOpinion(path: Path, atMs: number): Promise<Fault | undefined> {
  if (path.length < 2) return undefined
  const reason = await objection(path, dateOf(atMs))
  if (reason === undefined) return undefined
  return { code: 'ERR_CERTIFICATE_INVALID', at: path[0], reason: `fails path validation: ${reason}` }
}

async function objection(path: Path, checkDate: Date): Promise<string | undefined> {
  const { Certificate, CertificateChainValidationEngine } = await pkijs()
  try {
    const parsed = path.map(({ der }) => Certificate.fromBER(new Uint8Array(der)))
    const engine = new CertificateChainValidationEngine({
      trustedCerts: parsed.slice(-1),
      // It takes the last one for the certificate in question.
      certs: parsed.slice(0, -1).toReversed(),
      checkDate,
      findIssuer: (one) => Promise.resolve(parsed.slice(parsed.indexOf(one) + 1).slice(0, 1)),
    })
    const { result, resultMessage } = await engine.verify()
    return result ? undefined : resultMessage
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be read'
  }
}
