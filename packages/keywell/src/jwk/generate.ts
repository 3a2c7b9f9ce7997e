/** New keys of one's own. */
import { backend } from '#crypto'
import { knownOptions, optionInvalid } from '../errors/index.ts'
import { type Algorithm, type AlgorithmFacts, algorithmFacts } from '../jose/algorithms.ts'
import { type Jwk, publicJwk } from './jwk.ts'
import { chosenKid, type KidOption } from './kid.ts'
import { keyUnsupported } from './problems.ts'
import { discreetJwk, printedAs, withoutSecrets } from './secret-print.ts'

export interface GenerateJwkOptions {
  /**
   * `thumbprint` (RFC 7638), `spki-sha256`, `uuid`, `date`, or the kid itself. The default is the thumbprint, and random
   * for HS256–512 (RFC 7638 §7).
   */
  readonly kid?: KidOption
  /** Bits of an RSA modulus: 2048 (default) to 8192, a multiple of 8. */
  readonly modulusLength?: number
  /** The curve for `EdDSA`, which names none by itself: `Ed25519` (default) or `Ed448`. */
  readonly curve?: 'Ed25519' | 'Ed448'
  /** For `kid: 'date'`; the system's clock unless given. */
  readonly clock?: { now(): number }
}

/** However it is printed or serialised as a whole it shows no secret: ask for `privateJwk`, which spreading leaves behind. */
export interface GeneratedJwk {
  /** To sign with; keep it secret. `console.log` shows its public members; `JSON.stringify(privateJwk)` gives all. */
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
  const given = knownOptions('options', options, ['kid', 'modulusLength', 'curve', 'clock'])
  const modulusLength = checkedModulus(given.modulusLength ?? 2048)
  const curve = checkedCurve(algorithm, given.curve)
  if (!backend.supports(algorithm, curve)) throw keyUnsupported(algorithm.kty, `this runtime has no ${alg}`)
  const members: Jwk = { ...(await backend.generate(algorithm, { modulusLength, curve })), alg }
  const kid = await chosenKid(members, given.kid, () => (given.clock ?? SYSTEM_CLOCK).now())
  const privateJwk = discreetJwk({ ...members, kid, use: 'sig' })
  const open = algorithm.kty === 'oct' ? undefined : publicJwk(privateJwk)
  const result = {
    get privateJwk() {
      return privateJwk
    },
    publicJwk: open,
  }
  return printedAs(result, () => ({ privateJwk: withoutSecrets(privateJwk), publicJwk: open }), ['privateJwk'])
}

/** The day in a kid is a name and decides nothing, so this floor does without the clock of `io`. */
// oxlint-disable-next-line no-restricted-globals -- see above
const SYSTEM_CLOCK: { now(): number } = Date

function checkedModulus(bits: number): number {
  if (Number.isInteger(bits) && bits >= 2048 && bits <= 8192 && bits % 8 === 0) return bits
  throw optionInvalid('modulusLength', 'a multiple of 8 from 2048 to 8192', bits)
}

function checkedCurve(algorithm: AlgorithmFacts, curve: string | undefined): string | undefined {
  if (curve === undefined) return algorithm.curves[0]
  if (algorithm.curves.includes(curve)) return curve
  throw optionInvalid('curve', algorithm.curves.join(' or ') || `nothing: ${algorithm.name} has no curve`, curve)
}
