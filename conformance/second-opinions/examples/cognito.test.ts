/** `examples/providers/cognito.ts`, run as it is on tokens of a real sign-in. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CognitoCounterpart, startCognito } from '../counterparts/cognito.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'
import { type ExampleResult, runExample } from './run-example.ts'

let counterpart: CognitoCounterpart
let gateway: Gateway

beforeAll(async () => {
  counterpart = await startCognito()
  gateway = await startGateway(counterpart.hosts)
})
afterAll(async () => {
  await gateway.close()
  await counterpart.close()
})

const run = (token: string): Promise<ExampleResult> => {
  const { userPoolId, clientId } = counterpart
  const settings = { COGNITO_USER_POOL_ID: userPoolId, COGNITO_CLIENT_ID: clientId }
  return runExample({ name: 'cognito', settings, token }, gateway)
}

test.each(['id', 'access'] as const)('takes an %s token, and says that it is one', async (kind) => {
  const { exitCode, output, errors } = await run((await counterpart.signIn())[kind])
  expect(errors).toBe('')
  expect(JSON.parse(output)).toMatchObject({
    trust: `cognito-${kind}`,
    issuer: counterpart.issuer,
    kid: 'CognitoLocal',
  })
  expect(exitCode).toBe(0)
})

test('refuses a token of another pool, with its code and what to do', async () => {
  const { exitCode, output, errors } = await run((await counterpart.signIn('other')).access)
  expect(errors).toMatch(/^error: ERR_ISSUER_UNTRUSTED: .+\nhint: .+/)
  expect([exitCode, output]).toEqual([1, ''])
})

test('ends with 4 while the keys cannot be had', async () => {
  const [host = ''] = gateway.hosts
  gateway.setDown(host, true)
  const { exitCode, errors } = await run((await counterpart.signIn()).access)
  gateway.setDown(host, false)
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE/)
  expect(exitCode).toBe(4)
})
