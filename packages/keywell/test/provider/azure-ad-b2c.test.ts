/** What tokens of Azure AD B2C have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { azureAdB2c } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const given = {
  tenant: 'contoso',
  tenantId: '775527ff-9a37-4307-8b3d-cc311f58d925',
  policy: 'B2C_1_SignUp',
  audience: '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6',
} as const
const preset = (keys: KeySource): AnyTrust => azureAdB2c({ ...given, keys })
const good = { iss: `https://contoso.b2clogin.com/${given.tenantId}/v2.0/`, aud: given.audience, tfp: given.policy }

describe('the policy', () => {
  test.each([
    ['in tfp', { tfp: 'B2C_1_SignUp' }],
    ['in lower case', { tfp: 'b2c_1_signup' }],
    ['in acr, where there is no tfp', { tfp: undefined, acr: 'b2c_1_signup' }],
    ['in iss too', { iss: `https://contoso.b2clogin.com/tfp/${given.tenantId}/b2c_1_signup/v2.0/` }],
  ])('is accepted %s', async (_, claims) => {
    expect(await verdictWith(preset, { claims: { ...good, ...claims } })).toBe('accepted')
  })

  test.each([
    ['another one', { tfp: 'B2C_1_PasswordReset' }, 'ERR_CLAIM_INVALID'],
    ['another one in tfp, whatever acr says', { tfp: 'B2C_1_x', acr: 'B2C_1_SignUp' }, 'ERR_CLAIM_INVALID'],
    ['none', { tfp: undefined }, 'ERR_CLAIM_MISSING'],
    ['no text', { tfp: ['B2C_1_SignUp'] }, 'ERR_CLAIM_INVALID'],
    [
      'another one in iss',
      { iss: `https://contoso.b2clogin.com/tfp/${given.tenantId}/x/v2.0/` },
      'ERR_ISSUER_UNTRUSTED',
    ],
  ])('is refused when it is %s', async (_, claims, outcome) => {
    expect(await verdictWith(preset, { claims: { ...good, ...claims } })).toBe(outcome)
  })
})

test('a custom domain is where keys are and what iss names', async () => {
  const domain = 'login.contoso.com'
  expect(await firstRequest((source) => azureAdB2c({ ...given, domain, source }))).toBe(
    'https://login.contoso.com/contoso.onmicrosoft.com/B2C_1_SignUp/discovery/v2.0/keys',
  )
  const claims = { ...good, iss: `https://login.contoso.com/${given.tenantId}/v2.0/` }
  expect(await verdictWith((keys) => azureAdB2c({ ...given, domain, keys }), { claims })).toBe('accepted')
  expect(await verdictWith(preset, { claims })).toBe('ERR_ISSUER_UNTRUSTED')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['tenant', { tenant: 'contoso.onmicrosoft.com' }],
    ['tenantId', { tenantId: 'contoso' }],
    ['policy', { policy: 'signup' }],
    ['policy', { policy: 'B2C_1_a/../b' }],
    ['policy', { policy: undefined }],
    ['domain', { domain: 'https://login.contoso.com' }],
    ['audience', { audience: undefined }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => azureAdB2c({ ...given, ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })
})
