/** What Descope's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { descope } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { firstRequest, verdict } from './verdict.ts'

const projectId = 'P2OPANdSmtackRAJlrRKFxFcoriw'
const preset = (keys: KeySource): AnyTrust => descope({ projectId, keys })

describe('the issuer', () => {
  test.each([projectId, `https://api.descope.com/${projectId}`])('may be %s', async (iss) => {
    expect(await verdict(preset, { claims: { iss } })).toEqual({ outcome: 'accepted' })
  })

  test('of a template is accepted where it is given', async () => {
    const iss = `https://api.descope.com/v1/apps/${projectId}`
    expect(await verdict(preset, { claims: { iss } })).toMatchObject({ outcome: 'ERR_ISSUER_UNTRUSTED' })
    expect(await verdict((keys) => descope({ projectId, issuer: iss, keys }), { claims: { iss } })).toEqual({
      outcome: 'accepted',
    })
  })

  test('follows the base URL, as the keys do', async () => {
    const baseUrl = 'https://auth.acme.example'
    expect(await firstRequest((source) => descope({ projectId, baseUrl, source }))).toBe(
      `https://auth.acme.example/v2/keys/${projectId}`,
    )
    const own = (keys: KeySource): AnyTrust => descope({ projectId, baseUrl, keys })
    for (const base of [baseUrl, 'https://api.descope.com'])
      expect(await verdict(own, { claims: { iss: `${base}/${projectId}` } })).toEqual({ outcome: 'accepted' })
    expect(await verdict(preset, { claims: { iss: `${baseUrl}/${projectId}` } })).toMatchObject({
      outcome: 'ERR_ISSUER_UNTRUSTED',
    })
  })
})

test('a refresh token is named as one', async () => {
  const found = await verdict(preset, { claims: { iss: projectId, drn: 'DSR' } })
  expect(found).toMatchObject({ outcome: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining('refresh token') })
})

test('the audience is checked where it is given', async () => {
  const own = (keys: KeySource): AnyTrust => descope({ projectId, audience: 'api', keys })
  expect(await verdict(own, { claims: { iss: projectId } })).toMatchObject({ outcome: 'ERR_CLAIM_MISSING' })
  expect(await verdict(own, { claims: { iss: projectId, aud: 'other' } })).toMatchObject({
    outcome: 'ERR_AUDIENCE_MISMATCH',
  })
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
  ])('naming %s, for %o', async (option, options) => {
    const call = (): unknown => descope(options as never)
    expect((await failure('ERR_OPTION_INVALID', call)).detail.option).toBe(option)
  })
})
