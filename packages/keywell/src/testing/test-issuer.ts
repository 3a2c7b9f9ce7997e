/** An OpenID Connect issuer inside a test: keys, tokens, rotation, outages. Its private keys are worth nothing elsewhere. */
import { finiteSeconds, knownOptions, nonEmptyString, oneOf, optional, optionInvalid } from '../errors/index.ts'
import { type Clock, systemClock } from '../io/clock.ts'
import { type AsymmetricAlgorithm, ASYMMETRIC } from '../jose/algorithms.ts'
import type { Jwk } from '../jwk/jwk.ts'
import type { Signer } from '../sign/signer.ts'
import type { KeySource } from '../source/key-source.ts'
import type { AnyTrust, JwtPayload, Trust } from '../verify/trust.ts'
import { craftToken } from './craft-token.ts'
import { createIssuerFetch, type ServedDocument, type TestFailure, type TestFetch } from './issuer-fetch.ts'
import { createKeyRing, type KeyPick, type KeyRing } from './key-ring.ts'
import { createLiveKeys } from './live-keys.ts'

export interface TestIssuerOptions {
  /** `iss` of its tokens; `https://issuer.test` unless given. */
  readonly issuer?: string
  /** `aud` of its tokens and audience of its trust; `https://api.test` unless given. */
  readonly audience?: string
  /** One key for each; `['ES256']` unless given. RSA keys take some 100 ms to make. */
  readonly algorithms?: readonly AsymmetricAlgorithm[]
  /** For `iat` and `exp`; give the verifier the same one. The runtime's own unless given. */
  readonly clock?: Clock
}

export interface TestTokenOptions extends KeyPick {
  /** `JWT` unless given. */
  readonly typ?: string
  /** Members to add or replace; `undefined` leaves one out, as in `{ kid: undefined }`. */
  readonly header?: Readonly<Record<string, unknown>>
  /** `exp`, counted from now; 300 unless given. Negative makes an expired token. */
  readonly expiresInSeconds?: number
}

export interface RotateOptions {
  /** Whether the keys from before stay published; `keep` unless given, as issuers do while their tokens live. */
  readonly previous?: 'keep' | 'drop'
}

/** An issuer that a test holds in its hand. */
export interface TestIssuer {
  readonly issuer: string
  readonly audience: string
  /** Its published keys, always the current ones: for verifiers in tests that are not about fetching. */
  readonly keys: KeySource
  /** The JWK Set that it publishes now. */
  jwks(): { readonly keys: readonly Jwk[] }
  /** A trust in this issuer; whatever is given replaces or adds to `issuer`, `audience` and `keys`. */
  trust<Payload = JwtPayload, Name extends string = string>(
    options: Partial<Trust<Payload, Name>> & { readonly name: Name },
  ): Trust<Payload, Name> & { readonly name: Name }
  trust<Payload = JwtPayload>(options?: Partial<Trust<Payload>>): Trust<Payload>
  /**
   * A signed token with `iss`, `sub`, `aud`, `iat` and `exp`, which `claims` replace and add to; `undefined` leaves one
   * out, as in `{ exp: undefined }`.
   */
  token(claims?: Readonly<Record<string, unknown>>, options?: TestTokenOptions): Promise<string>
  /** Signs with one of its keys, for `craftToken` and `signJwt`. */
  signer(pick?: KeyPick): Signer
  /** New keys for all algorithms, which sign from now on. */
  rotate(options?: RotateOptions): Promise<void>
  /** Serves its discovery document and its key set: `discoverJwks(issuer.issuer, { fetch: issuer.fetch })`. */
  readonly fetch: TestFetch
  /** The URLs that `fetch` was asked for, in order. */
  readonly requests: readonly string[]
  /** Makes `fetch` fail from now on, such as `{ with: 503 }` or `{ with: 'stall', only: 'jwks' }`. */
  fail(failure: TestFailure): void
  /** Makes `fetch` answer again. */
  recover(): void
}

/**
 * Makes an issuer for tests: real keys, real signatures, no network.
 * A second one of the same `issuer` plays the attacker: same names, other keys.
 * @throws KeywellError ERR_OPTION_INVALID; ERR_KEY_UNSUPPORTED when the runtime lacks an algorithm
 * @example
 * const issuer = await testIssuer({ audience: 'https://api.example' })
 * const app = buildApp({ verifier: createVerifier(issuer.trust()) })
 * const authorization = `Bearer ${await issuer.token({ sub: 'alice', scope: 'read' })}`
 */
