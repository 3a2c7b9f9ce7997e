/** `examples/providers/okta.ts`, run as it is on tokens of a token endpoint. */
import { test } from 'vitest'
import { startOkta } from '../counterparts/okta.ts'
import { exampleOf, expectAccepted, expectRefused } from './example-tests.ts'

const { world, run } = exampleOf('okta', startOkta, ({ domain, authorizationServer, audience }) => ({
  OKTA_DOMAIN: domain,
  OKTA_AUTHORIZATION_SERVER: authorizationServer,
  OKTA_AUDIENCE: audience,
}))

test('takes an access token of the custom authorization server', async () => {
  expectAccepted(await run(await world.counterpart.token('user')), { trust: 'okta', issuer: world.counterpart.issuer })
})

test("refuses an access token of the org's own server, with what to do", async () => {
  expectRefused(await run(world.counterpart.orgToken('access')), 'ERR_ISSUER_UNTRUSTED')
})
