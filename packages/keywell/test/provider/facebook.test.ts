/** What Facebook's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { PROVIDERS, facebook } from '../../src/providers.ts'
import { specimens } from './specimens/facebook.ts'
import { runCase } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { withOtherKey } from './support/world.ts'

const appId = '1234567890123456'

test.each([
  ['appId', { appId: 'acme' }],
  ['appId', { appId: 12345 }],
  ['appId', {}],
  ['login', { appId, login: 'full' }],
])('%s is refused by name: %j', (option, options) => {
  expect(refusedOption(() => Reflect.apply(facebook, undefined, [options]))).toBe(option)
})

test('Limited Login may name its own host as issuer too', async () => {
  const limited = specimenOf(specimens, 'Limited Login')
  const claims = { ...limited.claims, iss: 'https://limited.facebook.com' }
  expect(await runCase({ ...limited, claims }, 'good')).toBe('accepted')
})

test('a key of the other login is answered with the option that tells them apart', async () => {
  const claims = { iss: 'https://www.facebook.com', aud: appId }
  const error = await refusedBy(facebook({ appId, source: await withOtherKey() }), unsigned(claims))
  expect(error).toMatchObject({ code: 'ERR_KEY_NOT_FOUND', hint: expect.stringContaining("login: 'limited'") })
})

test('the keys alone are those of the login that is named', () => {
  const row = PROVIDERS.find(({ name }) => name === 'facebook')
  const sources = [{}, { login: 'limited' }].map((options) => row?.keys(options, {}).status().source)
  expect(sources).toEqual([
    'https://www.facebook.com/.well-known/oauth/openid/jwks/',
    'https://limited.facebook.com/.well-known/oauth/openid/jwks/',
  ])
})