export async function testIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { issuer, audience, algorithms, clock } = settingsOf(options)
  const ring = await createKeyRing(algorithms)
  const jwks = (): { readonly keys: readonly Jwk[] } => ({ keys: ring.published() })
  const keys = createLiveKeys(issuer, jwks())
  const served = createIssuerFetch(documentsOf(issuer, jwks))
  const defaults = Object.freeze({ issuer, audience, keys: keys.source })
  return Object.freeze({
    ...defaults,
    jwks,
    trust: trustsIn(defaults),
    token: (claims: Readonly<Record<string, unknown>> = {}, given: TestTokenOptions = {}) =>
      makeToken(ring, { ...registeredClaims(defaults, clock, given), ...claims }, given),
    signer: (pick: KeyPick = {}) => ring.pick(knownOptions('options', pick, ['alg', 'kid'])).signer,
    rotate: async (given: RotateOptions = {}) => {
      const { previous } = knownOptions('options', given, ['previous'])
      await ring.rotate(optional(oneOf('keep', 'drop'), 'previous', previous) !== 'drop')
      keys.replace(jwks())
    },
    fetch: served.fetch,
    requests: served.requests,
    fail: served.fail,
    recover: () => served.fail(undefined),
  })
}

function trustsIn(defaults: Pick<AnyTrust, 'issuer' | 'audience' | 'keys'>): TestIssuer['trust'] {
  function trust<Payload, Name extends string>(
    options: Partial<Trust<Payload, Name>> & { readonly name: Name },
  ): Trust<Payload, Name> & { readonly name: Name }
  function trust<Payload>(options?: Partial<Trust<Payload>>): Trust<Payload>
  function trust(options: Partial<AnyTrust> = {}): AnyTrust {
    return { ...defaults, ...options }
  }
  return trust
}

function settingsOf(options: TestIssuerOptions): Required<TestIssuerOptions> {
  const given = knownOptions('options', options, ['issuer', 'audience', 'algorithms', 'clock'])
  const { algorithms = ['ES256'] } = given
  const isKnown = algorithms.every((alg) => ASYMMETRIC.some(({ name }) => name === alg))
  if (algorithms.length === 0 || !isKnown) {
    throw optionInvalid('algorithms', 'a list of asymmetric algorithms such as ES256', algorithms.join(', '))
  }
  return {
    issuer: optional(nonEmptyString, 'issuer', given.issuer) ?? 'https://issuer.test',
    audience: optional(nonEmptyString, 'audience', given.audience) ?? 'https://api.test',
    algorithms: [...new Set(algorithms)],
    clock: given.clock ?? systemClock,
  }
}

/** OpenID Connect Discovery 1.0 §4: no slash is doubled; the issuer itself keeps its own. */
function documentsOf(issuer: string, jwks: () => unknown): readonly ServedDocument[] {
  const base = issuer.replace(/\/$/, '')
  const jwksUri = `${base}/jwks.json`
  return [
    {
      name: 'discovery',
      url: `${base}/.well-known/openid-configuration`,
      content: () => ({ issuer, jwks_uri: jwksUri }),
    },
    { name: 'jwks', url: jwksUri, content: jwks },
  ]
}

function registeredClaims(
  { issuer, audience }: Pick<TestIssuer, 'issuer' | 'audience'>,
  clock: Clock,
  { expiresInSeconds }: TestTokenOptions,
): Record<string, unknown> {
  const now = Math.floor(clock.now() / 1000)
  const lifetime = expiresInSeconds ?? 300
  const isPast = typeof lifetime === 'number' && lifetime < 0
  const offset = isPast ? lifetime : finiteSeconds('expiresInSeconds', lifetime)
  return { iss: issuer, sub: 'test-subject', aud: audience, iat: now, exp: now + offset }
}

async function makeToken(
  ring: KeyRing,
  claims: Readonly<Record<string, unknown>>,
  options: TestTokenOptions,
): Promise<string> {
  const { alg, kid, typ, header } = knownOptions('options', options, [
    'alg',
    'kid',
    'typ',
    'header',
    'expiresInSeconds',
  ])
  const key = ring.pick({ alg, kid })
  const members = { alg: key.alg, kid: key.kid, typ: optional(nonEmptyString, 'typ', typ) ?? 'JWT', ...header }
  return await craftToken({ header: members, payload: claims, signature: key.signer })
}
