/** What Descope's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { descope } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const projectId = 'P2OPANdSmtackRAJlrRKFxFcoriw'
const preset = (keys: KeySource): AnyTrust => descope({ projectId, keys })

describe('the issuer', () => {
  test.each([projectId, `https://api.descope.com/${projectId}`])('may be %s', async (iss) => {
    expect(await verdictWith(preset, { claims: { iss } })).toBe('accepted')
  })

  test('of a template is accepted where it is given', async () => {
    const iss = `https://api.descope.com/v1/apps/${projectId}`
    expect(await verdictWith(preset, { claims: { iss } })).toBe('ERR_ISSUER_UNTRUSTED')
    expect(await verdictWith((keys) => descope({ projectId, issuer: iss, keys }), { claims: { iss } })).toBe('accepted')
  })

  test('follows the base URL, as the keys do', async () => {
    const baseUrl = 'https://auth.acme.example'
    expect(await firstRequest((source) => descope({ projectId, baseUrl, source }))).toBe(
      `https://auth.acme.example/v2/keys/${projectId}`,
    )
    const own = (keys: KeySource): AnyTrust => descope({ projectId, baseUrl, keys })
    for (const base of [baseUrl, 'https://api.descope.com'])
      expect(await verdictWith(own, { claims: { iss: `${base}/${projectId}` } })).toBe('accepted')
    expect(await verdictWith(preset, { claims: { iss: `${baseUrl}/${projectId}` } })).toBe('ERR_ISSUER_UNTRUSTED')
  })
})

test('a refresh token is named as one', async () => {
  const found = await refusedWith(preset, { claims: { iss: projectId, drn: 'DSR' } })
  expect(found).toMatchObject({ code: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining('refresh token') })
})

test('the audience is checked where it is given', async () => {
  const own = (keys: KeySource): AnyTrust => descope({ projectId, audience: 'api', keys })
  expect(await verdictWith(own, { claims: { iss: projectId } })).toBe('ERR_CLAIM_MISSING')
  expect(await verdictWith(own, { claims: { iss: projectId, aud: 'other' } })).toBe('ERR_AUDIENCE_MISMATCH')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['projectId', {}],
    ['projectId', { projectId: 'my-project' }],
    ['projectId', { projectId: `https://api.descope.com/${projectId}` }],
    ['baseUrl', { projectId, baseUrl: 'auth.acme.example' }],
    ['issuer', { projectId, issuer: 'https://api.descope.com' }],
    ['issuer', { projectId, issuer: `https://api.descope.com/${projectId}x` }],
    ['issuer', { projectId, issuer: `https://api.descope.com/a/${projectId}/b/c` }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => descope(options as never)
    expect(refusedOption(call)).toBe(option)
  })
})
