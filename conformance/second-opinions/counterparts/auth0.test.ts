/** The Auth0 counterpart: what its token endpoint gives for each API, and where its keys are. */
import { expect, test } from 'vitest'
import { askThrough } from '../gateway/agent.ts'
import { served } from '../gateway/served.ts'
import { startAuth0 } from './auth0.ts'
import { headerOf, payloadOf } from './read.ts'

const world = served(startAuth0)

test('a token of the Auth0 profile says JWT, azp and gty, and has no jti', async () => {
  const token = await world.counterpart.token('auth0-profile')
  expect(headerOf(token)).toMatchObject({ typ: 'JWT', alg: 'RS256' })
  const payload = payloadOf(token)
  expect(payload).toMatchObject({
    iss: world.counterpart.issuer,
    azp: world.counterpart.clientId,
    gty: 'client-credentials',
  })
  expect(payload).not.toHaveProperty('jti')
  expect(payload).not.toHaveProperty('client_id')
})

test('a token of the RFC 9068 profile says at+jwt, client_id and jti, and has no azp and gty', async () => {
  const token = await world.counterpart.token('rfc9068-profile')
  expect(headerOf(token)).toMatchObject({ typ: 'at+jwt' })
  const payload = payloadOf(token)
  expect(payload).toMatchObject({ client_id: world.counterpart.clientId, jti: expect.any(String) })
  expect(payload).not.toHaveProperty('azp')
  expect(payload).not.toHaveProperty('gty')
})

test('a user’s token is for the API and for /userinfo', async () => {
  expect(payloadOf(await world.counterpart.token('auth0-profile', 'user'))['aud']).toEqual([
    'https://api.acme.example',
    'https://acme.eu.auth0.com/userinfo',
  ])
})

test('an encrypted token has five parts, an opaque one has none', async () => {
  expect((await world.counterpart.token('encrypted')).split('.')).toHaveLength(5)
  expect(await world.counterpart.opaqueToken()).not.toContain('.')
})

test.each(['openid-configuration', 'oauth-authorization-server'])(
  '%s names the issuer with its slash',
  async (name) => {
    const { body } = await askThrough(world.gateway, `https://acme.eu.auth0.com/.well-known/${name}`)
    expect(body).toMatchObject({
      issuer: 'https://acme.eu.auth0.com/',
      jwks_uri: 'https://acme.eu.auth0.com/.well-known/jwks.json',
    })
  },
)

const listed = async (): Promise<string> =>
  JSON.stringify((await askThrough(world.gateway, 'https://acme.eu.auth0.com/.well-known/jwks.json')).body)

test('the next key is listed before it signs, and the previous one until it is revoked', async () => {
  const before = world.counterpart.signingKey().kid
  const early = await listed()
  world.counterpart.rotate()
  expect(early).toContain(world.counterpart.signingKey().kid)
  expect(await listed()).toContain(before)
  world.counterpart.revokePrevious()
  expect(await listed()).not.toContain(before)
})
