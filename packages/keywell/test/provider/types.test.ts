/** What a preset's call gives, as types. */
import { expectTypeOf, test } from 'vitest'
import { createVerifier, type StandardSchema, unchecked } from '../../src/index.ts'
import {
  auth0,
  type Auth0Claims,
  clerk,
  cognito,
  type CognitoAccessClaims,
  type CognitoIdClaims,
  entraId,
  keycloak,
  type KeycloakAccessClaims,
  type KeycloakIdClaims,
  stytch,
  type StytchB2bClaims,
  type StytchConsumerClaims,
  zitadel,
  type ZitadelAccessClaims,
} from '../../src/providers.ts'

interface MyClaims {
  readonly role: string
}
declare const schema: StandardSchema<MyClaims>

test('the payload and the name follow from the call', () => {
  const make = () => {
    const usual = auth0({ domain: 'acme.eu.auth0.com', audience: 'a' })
    expectTypeOf<
      Awaited<ReturnType<ReturnType<typeof createVerifier<Auth0Claims, 'auth0'>>['verify']>>['trust']
    >().toEqualTypeOf<'auth0'>()
    expectTypeOf(createVerifier(usual).verifySync('').payload).toEqualTypeOf<Auth0Claims>()
    expectTypeOf(createVerifier(usual).verifySync('').trust).toEqualTypeOf<'auth0'>()
    const named = auth0({ domain: 'acme.eu.auth0.com', audience: 'a', name: 'staff' })
    expectTypeOf(createVerifier(named).verifySync('').trust).toEqualTypeOf<'staff'>()
    const parsed = auth0<MyClaims>({ domain: 'acme.eu.auth0.com', audience: 'a', parse: schema })
    expectTypeOf(createVerifier(parsed).verifySync('').payload).toEqualTypeOf<MyClaims>()
    const inferred = auth0({ domain: 'acme.eu.auth0.com', audience: 'a', parse: schema, name: 'x' })
    expectTypeOf(createVerifier(inferred).verifySync('').payload).toEqualTypeOf<MyClaims>()
    expectTypeOf(createVerifier(inferred).verifySync('').trust).toEqualTypeOf<'x'>()
    // @ts-expect-error claims of one's own come from a schema
    auth0<MyClaims>({ domain: 'acme.eu.auth0.com', audience: 'a' })
    // @ts-expect-error neither domain nor domains
    auth0({ audience: 'a' })
    // @ts-expect-error both
    auth0({ domain: 'acme.eu.auth0.com', domains: ['acme.eu.auth0.com'], audience: 'a' })
    // @ts-expect-error no such option
    auth0({ domain: 'acme.eu.auth0.com', audience: 'a', issuer: 'x' })
  }
  expectTypeOf(make).toBeFunction()
})

test('kinds of one issuer are told apart by the name', () => {
  const make = () => {
    const pool = { userPoolId: 'eu-west-1_a', clientId: 'c' }
    const access = cognito({ ...pool, tokenUse: 'access' })
    const result = createVerifier([access, cognito({ ...pool, tokenUse: 'id', keys: access.keys })]).verifySync('')
    if (result.trust === 'cognito-access') expectTypeOf(result.payload).toEqualTypeOf<CognitoAccessClaims>()
    else expectTypeOf(result.payload).toEqualTypeOf<CognitoIdClaims>()
    // @ts-expect-error the kind is not to be left out
    cognito(pool)
  }
  expectTypeOf(make).toBeFunction()
})

test('a payload that is spelled out goes with a name and a kind', () => {
  const make = () => {
    const named = auth0<MyClaims>({ domain: 'acme.eu.auth0.com', audience: 'a', parse: schema, name: 'staff' })
    expectTypeOf(createVerifier(named).verifySync('').payload).toEqualTypeOf<MyClaims>()
    const pool = { userPoolId: 'eu-west-1_a', clientId: 'c' }
    const access = cognito<MyClaims>({ ...pool, tokenUse: 'access', parse: schema })
    expectTypeOf(createVerifier(access).verifySync('').payload).toEqualTypeOf<MyClaims>()
    const inferred = cognito({ ...pool, tokenUse: 'access', parse: schema })
    expectTypeOf(createVerifier(inferred).verifySync('').trust).toEqualTypeOf<'cognito-access'>()
    const machines = clerk<MyClaims>({ frontendApi: 'clerk.acme.example', kind: 'm2m', audience: 'a', parse: schema })
    expectTypeOf(createVerifier(machines).verifySync('').payload).toEqualTypeOf<MyClaims>()
    const sessions = clerk<MyClaims>({ frontendApi: 'clerk.acme.example', authorizedParties: ['a'], parse: schema })
    expectTypeOf(createVerifier(sessions).verifySync('').trust).toEqualTypeOf<'clerk-session'>()
    // @ts-expect-error no such kind
    cognito<MyClaims>({ ...pool, tokenUse: 'refresh', parse: schema })
  }
  expectTypeOf(make).toBeFunction()
})

test('without a kind, claims and name are those of the usual one', () => {
  const make = () => {
    const realm = { baseUrl: 'https://sso.acme.example', realm: 'acme', audience: 'api' }
    const access = createVerifier(keycloak(realm)).verifySync('')
    expectTypeOf(access.payload).toEqualTypeOf<KeycloakAccessClaims>()
    expectTypeOf(access.trust).toEqualTypeOf<'keycloak-access'>()
    const id = createVerifier(keycloak({ ...realm, tokenUse: 'id' })).verifySync('')
    expectTypeOf(id.payload).toEqualTypeOf<KeycloakIdClaims>()
    expectTypeOf(id.trust).toEqualTypeOf<'keycloak-id'>()
    const user = createVerifier(stytch({ projectId: 'p' })).verifySync('')
    expectTypeOf(user.payload).toEqualTypeOf<StytchConsumerClaims>()
    const member = createVerifier(stytch({ projectId: 'p', product: 'b2b' })).verifySync('')
    expectTypeOf(member.payload).toEqualTypeOf<StytchB2bClaims>()
    expectTypeOf(member.trust).toEqualTypeOf<'stytch-b2b'>()
    const project = createVerifier(zitadel({ issuer: 'https://a.example', audience: '1' })).verifySync('')
    expectTypeOf(project.payload).toEqualTypeOf<ZitadelAccessClaims>()
    // @ts-expect-error no such kind
    keycloak({ ...realm, tokenUse: 'refresh' })
  }
  expectTypeOf(make).toBeFunction()
})

test('letting in every tenant has to be spelled out', () => {
  const make = () => {
    entraId({ tenantIds: unchecked('anybody may sign up'), audience: 'a' })
    // @ts-expect-error a word is no reason
    entraId({ tenantIds: 'any', audience: 'a' })
  }
  expectTypeOf(make).toBeFunction()
})
