/** `examples/providers/auth0.ts`, run as it is on tokens of a token endpoint. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AUTH0_APIS, type Auth0Counterpart, startAuth0 } from '../counterparts/auth0.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

const PROFILES = ['auth0-profile', 'rfc9068-profile'] as const

let counterpart: Auth0Counterpart
let gateway: Gateway

beforeAll(async () => {
  counterpart = await startAuth0()
  gateway = await startGateway(counterpart.hosts)
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const run = (token: string, profile: (typeof PROFILES)[number] = 'auth0-profile'): Promise<ExampleResult> => {
  const settings = { AUTH0_DOMAIN: counterpart.domain, AUTH0_AUDIENCE: AUTH0_APIS[profile] }
  return runExample({ name: 'auth0', settings, token }, gateway)
}

test.each(PROFILES)('takes a token of the %s', async (profile) => {
  const { exitCode, output, errors } = await run(await counterpart.token(profile), profile)
  expect(errors).toBe('')
  expect(JSON.parse(output)).toMatchObject({ trust: 'auth0', issuer: counterpart.issuer })
  expect(exitCode).toBe(0)
})

test('says of an opaque token why it is one', async () => {
  const { exitCode, errors } = await run(await counterpart.opaqueToken())
  expect(errors).toMatch(/^error: ERR_TOKEN_MALFORMED: .+\nhint: Auth0 gives an opaque token when no audience/)
  expect(exitCode).toBe(1)
})

test('says of an encrypted token that it is one', async () => {
  const { exitCode, errors } = await run(await counterpart.token('encrypted'))
  expect(errors).toMatch(/^error: ERR_TOKEN_ENCRYPTED: .+\nhint: .+JWE/)
  expect(exitCode).toBe(1)
})
