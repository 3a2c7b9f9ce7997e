/** `examples/providers/auth0.ts`, run as it is on tokens of a token endpoint. */
import { test } from 'vitest'
import { AUTH0_APIS, startAuth0 } from '../counterparts/auth0.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const PROFILES = ['auth0-profile', 'rfc9068-profile'] as const

const { world, run } = exampleOf('auth0', startAuth0, ({ domain }) => ({
  AUTH0_DOMAIN: domain,
  AUTH0_AUDIENCE: AUTH0_APIS['auth0-profile'],
}))

test.each(PROFILES)('takes a token of the %s', async (profile) => {
  expectAccepted(await run(await world.counterpart.token(profile), { AUTH0_AUDIENCE: AUTH0_APIS[profile] }), {
    trust: 'auth0',
    issuer: world.counterpart.issuer,
  })
})

test('says of an opaque token why it is one', async () => {
  expectRefused(
    await run(await world.counterpart.opaqueToken()),
    'ERR_TOKEN_MALFORMED',
    'Auth0 gives an opaque token when no audience',
  )
})

test('says of an encrypted token that it is one', async () => {
  expectRefused(await run(await world.counterpart.token('encrypted')), 'ERR_TOKEN_ENCRYPTED', '.+JWE')
})
