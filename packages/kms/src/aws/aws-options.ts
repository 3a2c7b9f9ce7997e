/** What AWS KMS needs beside the key URI. Types only. */

/** The part of `KMS` from `@aws-sdk/client-kms` that is used; a client of one's own may take its place. */
export interface AwsKmsClient {
  getPublicKey(input: { readonly KeyId: string }, options: AwsCallOptions): Promise<AwsPublicKey>
  sign(input: AwsSignInput, options: AwsCallOptions): Promise<AwsSignature>
  destroy?(): void
}

export interface AwsCallOptions {
  readonly abortSignal: AbortSignal
}

export interface AwsSignInput {
  readonly KeyId: string
  readonly Message: Uint8Array
  readonly MessageType: 'RAW' | 'DIGEST'
  readonly SigningAlgorithm: AwsSigningAlgorithm
}

/** The algorithms of `Sign` that JOSE has too. */
export type AwsSigningAlgorithm =
  | `RSASSA_${'PKCS1_V1_5' | 'PSS'}_SHA_${'256' | '384' | '512'}`
  | `ECDSA_SHA_${'256' | '384' | '512'}`
  | 'ED25519_SHA_512'
  | 'ML_DSA_SHAKE_256'

export interface AwsPublicKey {
  readonly KeyId?: string | undefined
  readonly PublicKey?: Uint8Array | undefined
  readonly KeyUsage?: string | undefined
  readonly SigningAlgorithms?: readonly string[] | undefined
}

export interface AwsSignature {
  readonly KeyId?: string | undefined
  readonly Signature?: Uint8Array | undefined
}

export interface AwsOptions {
  /** A `KMS` of one's own; set its `maxAttempts` to 1, as the signer tries again by itself. It is not closed with the signer. */
  readonly client?: AwsKmsClient | undefined
  /** For the client that is made otherwise; by default from the key's ARN, or what the SDK finds in its environment. */
  readonly region?: string | undefined
}
