/** What Kinde's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, type KeySource, unchecked } from '../../src/index.ts'
import { kinde } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { verdict } from './verdict.ts'

const domain = 'acme.kinde.com'
const good = { iss: 'https://acme.kinde.com', aud: [], azp: 'web', scp: ['openid'] }

describe('a token that was asked for without an audience', () => {
  test('is accepted from a client that is listed, and from no other', async () => {
    const preset = (keys: KeySource): AnyTrust => kinde({ domain, clientId: ['web', 'app'], keys })
    expect(await verdict(preset, { claims: good })).toEqual({ outcome: 'accepted' })
    expect(await verdict(preset, { claims: { ...good, azp: 'other' } })).toMatchObject({
      outcome: 'ERR_AUDIENCE_MISMATCH',
    })
    expect(await verdict(preset, { claims: { ...good, azp: undefined } })).toMatchObject({
      outcome: 'ERR_CLAIM_MISSING',
    })
  })

  test('is refused where an audience is asked for, with what to do', async () => {
    const found = await verdict((keys) => kinde({ domain, audience: 'api', keys }), { claims: good })
    expect(found).toMatchObject({ outcome: 'ERR_AUDIENCE_MISMATCH', hint: expect.stringContaining('clientId') })
  })
})

test('audience and client are both checked where both are given', async () => {
  const preset = (keys: KeySource): AnyTrust => kinde({ domain, audience: 'api', clientId: 'web', keys })
  expect(await verdict(preset, { claims: { ...good, aud: ['api'] } })).toEqual({ outcome: 'accepted' })
  expect(await verdict(preset, { claims: { ...good, aud: ['api'], azp: 'x' } })).toMatchObject({
    outcome: 'ERR_AUDIENCE_MISMATCH',
  })
  expect(await verdict(preset, { claims: good })).toMatchObject({ outcome: 'ERR_AUDIENCE_MISMATCH' })
})

test.each([undefined, 'openid'])('a token whose scp is %o is no access token', async (scp) => {
  const preset = (keys: KeySource): AnyTrust => kinde({ domain, audience: unchecked('a test'), keys })
  expect(await verdict(preset, { claims: { ...good, scp } })).toMatchObject({ outcome: 'ERR_TYPE_MISMATCH' })
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['domain', { domain: 'https://acme.kinde.com', audience: 'api' }],
    ['domain', { audience: 'api' }],
    ['audience', { domain }],
    ['audience', { domain, audience: [] }],
    ['clientId', { domain, clientId: '' }],
  ])('naming %s, for %o', async (option, options) => {
    const call = (): unknown => kinde(options as never)
    expect((await failure('ERR_OPTION_INVALID', call)).detail.option).toBe(option)
  })
})
