/** What tokens of external tenants have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { entraExternalId } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { verdictWith } from './support/verdicts.ts'

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee'
const audience = '00001111-aaaa-2222-bbbb-3333cccc4444'
const preset = (keys: KeySource): AnyTrust => entraExternalId({ tenant: 'contoso', tenantId, audience, keys })

test.each([tenantId, 'contoso'])('iss may have the host %s.ciamlogin.com', async (label) => {
  const claims = { iss: `https://${label}.ciamlogin.com/${tenantId}/v2.0`, aud: audience }
  expect(await verdictWith(preset, { claims })).toBe('accepted')
})

test('a token of another tenant is not accepted at the host of this one', async () => {
  const other = 'fa15d692-e9c7-4460-a743-29f2956fd429'
  const claims = { iss: `https://contoso.ciamlogin.com/${other}/v2.0`, aud: audience }
  expect(await verdictWith(preset, { claims })).toBe('ERR_ISSUER_UNTRUSTED')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['tenant', { tenant: 'contoso.ciamlogin.com' }],
    ['tenant', { tenant: undefined }],
    ['tenantId', { tenantId: 'contoso' }],
    ['audience', { audience: '00000003-0000-0000-c000-000000000000' }],
    ['audience', { audience: undefined }],
    ['domain', { domain: 'login.contoso.com' }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => entraExternalId({ tenant: 'contoso', tenantId, audience, ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })
})
