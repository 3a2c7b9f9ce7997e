/** keywell: verify JSON Web Tokens with keys that stay right. */
export {
  ERROR_CODES,
  isKeywellError,
  KeywellError,
  type KeywellErrorOf,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from './errors/index.ts'
export { type Clock, systemClock } from './io/clock.ts'
export type { AddressPolicyOption, AddressScope } from './io/address-policy.ts'
export type { Guard, HttpClientOptions, Pem } from './io/http-backend.ts'
export type { BodyReader, Fetch, FetchInit, FetchResponse } from './io/http.ts'
export type { Algorithm, AsymmetricAlgorithm, SymmetricAlgorithm } from './jose/algorithms.ts'
export type { AlgorithmFacts } from './jose/algorithms.ts'
export type { CheckedHeader, JoseHeader } from './jose/header.ts'
export type { KeyQuery, Miss } from './jwks/select.ts'
export type { UsedKey } from './jwk/import.ts'
export { discoverJwks } from './source/discover.ts'
export type { HeaderContext, HeaderMap, RemoteOptions } from './source/http-options.ts'
export type {
  Freshness,
  KeySource,
  Lookup,
  RefreshOptions,
  RefreshReason,
  SourceEvent,
  SourceStatus,
} from './source/key-source.ts'
export type { SourceOptions } from './source/options.ts'
export { remoteJwks } from './source/remote.ts'
export {
  sharedSecret,
  type SharedSecretOptions,
  staticJwks,
  staticPem,
  type StaticPemOptions,
} from './source/static.ts'
export type { DecodedJwt } from './verify/decode.ts'
export { decodeJwt } from './verify/decode.ts'
export type { Explanation } from './verify/explanation.ts'
export type { VerifierOptions } from './verify/options.ts'
export type { DynamicTrusts } from './verify/registry.ts'
export type { TokenCacheOptions } from './verify/token-cache.ts'
export type {
  AnyTrust,
  CheckContext,
  ClaimCheck,
  ClaimProblem,
  IssuerTemplate,
  JwtPayload,
  StandardSchema,
  Trust,
  VerifiedJwt,
  VerifiedOf,
} from './verify/trust.ts'
export { unchecked, type Unchecked } from './verify/unchecked.ts'
export { createVerifier, type Verifier, type VerifierStatus, type VerifyOptions } from './verify/verifier.ts'
