/** What `#crypto` gives: the signature primitives of the runtime, and nothing about tokens. */
import type { AlgorithmFacts, HashName } from '../jose/algorithms.ts'

/** A key ready to verify with one algorithm. Holds the runtime's key object in a closure; prints and serialises as empty. */
export interface VerifyKey {
  /**
   * Resolves to whether the signature is good; does not reject on a bad one. Reads both arguments before it returns,
   * as their memory may be used again at once.
   */
  verify(data: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** The same at once; absent where the runtime has no synchronous crypto. */
  readonly verifySync: ((data: Uint8Array, signature: Uint8Array) => boolean) | undefined
  /** The exact octets of a signature by this key. */
  readonly signatureBytes: number
}

/** A private or secret key ready to sign with one algorithm. */
export interface SignKey {
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** JWK members in canonical spelling, checked by the caller. */
export type KeyMembers = Readonly<Record<string, unknown>> & { readonly kty: string }

/** What an import has to know about the key beside its members. */
export interface ImportFacts {
  readonly algorithm: AlgorithmFacts
  readonly curve: string | undefined
  readonly signatureBytes: number
}

export interface CryptoBackend {
  readonly name: 'node' | 'web'
  readonly hasSync: boolean
  /** Whether this runtime can verify the algorithm, on the curve where there is one. */
  supports(algorithm: AlgorithmFacts, curve: string | undefined): boolean
  /** Node answers at once, WebCrypto by a promise. Throws or rejects with whatever the runtime throws. */
  importPublic(members: KeyMembers, facts: ImportFacts): VerifyKey | Promise<VerifyKey>
  importSecret(secret: Uint8Array, facts: ImportFacts): VerifyKey | Promise<VerifyKey>
  importPrivate(members: KeyMembers, facts: ImportFacts): Promise<SignKey>
  /** The public members that belong to a private key in PKCS #8, which may lack them. RSA is not asked for. */
  derivePublic(pkcs8: Uint8Array, facts: PairFacts): KeyMembers | Promise<KeyMembers>
  digest(hash: HashName, data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** A new private JWK. `modulusLength` counts only for RSA, `curve` only where the algorithm allows several. */
  generate(algorithm: AlgorithmFacts, options: GenerateOptions): Promise<KeyMembers>
}

/** What kind of pair a private key is half of. */
export interface PairFacts {
  readonly algorithm: AlgorithmFacts
  readonly curve: string | undefined
}

export interface GenerateOptions {
  readonly modulusLength: number
  readonly curve: string | undefined
}

/** The runtime's implementation; the import condition picks the file. */
export declare const backend: CryptoBackend
