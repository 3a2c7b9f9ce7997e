/** `examples/providers/super-tokens.ts`, run as it is on sessions and on tokens of an OAuth client. */
import { expect, test } from 'vitest'
import { startSuperTokens } from '../counterparts/super-tokens.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const { world, run } = exampleOf('super-tokens', startSuperTokens, (app) => ({
  SUPERTOKENS_API_DOMAIN: app.apiDomain,
  SUPERTOKENS_API_BASE_PATH: app.apiBasePath,
  SUPERTOKENS_CLIENT_ID: app.clientId,
}))

test.each(['session', 'oauth-access'] as const)(
  'takes a token of the kind %s, and says that it is one',
  async (kind) => {
    expectAccepted(await run(world.counterpart.token(kind)), {
      trust: `super-tokens-${kind}`,
      issuer: world.counterpart.issuer,
    })
  },
)

test('refuses a token of another kind, with its code and what to do', async () => {
  expectRefused(await run(world.counterpart.token('oauth-id')), 'ERR_TYPE_MISMATCH')
})

test('ends with 4 while the app answers with an error instead of keys', async () => {
  world.counterpart.fail(true)
  const { exitCode, errors } = await run(world.counterpart.token('session'))
  world.counterpart.fail(false)
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE/)
  expect(exitCode).toBe(4)
})
