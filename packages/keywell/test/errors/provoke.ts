/** One way to each error code: the same error every time, so that docs/errors.md can show it. */
import { certificateKeys } from '../../src/certificates.ts'
import type { ErrorCode, ErrorDetails } from '../../src/errors/codes.ts'
import { isKeywellError, KeywellError } from '../../src/errors/index.ts'
import {
  type AnyTrust,
  createVerifier,
  discoverJwks,
  remoteJwks,
  type StandardSchema,
  staticJwks,
} from '../../src/index.ts'
import { parseJwk, parseJwks } from '../../src/jwk.ts'
import {
  craftToken,
  fakeClock,
  type FakeClock,
  testIssuer,
  type TestFailure,
  type TestIssuer,
} from '../../src/testing.ts'
import { createAuthority } from '../support/certificates.ts'
import { patiently } from '../support/patience.ts'

const NOW_SECONDS = 1_700_000_000

interface Scene {
  readonly clock: FakeClock
  readonly issuer: TestIssuer
  /** Verifies a token of these claims. */
  verify(claims?: object, header?: object, trust?: object): Promise<unknown>
}

async function scene(): Promise<Scene> {
  const clock = fakeClock({ now: NOW_SECONDS * 1000 })
  const issuer = await testIssuer({
    clock,
    issuer: 'https://issuer.example',
    audience: 'https://api.example',
    algorithms: ['ES256', 'RS256'],
  })
  return {
    clock,
    issuer,
    verify: async (claims = {}, header = {}, trust: Partial<AnyTrust> = {}) => {
      const token = await issuer.token({ ...claims }, { header: { ...header } })
      return createVerifier({ ...issuer.trust(), ...trust }, { clock }).verify(token)
    },
  }
}

/** What made the keys unavailable. */
async function whenFetching(failure: TestFailure, options: object = {}): Promise<never> {
  const { clock, issuer } = await scene()
  issuer.fail(failure)
  const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock, ...options })
  const settled = keys.refresh('prefetch').catch((error: unknown) => error)
  await clock.advance(5000)
  const error = await settled
  throw error instanceof Error ? error.cause : error
}

const sync =
  (work: () => unknown): (() => Promise<unknown>) =>
  async () =>
    work()

/** Codes that no part of the library raises yet; they are part of the contract, and users' own code may raise them. */
export const RESERVED: readonly ErrorCode[] = ['ERR_SCOPE_INSUFFICIENT']

/** What `@keywell/kms` raises; its own tests bring about the real ones and compare. */
const raised =
  <C extends ErrorCode>(code: C, message: string, detail: ErrorDetails[C]): (() => Promise<unknown>) =>
  async () => {
    throw new KeywellError(code, message, detail)
  }

const signer = 'hashivault://tokens'

