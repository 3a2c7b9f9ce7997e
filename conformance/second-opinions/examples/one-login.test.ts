/** `examples/providers/one-login.ts`, run as it is: its keys come from the list that an admin's client may read. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeOneLogin } from '../counterparts/one-login.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

const counterpart = makeOneLogin()
let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway(counterpart.hosts)
})
afterAll(() => gateway.close())

const run = (token: string, clientSecret = counterpart.clientSecret): Promise<ExampleResult> => {
  const settings = {
    ONELOGIN_SUBDOMAIN: counterpart.subdomain,
    ONELOGIN_AUDIENCE: counterpart.audience,
    ONELOGIN_CLIENT_ID: counterpart.clientId,
    ONELOGIN_CLIENT_SECRET: clientSecret,
  }
  return runExample({ name: 'one-login', settings, token }, gateway)
}

test('takes an access token, also one whose key drains', async () => {
  const old = counterpart.token('access')
  counterpart.rotate()
  for (const token of [counterpart.token('access'), old]) {
    const { exitCode, output, errors } = await run(token)
    expect(errors).toBe('')
    expect(JSON.parse(output)).toMatchObject({ trust: 'one-login', issuer: counterpart.issuer })
    expect(exitCode).toBe(0)
  }
})

test('refuses a token of a key that was revoked', async () => {
  const { kid } = counterpart.signingKey()
  const token = counterpart.token('access')
  counterpart.rotate()
  counterpart.revoke(kid)
  const { exitCode, errors } = await run(token)
  expect(errors).toMatch(/^error: ERR_KEY_NOT_FOUND: .+\nhint: .+/)
  expect(exitCode).toBe(1)
})

test('ends with 4 when the client may not read the list, and shows nothing of its secret', async () => {
  const { exitCode, output, errors } = await run(counterpart.token('access'), 'a-wrong-secret')
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE/)
  expect(output + errors).not.toContain('a-wrong-secret')
  expect(exitCode).toBe(4)
})
