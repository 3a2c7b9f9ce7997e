/** What PingFederate's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { pingFederate } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline, withOtherKey } from './support/world.ts'

const good = { baseUrl: 'https://sso.acme.example', audience: 'https://api.acme.example' }

test.each([
  ['baseUrl', 'sso.acme.example'],
  ['baseUrl', 'https://sso.acme.example/'],
  ['issuer', ''],
  ['audience', undefined],
  ['jwksPath', 'ext/oauth/jwks'],
  ['jwksPath', '/ext/../pf'],
  ['jwksPath', '/ext/jwks?x'],
])('%s: %j is refused by name', (option, value) => {
  expect(refusedOption(() => Reflect.apply(pingFederate, undefined, [{ ...good, [option]: value }]))).toBe(option)
})

test('a token without aud is answered with the setting of the access token manager', async () => {
  const error = await refusedBy(pingFederate({ ...good, source: offline }), unsigned({ iss: good.baseUrl }))
  expect(error).toMatchObject({ code: 'ERR_CLAIM_MISSING', hint: expect.stringContaining('access token manager') })
})

test('a key that is not in the central set is answered with the path of the manager', async () => {
  const claims = { iss: good.baseUrl, aud: good.audience }
  const error = await refusedBy(pingFederate({ ...good, source: await withOtherKey() }), unsigned(claims))
  expect(error).toMatchObject({ code: 'ERR_KEY_NOT_FOUND', hint: expect.stringContaining('jwksPath') })
})
