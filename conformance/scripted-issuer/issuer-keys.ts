/** The keys of the issuer: which exist, which are published. Forgets none, so that withdrawn ones can sign as nobody should. */
import type { AsymmetricAlgorithm } from 'keywell'
import { generateJwk, type Jwk, publicJwk } from 'keywell/jwk'
import { localSigner, type Signer } from 'keywell/sign'

/** A key to sign with, published or not. */
export interface IssuerKey {
  /** As its JWK and its tokens have it. */
  readonly kid: string | undefined
  readonly alg: AsymmetricAlgorithm
  readonly signer: Signer
  readonly publicJwk: Jwk
}

export interface AddKeyOptions {
  /** One that says the algorithm and a number, such as `es256-1`, unless given; `null` for a key without one. */
  readonly kid?: string | null
  /** Whether it is published, before all others; true unless given. */
  readonly publish?: boolean
}

export interface RotateKeysOptions {
  /** Whether the keys from before stay published; true unless given. */
  readonly overlap?: boolean
  /** `new` unless given; `same` gives each new key the kid of the one that it follows; `none` gives none. */
  readonly kids?: 'new' | 'same' | 'none'
}

export interface IssuerKeys {
  /** Every key there ever was, the newest first. */
  readonly all: readonly IssuerKey[]
  /** The set's entries as they are now. */
  readonly published: readonly unknown[]
  add(alg: AsymmetricAlgorithm, options?: AddKeyOptions): Promise<IssuerKey>
  /** A new key in the place of each published one. */
  rotate(options?: RotateKeysOptions): Promise<readonly IssuerKey[]>
  /** Puts entries before all others: one of its keys, or any value at all, such as one of `ODD_KEYS`. */
  publish(...entries: readonly unknown[]): void
  /** Takes entries out of the set; without arguments, all. */
  withdraw(...entries: readonly unknown[]): void
  /** The newest that is published; the newest of all where none is. */
  current(): IssuerKey
}

export function createIssuerKeys(): IssuerKeys {
  const all: IssuerKey[] = []
  let entries: readonly unknown[] = []
  let made = 0
  const make = async (alg: AsymmetricAlgorithm, kid?: string | null): Promise<IssuerKey> => {
    const key = await makeKey(alg, kid === undefined ? `${alg.toLowerCase()}-${++made}` : kid)
    all.unshift(key)
    return key
  }
  const isPublished = (key: IssuerKey): boolean => entries.includes(key)
  return {
    all,
    get published() {
      return entries.map((entry) => ownKey(all, entry)?.publicJwk ?? entry)
    },
    add: async (alg, { kid, publish = true } = {}) => {
      const key = await make(alg, kid)
      if (publish) entries = [key, ...entries]
      return key
    },
    rotate: async ({ overlap = true, kids = 'new' } = {}) => {
      const before = all.filter(isPublished)
      const after = await Promise.all(
        before.map(({ alg, kid = null }) => make(alg, { new: undefined, same: kid, none: null }[kids])),
      )
      entries = overlap ? [...after, ...entries] : after
      return after
    },
    publish: (...added) => {
      entries = [...added, ...entries]
    },
    withdraw: (...gone) => {
      entries = gone.length === 0 ? [] : entries.filter((entry) => !gone.includes(entry))
    },
    current: () => {
      const [key] = [...all.filter(isPublished), ...all]
      if (key === undefined) throw new Error('the issuer has no key to sign with; add one first')
      return key
    },
  }
}

const ownKey = (all: readonly IssuerKey[], entry: unknown): IssuerKey | undefined => all.find((key) => key === entry)

async function makeKey(alg: AsymmetricAlgorithm, kid: string | null): Promise<IssuerKey> {
  const made = await generateJwk(alg, kid === null ? {} : { kid })
  const { kid: named, ...nameless } = made.privateJwk
  const privateJwk = kid === null ? nameless : { ...nameless, kid: named }
  return Object.freeze({
    kid: kid ?? undefined,
    alg,
    signer: localSigner(privateJwk),
    publicJwk: publicJwk(privateJwk),
  })
}
