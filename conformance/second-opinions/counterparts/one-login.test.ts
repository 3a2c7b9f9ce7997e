/** The OneLogin counterpart: who may administer keys, what that does to them, and how an admin's client gets in. */
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Answer, askThrough } from '../gateway/agent.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { makeOneLogin, type OneLoginCounterpart } from './one-login.ts'
import { textAt } from './read.ts'

let oneLogin: OneLoginCounterpart
let gateway: Gateway

beforeEach(async () => {
  oneLogin = makeOneLogin()
  gateway = await startGateway(oneLogin.hosts)
  onTestFinished(gateway.close)
})

const HOST = 'https://acme.onelogin.com'
const ask = (path: string, options: Parameters<typeof askThrough>[2] = {}): Promise<Answer> =>
  askThrough(gateway, `${HOST}${path}`, options)

const GRANT = '{"grant_type":"client_credentials"}'
const generate = (authorization: string, path = '/auth/oauth2/v2/token', body = GRANT): Promise<Answer> =>
  ask(path, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body })

const ownHeader = (): string => `client_id:${oneLogin.clientId}, client_secret:${oneLogin.clientSecret}`
const accessToken = async (): Promise<string> => textAt((await generate(ownHeader())).body, 'access_token')
const administer = async (path: string, method = 'GET', token?: string): Promise<Answer> =>
  ask(`/oidc/2/signing_keys${path}`, {
    method,
    headers: { authorization: `bearer ${token ?? (await accessToken())}` },
  })

test('the public keys need no token, and say nothing of their status', async () => {
  const { status, body } = await ask('/oidc/2/certs')
  expect(status).toBe(200)
  expect(body).toEqual({ keys: [expect.objectContaining({ kid: oneLogin.signingKey().kid, kty: 'RSA' })] })
  expect(body).not.toHaveProperty('keys.0.status')
})

test.each(['', '/some-kid'])('the administration of keys%s answers 401 without a token', async (path) => {
  const { status, body } = await ask(`/oidc/2/signing_keys${path}`)
  expect(status).toBe(401)
  expect(body).toEqual({ message: 'Unauthorized', statusCode: 401, name: 'UnauthorizedError' })
})

test('the list is a bare array, and a key can be had by itself', async () => {
  const { kid } = oneLogin.signingKey()
  const key = expect.objectContaining({ kid, status: 'active', use: 'sig' })
  expect((await administer('')).body).toEqual([key])
  expect((await administer(`/${kid}`)).body).toEqual(key)
  expect((await administer('/nobody')).status).toBe(404)
})

test('POST makes a new active key and lets the one before drain; DELETE removes what drains, and nothing else', async () => {
  const { kid: before } = oneLogin.signingKey()
  const created = await administer('', 'POST')
  const now = textAt(created.body, 'kid')
  expect(created.body).toMatchObject({ status: 'active' })
  expect((await administer('')).body).toMatchObject([
    { kid: now, status: 'active' },
    { kid: before, status: 'draining' },
  ])
  expect((await ask('/oidc/2/certs')).body).toHaveProperty('keys.length', 2)
  expect((await administer(`/${now}`, 'DELETE')).status).toBe(400)
  expect((await administer(`/${before}`, 'DELETE')).status).toBe(204)
  expect((await ask('/oidc/2/certs')).body).toMatchObject({ keys: [{ kid: now }] })
})

test('the newer answer is flat and the same until it expires', async () => {
  const first = await generate(ownHeader())
  expect(first.body).toMatchObject({ access_token: expect.any(String), expires_in: 36_000, token_type: 'bearer' })
  expect((await generate(ownHeader())).body).toEqual(first.body)
  oneLogin.expireAdminTokens()
  expect((await administer('', 'GET', textAt(first.body, 'access_token'))).status).toBe(401)
  expect((await generate(ownHeader())).body).not.toEqual(first.body)
})

test('the older answer is an array in an envelope, and makes the token before it worthless', async () => {
  const before = await accessToken()
  const { body } = await generate(ownHeader(), '/auth/oauth2/token')
  expect(body).toMatchObject({ status: { error: false, code: 200 }, data: [{ access_token: expect.any(String) }] })
  expect((await administer('', 'GET', before)).status).toBe(401)
})

test('a client says who it is by HTTP Basic or in a form as well', async () => {
  const { clientId, clientSecret } = oneLogin
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  expect((await generate(basic)).status).toBe(200)
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  expect((await ask('/auth/oauth2/v2/token', { method: 'POST', body: String(form) })).status).toBe(200)
})

test.each(['/auth/oauth2/v2/token', '/auth/oauth2/token'])('%s refuses strangers and other grants', async (path) => {
  expect((await generate('client_id:x, client_secret:y', path)).status).toBe(401)
  expect((await generate(ownHeader(), path, '{"grant_type":"password"}')).status).toBe(400)
})
