/** The Okta counterpart: its metadata in every documented form, and keys that are where the metadata says. */
import { expect, test } from 'vitest'
import { askThrough } from '../gateway/agent.ts'
import { served } from '../gateway/served.ts'
import { startOkta } from './okta.ts'
import { headerOf } from './read.ts'

const world = served(startOkta)

const CUSTOM = [
  'https://acme.okta.com/oauth2/default/.well-known/openid-configuration',
  'https://acme.okta.com/oauth2/default/.well-known/oauth-authorization-server',
  'https://acme.okta.com/.well-known/oauth-authorization-server/oauth2/default',
]

test.each(CUSTOM)('%s names the custom server and its keys', async (url) => {
  const { status, body } = await askThrough(world.gateway, url)
  expect(status).toBe(200)
  expect(body).toMatchObject({ issuer: world.counterpart.issuer, jwks_uri: `${world.counterpart.issuer}/v1/keys` })
})

test.each(CUSTOM)('%s asked by a client names the keys of that client', async (url) => {
  const { body } = await askThrough(world.gateway, `${url}?client_id=${world.counterpart.clientId}`)
  expect(body).toMatchObject({
    issuer: world.counterpart.issuer,
    jwks_uri: `${world.counterpart.issuer}/v1/keys?client_id=${world.counterpart.clientId}`,
  })
})

test('the custom server lists the key that signs and the next one', async () => {
  const { body } = await askThrough(
    world.gateway,
    `${world.counterpart.issuer}/v1/keys?client_id=${world.counterpart.clientId}`,
  )
  const { kid } = world.counterpart.signingKey()
  expect(body).toEqual({ keys: expect.arrayContaining([expect.objectContaining({ kid, use: 'sig', alg: 'RS256' })]) })
  expect(body).toHaveProperty('keys.length', 2)
  expect(JSON.stringify(body)).not.toContain('"d"')
})

test.each(['openid-configuration', 'oauth-authorization-server'])("the org's server has its own %s", async (name) => {
  const { body } = await askThrough(world.gateway, `https://acme.okta.com/.well-known/${name}`)
  expect(body).toMatchObject({ issuer: world.counterpart.orgIssuer, jwks_uri: 'https://acme.okta.com/oauth2/v1/keys' })
})

test("the org's server lists the key of its ID tokens, and never that of its access tokens", async () => {
  const { body } = await askThrough(world.gateway, 'https://acme.okta.com/oauth2/v1/keys')
  expect(JSON.stringify(body)).toContain(headerOf(world.counterpart.orgToken('id'))['kid'])
  expect(JSON.stringify(body)).not.toContain(headerOf(world.counterpart.orgToken('access'))['kid'])
})
