/** What FusionAuth's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { fusionAuth } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const good = { baseUrl: 'https://acme.fusionauth.io', issuer: 'acme.com', audience: 'app-1' }

test.each([
  ['baseUrl', 'acme.fusionauth.io'],
  ['baseUrl', 'https://acme.fusionauth.io/'],
  ['issuer', ''],
  ['issuer', undefined],
  ['audience', undefined],
  ['tenantId', []],
  ['tenantId', ''],
])('%s: %j is refused by name', (option, value) => {
  expect(refusedOption(() => Reflect.apply(fusionAuth, undefined, [{ ...good, [option]: value }]))).toBe(option)
})

test('a token of another tenant with the same issuer is refused where tenantId is given', async () => {
  const claims = { iss: 'acme.com', aud: 'app-1', tid: 'tenant-2' }
  const error = await refusedBy(fusionAuth({ ...good, tenantId: 'tenant-1', source: offline }), unsigned(claims))
  expect(error).toMatchObject({ code: 'ERR_CLAIM_INVALID', detail: { claim: 'tid' } })
})

test('a token signed with an HMAC key is answered with the setting that helps', async () => {
  const trust = fusionAuth({ ...good, source: offline })
  const error = await refusedBy(trust, unsigned({ iss: 'acme.com', aud: 'app-1' }, { alg: 'HS256' }))
  expect(error).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED', hint: expect.stringContaining('RSA or EC key') })
})
