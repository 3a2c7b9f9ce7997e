/** The types of presets whose kind may be left out. */
import { expectTypeOf, test } from 'vitest'
import { createVerifier, unchecked } from '../../src/index.ts'
import {
  keycloak,
  type KeycloakAccessClaims,
  type KeycloakIdClaims,
  stytch,
  type StytchB2bClaims,
  type StytchConsumerClaims,
  entraId,
  zitadel,
  type ZitadelAccessClaims,
} from '../../src/providers.ts'

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
