/** Whether one certificate was signed by another's key (RFC 5280 §6.1.3 a 1). SHA-1 and older proves nothing here. */
import { backend } from '#crypto'
import { isKeywellError } from '../errors/index.ts'
import { type AlgorithmFacts, algorithmFacts } from '../jose/algorithms.ts'
import { edwardsCurve, weierstrassCurve } from '../jwk/curves.ts'
import { DerProblem, oidHex, positiveOctets, readElements, readSingle, TAG } from '../jwk/der.ts'
import { type KeyMaterial, keyMaterial } from '../jwk/material.ts'
import { jwkFromCertificateKey } from '../jwk/spki.ts'
import { pssHash } from './pss.ts'
import { type Fault, unfit } from './problems.ts'
import type { X509 } from './x509.ts'

/** Signature algorithms by the hexadecimal of their OID's content, as the JOSE algorithm of the same hash and family. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d01010b', 'RS256'], // RFC 4055 §5
  ['2a864886f70d01010c', 'RS384'],
  ['2a864886f70d01010d', 'RS512'],
  ['2a8648ce3d040302', 'ES256'], // RFC 5758 §3.2; the curve is the key's own
  ['2a8648ce3d040303', 'ES384'],
  ['2a8648ce3d040304', 'ES512'],
  ['2b6570', 'Ed25519'], // RFC 8410 §3
  ['2b6571', 'Ed448'],
  ['608648016503040311', 'ML-DSA-44'], // RFC 9881 §2
  ['608648016503040312', 'ML-DSA-65'],
  ['608648016503040313', 'ML-DSA-87'],
])

/** Of these, forgeries have been made or are within reach (RFC 6194, RFC 6151). */
const BROKEN: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d010105', 'SHA-1'],
  ['2a8648ce3d0401', 'SHA-1'],
  ['2a8648ce380403', 'SHA-1'], // with DSA
  ['2a864886f70d010104', 'MD5'],
  ['2a864886f70d010102', 'MD2'],
])

const PSS = '2a864886f70d01010a'

/** What is wrong with the signature of `certificate` by `issuer`; nothing when it is good. */
export async function signatureFault(certificate: X509, issuer: X509): Promise<Fault | undefined> {
  const algorithm = signatureAlgorithm(certificate)
  if ('code' in algorithm) return algorithm
  const key = issuerKey(issuer)
  if ('code' in key) return key
  const isGood = await verify(certificate, key, algorithm)
  if (isGood === 'unsupported') return unfit(certificate, 'has a signature that this runtime cannot check')
  return isGood ? undefined : unfit(certificate, `was not signed by "${issuer.subject.short}", which its issuer names`)
}

function signatureAlgorithm(certificate: X509): AlgorithmFacts | Fault {
  const [oid, parameters] = readElements(certificate.signatureAlgorithm.content)
  const id = oidHex(oid)
  const broken = BROKEN.get(id)
  if (broken !== undefined)
    return unfit(certificate, `is signed with ${broken}, which can be forged`, 'have it issued again with SHA-256')
  const name = id === PSS ? pssHash(parameters) : ALGORITHMS.get(id)
  return algorithmFacts(name ?? '') ?? unfit(certificate, 'is signed with an algorithm that is not known here')
}

function issuerKey(issuer: X509): KeyMaterial | Fault {
  try {
    return keyMaterial(jwkFromCertificateKey(issuer.der))
  } catch (error) {
    if (isKeywellError(error)) return unfit(issuer, `has an unfit key: ${error.message}`)
    throw error
  }
}

async function verify(one: X509, key: KeyMaterial, algorithm: AlgorithmFacts): Promise<boolean | 'unsupported'> {
  if (key.kty !== algorithm.kty) return false
  const signature = algorithm.family === 'ecdsa' ? rawSignature(one.signature, key) : one.signature
  if (signature === undefined) return false
  const facts = { algorithm, curve: key.curve, signatureBytes: signatureBytes(key, signature.length) }
  if (signature.length !== facts.signatureBytes) return false
  try {
    const imported = await backend.importPublic({ kty: key.kty, ...key.members }, facts)
    return await imported.verify(one.tbs, signature)
  } catch {
    // The runtime lacks this curve or algorithm; a bad signature does not throw.
    return 'unsupported'
  }
}

function signatureBytes({ kty, curve, bits }: KeyMaterial, given: number): number {
  if (kty === 'RSA') return Math.ceil(bits / 8)
  if (kty === 'EC') return 2 * (weierstrassCurve(curve ?? '')?.octets ?? 0)
  return kty === 'OKP' ? 2 * (edwardsCurve(curve ?? '')?.octets ?? 0) : given
}

/** ECDSA-Sig-Value (RFC 3279 §2.2.3) → R ‖ S; `undefined` for anything that is not strictly one. */
function rawSignature(der: Uint8Array, { curve }: KeyMaterial): Uint8Array | undefined {
  const size = weierstrassCurve(curve ?? '')?.octets ?? 0
  try {
    const numbers = readElements(readSingle(der, TAG.sequence).content)
    if (numbers.length !== 2) return undefined
    const raw = new Uint8Array(2 * size)
    numbers.forEach((number, at) => {
      const octets = positiveOctets(number)
      if (octets.length > size) throw new DerProblem('a number out of range')
      raw.set(octets, (at + 1) * size - octets.length)
    })
    return raw
  } catch (error) {
    if (error instanceof DerProblem) return undefined
    throw error
  }
}