/** Each rejects with an error of its code. */
export const PROVOKE: Readonly<Record<ErrorCode, () => Promise<unknown>>> = {
  ERR_TOKEN_MALFORMED: async () =>
    createVerifier((await scene()).issuer.trust()).verify('gho_16C7e42F292c6912E7710c83'),
  ERR_TOKEN_TOO_LARGE: async () => createVerifier((await scene()).issuer.trust()).verify('x'.repeat(100_000)),
  ERR_TOKEN_ENCRYPTED: async () => createVerifier((await scene()).issuer.trust()).verify('e30.a.b.c.d'),
  ERR_HEADER_INVALID: async () => (await scene()).verify({}, { kid: 7 }),
  ERR_HEADER_CRIT: async () => (await scene()).verify({}, { crit: ['urn:example:geo'], 'urn:example:geo': 'DE' }),
  ERR_ALG_NOT_ALLOWED: async () => (await scene()).verify({}, {}, { algorithms: ['RS256', 'PS256'] }),
  ERR_ISSUER_UNTRUSTED: async () => (await scene()).verify({ iss: 'https://issuer.example/' }),
  ERR_AUDIENCE_MISMATCH: async () => (await scene()).verify({ aud: ['https://other.example'] }),
  ERR_TYPE_MISMATCH: async () => (await scene()).verify({}, { typ: 'logout+jwt' }),
  ERR_TOKEN_EXPIRED: async () => (await scene()).verify({ exp: NOW_SECONDS - 100 }),
  ERR_TOKEN_NOT_YET_VALID: async () => (await scene()).verify({ nbf: NOW_SECONDS + 100 }),
  ERR_TOKEN_TOO_OLD: async () => (await scene()).verify({ iat: NOW_SECONDS - 9000 }, {}, { maxAgeSeconds: 3600 }),
  ERR_CLAIM_MISSING: async () => (await scene()).verify({ exp: undefined }),
  ERR_CLAIM_INVALID: async () => (await scene()).verify({ exp: '1700000300' }),
  ERR_SCOPE_INSUFFICIENT: sync(() => {
    const detail = { verified: true, required: ['orders:write'], received: ['orders:read'] }
    throw new KeywellError('ERR_SCOPE_INSUFFICIENT', 'the scope "orders:write" is missing', detail)
  }),
  ERR_KEY_NOT_FOUND: async () => (await scene()).verify({}, { kid: 'es256-0' }),
  ERR_KEY_MISMATCH: async () => (await scene()).verify({}, { kid: 'rs256-1' }),
  ERR_KEY_AMBIGUOUS: async () => {
    const { issuer, verify } = await scene()
    await issuer.rotate()
    return verify({}, { kid: undefined }, { keys: issuer.keys })
  },
  ERR_SIGNATURE_INVALID: async () => {
    const { issuer, clock } = await scene()
    const payload = { iss: issuer.issuer, aud: issuer.audience, exp: NOW_SECONDS + 300 }
    const token = await craftToken({ header: { alg: 'ES256', kid: 'es256-1' }, payload, signature: new Uint8Array(64) })
    return createVerifier(issuer.trust(), { clock }).verify(token)
  },
  ERR_KEYS_UNAVAILABLE: async () => {
    const { issuer, clock, verify } = await scene()
    issuer.fail({ with: 503 })
    return patiently(clock, verify({}, {}, { keys: discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock }) }))
  },
  ERR_KEYS_NOT_LOADED: async () => {
    const { issuer, clock } = await scene()
    const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock })
    const token = await issuer.token()
    return createVerifier(issuer.trust({ keys }), { clock }).verifySync(token)
  },
  ERR_SYNC_UNSUPPORTED: async () => {
    const { issuer, clock } = await scene()
    const validate: StandardSchema<object>['~standard']['validate'] = async () => ({ value: {} })
    const parse: StandardSchema<object> = { '~standard': { version: 1, vendor: 'example', validate } }
    const token = await issuer.token()
    return createVerifier(issuer.trust({ parse }), { clock }).verifySync(token)
  },
  ERR_CLOSED: async () => {
    const { issuer } = await scene()
    const verifier = createVerifier(issuer.trust())
    verifier.close()
    return verifier.verify(await issuer.token())
  },
  ERR_JWK_INVALID: sync(() => parseJwk({ kty: 'EC', crv: 'P-256', x: 'AQ', y: 'AQ' })),
  ERR_JWKS_INVALID: sync(() => parseJwks('<!doctype html><title>Sign in</title>')),
  ERR_KEY_UNSUPPORTED: sync(() => parseJwk({ kty: 'EC', crv: 'P-192', x: 'AQ', y: 'AQ' })),
  ERR_CERTIFICATE_INVALID: () => {
    const { cert } = createAuthority('Issuing CA').issue(['a.example'])
    return certificateKeys(cert, { anchors: createAuthority('Issuing CA').cert })
  },
  ERR_CERTIFICATE_UNTRUSTED: () => {
    const { cert } = createAuthority('Issuing CA').issue(['a.example'])
    return certificateKeys(cert, { anchors: createAuthority('Another CA').cert })
  },
  ERR_FETCH_FAILED: () => whenFetching({ with: 'network' }),
  ERR_FETCH_TIMEOUT: () => whenFetching({ with: 'stall', only: 'jwks' }),
  ERR_FETCH_STATUS: () => whenFetching({ with: 503 }),
  ERR_FETCH_TOO_LARGE: () => whenFetching({ with: { body: '{}'.padEnd(300_000) }, only: 'jwks' }),
  ERR_FETCH_REDIRECT: () => whenFetching({ with: 302, only: 'jwks' }),
  ERR_ADDRESS_REFUSED: async () => {
    const keys = remoteJwks('https://10.0.0.8/jwks.json', { addressPolicy: 'public', http: { proxy: false } })
    const error = await keys.refresh('prefetch').catch((caught: unknown) => caught)
    throw error instanceof Error ? error.cause : error
  },
  ERR_DISCOVERY_INVALID: () => whenFetching({ with: { body: '{"issuer":"https://issuer.example"}' } }),
  ERR_ISSUER_MISMATCH: () => whenFetching({ with: { body: '{"issuer":"https://issuer.example/"}' } }),
  ERR_SIGNER_UNAVAILABLE: raised('ERR_SIGNER_UNAVAILABLE', 'the service did not answer in time', {
    signer,
    reason: 'the service did not answer in time',
  }),
  ERR_SIGNER_THROTTLED: raised('ERR_SIGNER_THROTTLED', 'throttled by Vault: a rate limit quota is used up', {
    signer,
    reason: 'throttled by Vault: a rate limit quota is used up',
  }),
  ERR_SIGNER_BUSY: raised('ERR_SIGNER_BUSY', 'too many signatures wait already', { signer, maxWaiting: 256 }),
  ERR_SIGNER_REFUSED: raised('ERR_SIGNER_REFUSED', 'there is no such key', { signer, reason: 'there is no such key' }),
  ERR_SIGNER_KEY_CHANGED: raised('ERR_SIGNER_KEY_CHANGED', 'the key changed after this signer was made', {
    signer,
    expected: '1',
    received: '2',
  }),
  ERR_SIGNATURE_REJECTED: raised(
    'ERR_SIGNATURE_REJECTED',
    "the service's answer was refused: it does not verify with the public key",
    { signer, alg: 'ES256', reason: 'it does not verify with the public key' },
  ),
  ERR_PEER_MISSING: raised('ERR_PEER_MISSING', 'the optional package "@aws-sdk/client-kms" is not installed', {
    package: '@aws-sdk/client-kms',
  }),
  ERR_OPTION_INVALID: sync(() => staticJwks({ keys: [] }, { kidless: 'always' } as never)),
}

/** The error of this code, as PROVOKE brings it about. */
export async function provoked(code: ErrorCode): Promise<KeywellError> {
  try {
    await PROVOKE[code]()
  } catch (error) {
    if (isKeywellError(error) && error.code === code) return error
    throw error
  }
  throw new Error(`${code} was expected, and nothing was thrown`)
}
