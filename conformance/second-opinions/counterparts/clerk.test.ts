/** The Clerk counterpart: who gets keys, and that each instance has its own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, askThrough } from '../gateway/agent.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ClerkCounterpart, startClerk } from './clerk.ts'
import { headerOf } from './read.ts'

let clerk: ClerkCounterpart
let gateway: Gateway

beforeAll(async () => {
  clerk = await startClerk()
  gateway = await startGateway(clerk.hosts)
})
afterAll(async () => {
  await gateway.close()
  await clerk.close()
})

const askBackend = (authorization?: string): Promise<Answer> =>
  askThrough(
    gateway,
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
  const { kid } = clerk.signingKey()
  const keys = { keys: [expect.objectContaining({ kid, kty: 'RSA', alg: 'RS256', use: 'sig' })] }
  expect((await askBackend(`Bearer ${clerk.secretKey}`)).body).toEqual(keys)
  expect((await askThrough(gateway, `${clerk.issuer}/.well-known/jwks.json`)).body).toEqual(keys)
})

test('another instance has another key', async () => {
  const { body } = await askBackend(`Bearer ${clerk.other.secretKey}`)
  expect(body).toMatchObject({ keys: [{ kid: clerk.other.signingKey().kid }] })
  expect(clerk.other.signingKey().kid).not.toBe(clerk.signingKey().kid)
})

test('a new key signs, and both are listed', async () => {
  const before = headerOf(clerk.token('session'))['kid']
  clerk.rotate()
  const { body } = await askThrough(gateway, `${clerk.issuer}/.well-known/jwks.json`)
  expect(body).toMatchObject({ keys: [{ kid: headerOf(clerk.token('session'))['kid'] }, { kid: before }] })
})
