/** `examples/providers/cognito.ts`, run as it is on tokens of a real sign-in. */
import { expect, test } from 'vitest'
import { startCognito } from '../counterparts/cognito.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const { world, run } = exampleOf('cognito', startCognito, ({ userPoolId, clientId }) => ({
  COGNITO_USER_POOL_ID: userPoolId,
  COGNITO_CLIENT_ID: clientId,
}))

test.each(['id', 'access'] as const)('takes an %s token, and says that it is one', async (kind) => {
  expectAccepted(await run((await world.counterpart.signIn())[kind]), {
    trust: `cognito-${kind}`,
    issuer: world.counterpart.issuer,
    kid: 'CognitoLocal',
  })
})

test('refuses a token of another pool, with its code and what to do', async () => {
  expectRefused(await run((await world.counterpart.signIn('other')).access), 'ERR_ISSUER_UNTRUSTED')
})

test('ends with 4 while the keys cannot be had', async () => {
  const [host = ''] = world.gateway.hosts
  world.gateway.setDown(host, true)
  const { exitCode, errors } = await run((await world.counterpart.signIn()).access)
  world.gateway.setDown(host, false)
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE/)
  expect(exitCode).toBe(4)
})
