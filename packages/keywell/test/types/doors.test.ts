/** What each entry of the package exports, and the types of keys, sources and signers. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import * as keywell from '../../src/index.ts'
import * as jwk from '../../src/jwk.ts'
import * as jws from '../../src/jws.ts'
import * as node from '../../src/node.node.ts'
import * as providers from '../../src/providers.ts'
import * as sign from '../../src/sign.ts'
import * as telemetry from '../../src/telemetry.ts'
import * as testing from '../../src/testing.ts'

describe('the entry', () => {
  test.each([
    [
      'keywell',
      keywell,
      [
        'ERROR_CODES',
        'KeywellError',
        'createVerifier',
        'decodeJwt',
        'discoverJwks',
        'failover',
        'isKeywellError',
        'loadedJwks',
        'remoteJwks',
        'remoteKey',
        'sharedSecret',
        'staticJwks',
        'staticPem',
        'systemClock',
        'unchecked',
        'union',
      ],
    ],
    [
      'keywell/jwk',
      jwk,
      [
        'KEY_FORMATS',
        'cryptoKeyFromJwk',
        'decryptJwk',
        'encryptJwk',
        'generateJwk',
        'jwkFromCertificate',
        'jwkFromCryptoKey',
        'jwkFromPem',
        'jwkToPem',
        'parseJwk',
        'parseJwks',
        'publicJwk',
        'readKey',
        'readKeys',
        'selectKey',
        'spkiSha256',
        'thumbprint',
        'writeKey',
      ],
    ],
    ['keywell/jws', jws, ['verifyJws']],
    ['keywell/node', node, ['fileJwks', 'fileSnapshots', 'jwkFromKeyObject', 'keyObjectFromJwk']],
    [
      'keywell/providers',
      providers,
      [
        'PROVIDERS',
        'aks',
        'apple',
        'auth0',
        'awsAlb',
        'azureAdB2c',
        'betterAuth',
        'buildkite',
        'circleCi',
        'clerk',
        'cloudflareAccess',
        'cognito',
        'descope',
        'discord',
        'eks',
        'entraExternalId',
        'entraId',
        'facebook',
        'firebase',
        'firebaseAppCheck',
        'fusionAuth',
        'gitHubActions',
        'gitLab',
        'gke',
        'google',
        'googleIap',
        'keycloak',
        'kinde',
        'kubernetes',
        'line',
        'logto',
        'oidc',
        'okta',
        'oneLogin',
        'oneLoginSigningKeys',
        'pingFederate',
        'pingOne',
        'privy',
        'salesforce',
        'slack',
        'stackAuth',
        'stytch',
        'supabase',
        'superTokens',
        'twitch',
        'vercel',
        'workOs',
        'zitadel',
      ],
    ],
    ['keywell/sign', sign, ['localSigner', 'signJwt', 'signatureCheck']],
    ['keywell/telemetry', telemetry, ['instrument']],
    ['keywell/testing', testing, ['craftToken', 'fakeClock', 'testIssuer']],
  ])('%s exports these names and no others', (_, entry, names) => {
    expect(Object.keys(entry).toSorted()).toEqual(names)
  })
})

test('a source has the members of the contract', () => {
  expectTypeOf<keyof keywell.KeySource>().toEqualTypeOf<
    'symmetric' | 'lookup' | 'refresh' | 'status' | 'subscribe' | 'purge' | 'close'
  >()
  expectTypeOf<keywell.KeySource['lookup']>().returns.toEqualTypeOf<keywell.Lookup>()
  expectTypeOf<keywell.KeySource['refresh']>().returns.resolves.toBeVoid()
  for (const make of [keywell.staticJwks, keywell.remoteJwks, keywell.discoverJwks]) {
    expectTypeOf(make).returns.toEqualTypeOf<keywell.KeySource>()
  }
})

test('sources made of others take a list, and keys by kid need to know what a kid looks like', () => {
  expectTypeOf(keywell.failover).parameter(0).toEqualTypeOf<readonly keywell.KeySource[]>()
  expectTypeOf(keywell.union).parameter(0).toEqualTypeOf<readonly keywell.KeySource[]>()
  expectTypeOf<keyof keywell.UnionOptions>().toEqualTypeOf<'tryAll'>()
  expectTypeOf<'HS256'>().not.toExtend<NonNullable<keywell.RemoteKeyOptions['alg']>>()
  expectTypeOf<RegExp>().not.toExtend<keywell.KidPattern>()
  expectTypeOf<keywell.Origins>().toExtend<ReadonlyMap<jwk.Key, string>>()
})

test('PEM and secrets each take their own algorithms', () => {
  expectTypeOf<'HS256'>().not.toExtend<keywell.StaticPemOptions['alg']>()
  expectTypeOf<'RS256'>().not.toExtend<keywell.SharedSecretOptions['alg']>()
  expectTypeOf(keywell.sharedSecret).parameter(0).toEqualTypeOf<Uint8Array>()
})

test('a clock has three members', () => {
  expectTypeOf<keyof keywell.Clock>().toEqualTypeOf<'now' | 'monotonic' | 'sleep'>()
  expectTypeOf<testing.FakeClock>().toExtend<keywell.Clock>()
})

test('a signer has the members of the contract', () => {
  expectTypeOf<keyof sign.Signer>().toEqualTypeOf<'alg' | 'kid' | 'publicJwk' | 'sign'>()
  expectTypeOf<sign.Signer['sign']>().toEqualTypeOf<
    (data: Uint8Array, options?: sign.SignOptions) => Promise<Uint8Array>
  >()
  expectTypeOf<sign.Signer['publicJwk']>().returns.resolves.toEqualTypeOf<jwk.Jwk>()
})

test('selecting gives candidates and a trace', () => {
  expectTypeOf(jwk.selectKey).returns.toEqualTypeOf<jwk.SelectedKeys>()
  expectTypeOf<jwk.SelectedKeys['candidates']>().toEqualTypeOf<readonly jwk.Key[]>()
  expectTypeOf<jwk.KeyTrace['verdict']>().toEqualTypeOf<'candidate' | 'passed-over' | 'quarantined'>()
})

test('verifyJws gives header, bytes and key', () => {
  expectTypeOf(jws.verifyJws).returns.resolves.toEqualTypeOf<jws.VerifiedJws>()
  expectTypeOf<jws.VerifiedJws['payload']>().toEqualTypeOf<Uint8Array>()
})

test('thumbprints and new keys are promises', () => {
  expectTypeOf(jwk.thumbprint).returns.resolves.toBeString()
  expectTypeOf(jwk.generateJwk).returns.resolves.toEqualTypeOf<jwk.GeneratedJwk>()
  expectTypeOf(jwk.generateJwk).parameter(0).toEqualTypeOf<keywell.Algorithm>()
})
