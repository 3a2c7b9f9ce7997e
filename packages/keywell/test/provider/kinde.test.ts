/** What Kinde's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, type KeySource, unchecked } from '../../src/index.ts'
import { kinde } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'

const domain = 'acme.kinde.com'
const good = { iss: 'https://acme.kinde.com', aud: [], azp: 'web', scp: ['openid'] }

describe('a token that was asked for without an audience', () => {
  test('is accepted from a client that is listed, and from no other', async () => {
    const preset = (keys: KeySource): AnyTrust => kinde({ domain, clientId: ['web', 'app'], keys })
    expect(await verdictWith(preset, { claims: good })).toBe('accepted')
    expect(await verdictWith(preset, { claims: { ...good, azp: 'other' } })).toBe('ERR_AUDIENCE_MISMATCH')
    expect(await verdictWith(preset, { claims: { ...good, azp: undefined } })).toBe('ERR_CLAIM_MISSING')
  })

  test('is refused where an audience is asked for, with what to do', async () => {
    const found = await refusedWith((keys) => kinde({ domain, audience: 'api', keys }), { claims: good })
    expect(found).toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH', hint: expect.stringContaining('clientId') })
  })
})

test('audience and client are both checked where both are given', async () => {
  const preset = (keys: KeySource): AnyTrust => kinde({ domain, audience: 'api', clientId: 'web', keys })
  expect(await verdictWith(preset, { claims: { ...good, aud: ['api'] } })).toBe('accepted')
  expect(await verdictWith(preset, { claims: { ...good, aud: ['api'], azp: 'x' } })).toBe('ERR_AUDIENCE_MISMATCH')
  expect(await verdictWith(preset, { claims: good })).toBe('ERR_AUDIENCE_MISMATCH')
})

test.each([undefined, 'openid'])('a token whose scp is %o is no access token', async (scp) => {
  const preset = (keys: KeySource): AnyTrust => kinde({ domain, audience: unchecked('a test'), keys })
  expect(await verdictWith(preset, { claims: { ...good, scp } })).toBe('ERR_TYPE_MISMATCH')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['domain', { domain: 'https://acme.kinde.com', audience: 'api' }],
    ['domain', { audience: 'api' }],
    ['audience', { domain }],
    ['audience', { domain, audience: [] }],
    ['clientId', { domain, clientId: '' }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => kinde(options as never)
    expect(refusedOption(call)).toBe(option)
  })
})
