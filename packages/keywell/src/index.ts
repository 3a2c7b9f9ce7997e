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
export { type Clock, type SleepOptions, systemClock } from './io/clock.ts'
export type { AddressPolicyOption, AddressScope } from './io/address-policy.ts'
export type { Guard, HttpClientOptions, Pem } from './io/http-backend.ts'
export type { BodyReader, Fetch, FetchInit, FetchResponse } from './io/http.ts'
export type { Algorithm, AsymmetricAlgorithm, SymmetricAlgorithm } from './jose/algorithms.ts'
export type { AlgorithmFacts } from './jose/algorithms.ts'
export type { CheckedHeader, JoseHeader } from './jose/header.ts'
export type { JwksFormat } from './jwks/formats.ts'
export type { KeySet } from './jwks/key-set.ts'
export type { KeyQuery, Miss } from './jwks/select.ts'
export type { UsedKey } from './jwk/import.ts'
export { discoverJwks, type DiscoverOptions } from './source/remote/discover.ts'
export { failover, type FailoverOptions } from './source/combined/failover.ts'
export type { HeaderContext, HeaderMap, RemoteOptions } from './source/remote/http-options.ts'
export type { Freshness, KeySource, Lookup, Origins, RefreshOptions, RefreshReason } from './source/key-source.ts'
export type { ItemStore, SnapshotStore, StoreOptions } from './source/snapshots/snapshot-store.ts'
export type { SourceEvent } from './source/source-event.ts'
export type { SourceCounters, SourceStatus } from './source/source-status.ts'
export type { SourceOptions } from './source/options.ts'
export {
  type JwksLoader,
  type LoadedDocument,
  loadedJwks,
  type LoadedOptions,
  type LoaderContext,
} from './source/loaded.ts'
export type { KidPattern, UrlOfKid } from './source/by-kid/kid-pattern.ts'
export { remoteJwks } from './source/remote/remote.ts'
export { remoteKey, type RemoteKeyOptions } from './source/remote/remote-key.ts'
export {
  sharedSecret,
  type SharedSecretOptions,
  staticJwks,
  staticPem,
  type StaticPemOptions,
} from './source/static.ts'
export { union, type UnionOptions } from './source/combined/union.ts'
export type { DecodedJwt } from './verify/decode.ts'
export { decodeJwt } from './verify/decode.ts'
export type { Explanation } from './verify/explanation.ts'
export type { VerifierOptions } from './verify/options.ts'
export type { DynamicTrusts } from './verify/dynamic-registry.ts'
export type { TokenCacheOptions } from './verify/token-cache.ts'
export type {
  AnyTrust,
  CheckContext,
  ClaimCheck,
  ClaimProblem,
  IssuerTemplate,
  JwtPayload,
  RuleContext,
  StandardSchema,
  Trust,
  TrustHints,
  TrustRule,
  VerifiedJwt,
  VerifiedOf,
} from './verify/trust.ts'
export { unchecked, type Unchecked } from './verify/unchecked.ts'
export { createVerifier, type Verifier, type VerifyOptions } from './verify/verifier.ts'
export type { VerifierStatus } from './verify/verifier-status.ts'
