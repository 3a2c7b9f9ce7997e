/** Writes certificates beside a JWK and holds those beside it against its key (RFC 7517 §4.7–4.9). No word on trust. */
import { isKeywellError, knownOptions } from '../errors/index.ts'
import { type Jwk, asJwk } from '../jwk/jwk.ts'
import { type KeyMaterial, keyMaterial } from '../jwk/material.ts'
import { jwkFromCertificateKey } from '../jwk/spki.ts'
import { certificateMembers, type Certificates, certificateThumbprint } from './certified-jwk.ts'
import { type CertificateInput, readChain } from './input.ts'
import { type Fault, faultError, unfit, unreadable } from './problems.ts'
import { signatureFault } from './signature.ts'
import type { X509 } from './x509.ts'

export interface WithCertificatesOptions {
  /** Adds `x5t`, a SHA-1 hash that old software looks for; it is a name here and proves nothing. */
  readonly sha1?: boolean
}

/**
 * The JWK with `x5c` and `x5t#S256` for a chain, first the certificate of this key, then its issuers in order. A private
 * JWK stays private.
 * @throws KeywellError ERR_CERTIFICATE_INVALID when a certificate is for another key or the next did not sign it;
 * ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 * @example const jwk = await jwkWithCertificates(publicJwk(key), await readFile('chain.pem', 'utf8'))
 */
export async function jwkWithCertificates(
  jwk: Jwk,
  chain: CertificateInput,
  options: WithCertificatesOptions = {},
): Promise<Jwk> {
  const { sha1 = false } = knownOptions('options', options, ['sha1'])
  const certificates = readChain(chain)
  await checkChain(asJwk(jwk), certificates)
  const x5t = sha1 ? { x5t: await certificateThumbprint(certificates[0].der, 'SHA-1') } : {}
  return Object.freeze({ ...jwk, ...x5t, ...(await certificateMembers(certificates)) })
}

/**
 * Holds a JWK's `x5c`, `x5t` and `x5t#S256` against its key: the first certificate has this very key, each next one
 * signed the one before, the hashes are those of the first. To trust the chain, give `jwk.x5c` to `certificateKeys`.
 * @param chain - the certificates, for a JWK that has hashes only
 * @throws KeywellError ERR_CERTIFICATE_INVALID; ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED
 */
export async function checkJwkCertificates(value: Jwk, chain?: CertificateInput): Promise<void> {
  const jwk = asJwk(value)
  const certificates = readChain(chain ?? x5cOf(jwk))
  await checkChain(jwk, certificates)
  await checkHash(jwk, certificates, 'x5t', 'SHA-1')
  await checkHash(jwk, certificates, 'x5t#S256', 'SHA-256')
}

function x5cOf(jwk: Jwk): readonly string[] {
  const x5c: unknown = Object.hasOwn(jwk, 'x5c') ? jwk['x5c'] : undefined
  const isList = Array.isArray(x5c) && x5c.length > 0 && x5c.every((item) => typeof item === 'string')
  if (!isList) throw unreadable('"x5c"', 'must be a list of certificates in base64')
  return x5c.map(String)
}

async function checkChain(jwk: Jwk, certificates: Certificates): Promise<void> {
  const fault = keyFault(jwk, certificates) ?? (await orderFault(certificates))
  if (fault !== undefined) throw faultError(fault)
}

const keyFault = (jwk: Jwk, [first]: Certificates): Fault | undefined =>
  isKeyOf(jwk, first) ? undefined : unfit(first, 'is for another key', 'the certificate with the key must come first')

/** Whether the certificate holds the public part of this key. @throws KeywellError about the JWK only */
export function isKeyOf(jwk: Jwk, certificate: X509): boolean {
  const { kty, members } = keyMaterial(jwk)
  const certified = certifiedKey(certificate)
  const isSame = (name: string): boolean => certified?.members[name] === members[name]
  return certified?.kty === kty && Object.keys(members).every(isSame)
}

/** `undefined` for a key of a kind that no JWK has: it is another one in any case. */
function certifiedKey(certificate: X509): KeyMaterial | undefined {
  try {
    return keyMaterial(jwkFromCertificateKey(certificate.der))
  } catch (error) {
    if (isKeywellError(error)) return undefined
    throw error
  }
}

async function orderFault([first, ...rest]: Certificates): Promise<Fault | undefined> {
  let below = first
  for (const one of rest) {
    if (below.issuer.canonical !== one.subject.canonical)
      return unfit(below, `was issued by "${below.issuer.short}", but another certificate follows`)
    // One after the other, so that the first fault is told and a long list costs no more than its first fault.
    const fault = await signatureFault(below, one)
    if (fault !== undefined) return fault
    below = one
  }
  return undefined
}

async function checkHash(
  jwk: Jwk,
  [first]: Certificates,
  member: 'x5t' | 'x5t#S256',
  hash: 'SHA-1' | 'SHA-256',
): Promise<void> {
  if (!Object.hasOwn(jwk, member)) return
  if (jwk[member] !== (await certificateThumbprint(first.der, hash)))
    throw faultError(unfit(first, `has another hash than "${member}" says`))
}
