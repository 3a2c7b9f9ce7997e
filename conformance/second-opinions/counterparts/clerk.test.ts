/** The Clerk counterpart: who gets keys, and that each instance has its own. */
import { expect, test } from 'vitest'
import { type Answer, askThrough } from '../gateway/agent.ts'
import { served } from '../gateway/served.ts'
import { startClerk } from './clerk.ts'
import { headerOf } from './read.ts'

const world = served(startClerk)

const askBackend = (authorization?: string): Promise<Answer> =>
  askThrough(
    world.gateway,
    'https://api.clerk.com/v1/jwks',
    authorization === undefined ? {} : { headers: { authorization } },
  )

test.each([undefined, 'Bearer sk_test_another', 'sk_test_another', 'Bearer '])(
  'the Backend API refuses the authorization %j',
  async (authorization) => {
    const { status, body } = await askBackend(authorization)
    expect(status).toBe(401)
    expect(body).toMatchObject({ errors: [{ code: 'clerk_key_invalid' }] })
  },
)

test('the Backend API gives an instance its own key, and the Frontend API the same', async () => {
  const { kid } = world.counterpart.signingKey()
  const keys = { keys: [expect.objectContaining({ kid, kty: 'RSA', alg: 'RS256', use: 'sig' })] }
  expect((await askBackend(`Bearer ${world.counterpart.secretKey}`)).body).toEqual(keys)
  expect((await askThrough(world.gateway, `${world.counterpart.issuer}/.well-known/jwks.json`)).body).toEqual(keys)
})

test('another instance has another key', async () => {
  const { body } = await askBackend(`Bearer ${world.counterpart.other.secretKey}`)
  expect(body).toMatchObject({ keys: [{ kid: world.counterpart.other.signingKey().kid }] })
  expect(world.counterpart.other.signingKey().kid).not.toBe(world.counterpart.signingKey().kid)
})

test('a new key signs, and both are listed', async () => {
  const before = headerOf(world.counterpart.token('session'))['kid']
  world.counterpart.rotate()
  const { body } = await askThrough(world.gateway, `${world.counterpart.issuer}/.well-known/jwks.json`)
  expect(body).toMatchObject({ keys: [{ kid: headerOf(world.counterpart.token('session'))['kid'] }, { kid: before }] })
})
