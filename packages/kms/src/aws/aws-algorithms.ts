/** JOSE's algorithms as AWS KMS names them (docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html, SigningAlgorithm). */
import type { Algorithm } from 'keywell'
import type { SignatureForm } from '../core/signature-octets.ts'
import type { AwsSigningAlgorithm } from './aws-options.ts'

interface Row {
  readonly aws: AwsSigningAlgorithm
  readonly form: SignatureForm
}

const row = (jose: Algorithm, aws: AwsSigningAlgorithm, form: SignatureForm): readonly [Algorithm, Row] => [
  jose,
  Object.freeze({ aws, form }),
]

/** The salt of PSS is as long as the digest there, as RFC 7518 §3.5 demands. ECDSA signatures come in DER (RFC 3279 §2.2.3). */
export const AWS_ALGORITHMS: ReadonlyMap<Algorithm, Row> = new Map([
  row('RS256', 'RSASSA_PKCS1_V1_5_SHA_256', 'raw'),
  row('RS384', 'RSASSA_PKCS1_V1_5_SHA_384', 'raw'),
  row('RS512', 'RSASSA_PKCS1_V1_5_SHA_512', 'raw'),
  row('PS256', 'RSASSA_PSS_SHA_256', 'raw'),
  row('PS384', 'RSASSA_PSS_SHA_384', 'raw'),
  row('PS512', 'RSASSA_PSS_SHA_512', 'raw'),
  row('ES256', 'ECDSA_SHA_256', 'der'),
  row('ES384', 'ECDSA_SHA_384', 'der'),
  row('ES512', 'ECDSA_SHA_512', 'der'),
  row('ES256K', 'ECDSA_SHA_256', 'der'),
  row('EdDSA', 'ED25519_SHA_512', 'raw'),
  row('Ed25519', 'ED25519_SHA_512', 'raw'),
  row('ML-DSA-44', 'ML_DSA_SHAKE_256', 'raw'),
  row('ML-DSA-65', 'ML_DSA_SHAKE_256', 'raw'),
  row('ML-DSA-87', 'ML_DSA_SHAKE_256', 'raw'),
])

/** What a key can sign, as `GetPublicKey` lists it; what JOSE has no name for is left out. */
export const joseAlgorithms = (listed: readonly string[]): readonly Algorithm[] =>
  [...AWS_ALGORITHMS].filter(([, { aws }]) => listed.includes(aws)).map(([jose]) => jose)
