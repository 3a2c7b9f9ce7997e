/** `examples/providers/super-tokens.ts`, run as it is on sessions and on tokens of an OAuth client. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SuperTokensCounterpart, startSuperTokens } from '../counterparts/super-tokens.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

let counterpart: SuperTokensCounterpart
let gateway: Gateway

beforeAll(async () => {
  counterpart = await startSuperTokens()
  gateway = await startGateway(counterpart.hosts)
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const run = (token: string): Promise<ExampleResult> => {
  const settings = {
    SUPERTOKENS_API_DOMAIN: counterpart.apiDomain,
    SUPERTOKENS_API_BASE_PATH: counterpart.apiBasePath,
    SUPERTOKENS_CLIENT_ID: counterpart.clientId,
  }
  return runExample({ name: 'super-tokens', settings, token }, gateway)
}

test.each(['session', 'oauth-access'] as const)(
  'takes a token of the kind %s, and says that it is one',
  async (kind) => {
    const { exitCode, output, errors } = await run(counterpart.token(kind))
    expect(errors).toBe('')
    expect(JSON.parse(output)).toMatchObject({ trust: `super-tokens-${kind}`, issuer: counterpart.issuer })
    expect(exitCode).toBe(0)
  },
)

test('refuses a token of another kind, with its code and what to do', async () => {
  const { exitCode, output, errors } = await run(counterpart.token('oauth-id'))
  expect(errors).toMatch(/^error: ERR_TYPE_MISMATCH: .+\nhint: .+/)
  expect([exitCode, output]).toEqual([1, ''])
})

test('ends with 4 while the app answers with an error instead of keys', async () => {
  counterpart.fail(true)
  const { exitCode, errors } = await run(counterpart.token('session'))
  counterpart.fail(false)
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE/)
  expect(exitCode).toBe(4)
})
