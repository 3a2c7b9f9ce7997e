/** What is known of one key, for people and programs: type, size, algorithms, names. Never a private number. */
import { isKeywellError } from 'keywell'
import { type Jwk, parseJwk, publicJwk, spkiSha256, thumbprint } from 'keywell/jwk'
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts'
import type { FoundFormat, FoundKey } from './key-files.ts'

export interface KeyFacts {
  readonly format: FoundFormat
  readonly kty: string
  readonly curve: string | undefined
  readonly bits: number | undefined
  readonly isPrivate: boolean
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly use: string | undefined
  readonly keyOps: readonly string[] | undefined
  /** The signature algorithms that it can serve; none where `unfit` says why. */
  readonly algorithms: readonly string[]
  readonly unfit: string | undefined
  /** Names that a kid may be made of, by form; none for a shared secret, as guesses could be tested on them. */
  readonly names: Readonly<Record<string, string>>
  readonly comment: string | undefined
  readonly notes: readonly string[]
  readonly certificate: CertificateFacts | undefined
}

export async function keyFacts(found: FoundKey): Promise<KeyFacts> {
  const { jwk, format, isPrivate, comment, certificate } = found
  const judged = jwk.kty === 'oct' ? secretFacts(jwk) : publicFacts(jwk)
  return {
    format,
    kty: jwk.kty,
    isPrivate,
    kid: jwk.kid,
    alg: jwk.alg,
    use: jwk.use,
    keyOps: jwk.key_ops,
    ...judged,
    names: jwk.kty === 'oct' ? {} : await namesOf(jwk),
    comment,
    certificate: certificate === undefined ? undefined : certificateFacts(certificate),
  }
}

type Judged = Pick<KeyFacts, 'curve' | 'bits' | 'algorithms' | 'unfit' | 'notes'>

function publicFacts(jwk: Jwk): Judged {
  const open = publicJwk(jwk)
  try {
    const { curve, bits, algorithms, notes } = parseJwk(open)
    return { curve, bits, algorithms: algorithms.map(({ name }) => name), unfit: undefined, notes }
  } catch (error) {
    if (!isKeywellError(error)) throw error
    return { ...withoutMetadata(open), algorithms: [], unfit: error.message }
  }
}

/** Its size can be told even where it is not for signatures. */
function withoutMetadata(jwk: Jwk): Pick<Judged, 'curve' | 'bits' | 'notes'> {
  const { alg, use: _use, key_ops: _operations, x5c: _chain, ...members } = jwk
  try {
    const { curve, bits, notes } = parseJwk(jwk.kty === 'AKP' ? { ...members, alg } : members)
    return { curve, bits, notes }
  } catch (error) {
    if (isKeywellError(error)) return { curve: undefined, bits: undefined, notes: [] }
    throw error
  }
}

/** RFC 7518 §3.2: a key for HMAC is as long as the hash, or longer. */
const HMACS: readonly (readonly [string, number])[] = [
  ['HS256', 256],
  ['HS384', 384],
  ['HS512', 512],
]

function secretFacts({ k, alg }: Jwk): Judged {
  const bits = Buffer.from(String(k), 'base64url').length * 8
  const fitting = HMACS.filter(([name, least]) => bits >= least && (alg === undefined || alg === name))
  const least = HMACS.find(([name]) => name === alg) ?? HMACS[0] ?? ['HS256', 256]
  const unfit = fitting.length > 0 ? undefined : `${least[0]} needs ${least[1]} bits, this secret has ${bits}`
  return { curve: undefined, bits, algorithms: fitting.map(([name]) => name), unfit, notes: [] }
}

async function namesOf(jwk: Jwk): Promise<Readonly<Record<string, string>>> {
  const [sha256, sha384, sha512, spki] = await Promise.all([
    thumbprint(jwk),
    thumbprint(jwk, 'sha384'),
    thumbprint(jwk, 'sha512'),
    spkiSha256(jwk),
  ])
  return {
    thumbprint: sha256,
    'thumbprint-sha384': sha384,
    'thumbprint-sha512': sha512,
    'thumbprint-uri': `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${sha256}`,
    'spki-sha256': spki,
  }
}
