/** New keys of one's own. */
import { backend } from '#crypto'
import { knownOptions, nonEmptyString, optional, optionInvalid } from '../errors/index.ts'
import { type Algorithm, type AlgorithmFacts, algorithmFacts } from '../jose/algorithms.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { type Jwk, publicJwk } from './jwk.ts'
import { keyUnsupported } from './problems.ts'
import { thumbprint } from './thumbprint.ts'

export interface GenerateJwkOptions {
  /** `thumbprint` (RFC 7638), or the kid itself. The default is the thumbprint, and random for HS256–512 (RFC 7638 §7). */
  readonly kid?: string
  /** Bits of an RSA modulus: 2048 (default) to 8192, a multiple of 8. */
  readonly modulusLength?: number
  /** The curve for `EdDSA`, which names none by itself: `Ed25519` (default) or `Ed448`. */
  readonly curve?: 'Ed25519' | 'Ed448'
}

/** A pair of keys. However it is printed or serialised it shows `publicJwk` alone. */
export interface GeneratedJwk {
  /** To sign with; keep it secret. A plain object: whoever prints `privateJwk` has the key; spreading the pair leaves it behind. */
  readonly privateJwk: Jwk
  /** To publish; `undefined` for a symmetric key, which has no public part. */
  readonly publicJwk: Jwk | undefined
}

/**
 * Makes a new key for an algorithm, with `kid`, `alg` and `use` set.
 * @throws KeywellError ERR_OPTION_INVALID for an unknown algorithm or bad option; ERR_KEY_UNSUPPORTED when the runtime
 * has no such algorithm
 * @example const { privateJwk, publicJwk } = await generateJwk('ES256')
 */
export async function generateJwk(alg: Algorithm, options: GenerateJwkOptions = {}): Promise<GeneratedJwk> {
  const algorithm = algorithmFacts(alg)
  if (algorithm === undefined) throw optionInvalid('alg', 'a signature algorithm such as ES256', alg)
  const given = knownOptions('options', options, ['kid', 'modulusLength', 'curve'])
  const modulusLength = checkedModulus(given.modulusLength ?? 2048)
  const curve = checkedCurve(algorithm, given.curve)
  if (!backend.supports(algorithm, curve)) throw keyUnsupported(algorithm.kty, `this runtime has no ${alg}`)
  const members: Jwk = { ...(await backend.generate(algorithm, { modulusLength, curve })), alg }
  const kid = await chosenKid(members, optional(nonEmptyString, 'kid', given.kid))
  const privateJwk: Jwk = Object.freeze({ ...members, kid, use: 'sig' })
  return pair(privateJwk, algorithm.kty === 'oct' ? undefined : publicJwk(privateJwk))
}

/** `console.log` and `JSON.stringify` pass by what is hidden, and what shows hidden members calls no getter. */
function pair(privateJwk: Jwk, published: Jwk | undefined): GeneratedJwk {
  const result = {
    get privateJwk() {
      return privateJwk
    },
    publicJwk: published,
  }
  return Object.freeze(Object.defineProperty(result, 'privateJwk', { enumerable: false }))
}

/** The thumbprint of a secret lets others test guesses at it, so a symmetric key is named by chance instead. */
async function chosenKid(members: Jwk, kid: string | undefined): Promise<string> {
  if (kid === undefined && members.kty === 'oct') return encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  return kid === undefined || kid === 'thumbprint' ? thumbprint(members) : kid
}

function checkedModulus(bits: number): number {
  if (Number.isInteger(bits) && bits >= 2048 && bits <= 8192 && bits % 8 === 0) return bits
  throw optionInvalid('modulusLength', 'a multiple of 8 from 2048 to 8192', bits)
}

function checkedCurve(algorithm: AlgorithmFacts, curve: string | undefined): string | undefined {
  if (curve === undefined) return algorithm.curves[0]
  if (algorithm.curves.includes(curve)) return curve
  throw optionInvalid('curve', algorithm.curves.join(' or ') || `nothing: ${algorithm.name} has no curve`, curve)
}
