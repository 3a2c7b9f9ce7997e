/** `examples/providers/one-login.ts`, run as it is: with the public keys, and with the list that an admin's client may read. */
import { expect, test } from 'vitest'
import { makeOneLogin } from '../counterparts/one-login.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const { world, run } = exampleOf('one-login', makeOneLogin, (account) => ({
  ONELOGIN_SUBDOMAIN: account.subdomain,
  ONELOGIN_AUDIENCE: account.audience,
  ONELOGIN_CLIENT_ID: account.clientId,
  ONELOGIN_CLIENT_SECRET: account.clientSecret,
}))

test('needs no credentials where the public keys will do', async () => {
  const withoutClient = { ONELOGIN_CLIENT_ID: '', ONELOGIN_CLIENT_SECRET: '' }
  const { token, issuer } = world.counterpart
  expectAccepted(await run(token('access'), withoutClient), { trust: 'one-login', issuer })
})

test('takes an access token, also one whose key drains', async () => {
  const old = world.counterpart.token('access')
  world.counterpart.rotate()
  for (const token of [world.counterpart.token('access'), old]) {
    expectAccepted(await run(token), { trust: 'one-login', issuer: world.counterpart.issuer })
  }
})

test('refuses a token of a key that was revoked', async () => {
  const { kid } = world.counterpart.signingKey()
  const token = world.counterpart.token('access')
  world.counterpart.rotate()
  world.counterpart.revoke(kid)
  expectRefused(await run(token), 'ERR_KEY_NOT_FOUND')
})

test('ends with 4 when the client may not read the list, and shows nothing of its secret', async () => {
  const { exitCode, output, errors } = await run(world.counterpart.token('access'), {
    ONELOGIN_CLIENT_SECRET: 'a-wrong-secret',
  })
  expect(errors).toMatch(/^error: ERR_KEYS_UNAVAILABLE: .+\nbecause: .+ answered 401\nhint: /)
  expect(output + errors).not.toContain('a-wrong-secret')
  expect(exitCode).toBe(4)
})
