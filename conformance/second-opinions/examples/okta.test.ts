/** `examples/providers/okta.ts`, run as it is on tokens of a token endpoint. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OktaCounterpart, startOkta } from '../counterparts/okta.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

let counterpart: OktaCounterpart
let gateway: Gateway

beforeAll(async () => {
  counterpart = await startOkta()
  gateway = await startGateway(counterpart.hosts)
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const run = (token: string): Promise<ExampleResult> => {
  const { domain, authorizationServer, audience } = counterpart
  const settings = { OKTA_DOMAIN: domain, OKTA_AUTHORIZATION_SERVER: authorizationServer, OKTA_AUDIENCE: audience }
  return runExample({ name: 'okta', settings, token }, gateway)
}

test('takes an access token of the custom authorization server', async () => {
  const { exitCode, output, errors } = await run(await counterpart.token('user'))
  expect(errors).toBe('')
  expect(JSON.parse(output)).toMatchObject({ trust: 'okta', issuer: counterpart.issuer })
  expect(exitCode).toBe(0)
})

test("refuses an access token of the org's own server, with what to do", async () => {
  const { exitCode, output, errors } = await run(counterpart.orgToken('access'))
  expect(errors).toMatch(/^error: ERR_ISSUER_UNTRUSTED: .+\nhint: .+/)
  expect([exitCode, output]).toEqual([1, ''])
})
