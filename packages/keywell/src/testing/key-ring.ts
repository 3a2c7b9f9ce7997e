/** The keys of a test issuer: which sign, which are published. Keeps dropped ones, to sign as nobody should any more. */
import { optionInvalid } from '../errors/index.ts'
import type { AsymmetricAlgorithm } from '../jose/algorithms.ts'
import { generateJwk } from '../jwk/generate.ts'
import { type Jwk, publicJwk } from '../jwk/jwk.ts'
import { localSigner, type Signer } from '../sign/signer.ts'

/** Which of the issuer's keys: the newest for `alg`, the one with this `kid`, or the newest of the first algorithm. */
export interface KeyPick {
  readonly alg?: AsymmetricAlgorithm | undefined
  /** Of any key the issuer ever had; one that was dropped still signs, unseen by verifiers. */
  readonly kid?: string | undefined
}

export interface RingKey {
  readonly alg: string
  readonly kid: string
  readonly signer: Signer
  readonly publicJwk: Jwk
}

export interface KeyRing {
  /** In the order in which they are published: newest first. */
  published(): readonly Jwk[]
  /** @throws KeywellError ERR_OPTION_INVALID */
  pick(pick: KeyPick): RingKey
  rotate(keepPrevious: boolean): Promise<void>
}

/** A ring with one key per algorithm. */
export async function createKeyRing(algorithms: readonly AsymmetricAlgorithm[]): Promise<KeyRing> {
  let generation = 1
  let all = await makeKeys(algorithms, generation)
  let published = all
  return {
    published: () => published.map((key) => key.publicJwk),
    pick: (pick) => pickKey(all, pick),
    rotate: async (keepPrevious) => {
      generation++
      const fresh = await makeKeys(algorithms, generation)
      published = keepPrevious ? [...fresh, ...published] : fresh
      all = [...fresh, ...all]
    },
  }
}

/** Kids that a person can tell apart in a failing test, such as `es256-1`. */
const makeKeys = (algorithms: readonly AsymmetricAlgorithm[], generation: number): Promise<readonly RingKey[]> =>
  Promise.all(
    algorithms.map(async (alg) => {
      const kid = `${alg.toLowerCase()}-${generation}`
      const { privateJwk } = await generateJwk(alg, { kid })
      return { alg, kid, signer: localSigner(privateJwk), publicJwk: publicJwk(privateJwk) }
    }),
  )

function pickKey(all: readonly RingKey[], { alg, kid }: KeyPick): RingKey {
  const key = all.find((one) => (kid === undefined || one.kid === kid) && (alg === undefined || one.alg === alg))
  if (key !== undefined) return key
  const known = all.map((one) => one.kid).join(', ')
  const [option, received] = kid === undefined ? ['alg', alg] : ['kid', kid]
  throw optionInvalid(option, 'that of one of the test issuer’s keys', received, { hint: `its keys: ${known}` })
}
