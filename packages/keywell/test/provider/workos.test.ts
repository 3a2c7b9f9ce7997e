/** What WorkOS's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, type KeySource, unchecked } from '../../src/index.ts'
import { workOs } from '../../src/providers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'

const clientId = 'client_01HGDWFKBW2QKGEYDQS4B92ZZK'
const iss = `https://api.workos.com/user_management/${clientId}`

describe('an issuer that does not name the client', () => {
  const common = ['https://api.workos.com', 'https://api.workos.com/']

  test('is accepted only where it is given', async () => {
    const found = await refusedWith((keys: KeySource) => workOs({ clientId, keys }), { claims: { iss: common[0] } })
    expect(found).toMatchObject({ code: 'ERR_ISSUER_UNTRUSTED', hint: expect.stringContaining('give its iss') })
  })

  test('needs an audience, or to be told that none is checked', async () => {
    const error = refusal(() => workOs({ clientId, issuer: common }))
    expect(error.detail.option).toBe('audience')
    expect(error.hint).toContain('unchecked')
    for (const issuer of common) {
      const told = (keys: KeySource): AnyTrust =>
        workOs({ clientId, issuer: common, audience: unchecked('the keys are ours'), keys })
      expect(await verdictWith(told, { claims: { iss: issuer } })).toBe('accepted')
    }
  })

  test('goes with the audience of a JWT template', async () => {
    const own = { clientId, issuer: common, audience: clientId }
    expect(await verdictWith((keys) => workOs({ ...own, keys }), { claims: { iss: common[0], aud: clientId } })).toBe(
      'accepted',
    )
    expect(await refusedWith((keys) => workOs({ ...own, keys }), { claims: { iss: common[0] } })).toMatchObject({
      code: 'ERR_CLAIM_MISSING',
      hint: expect.stringContaining('JWT template'),
    })
  })
})

test('an issuer on a custom domain that ends in the client needs no audience', async () => {
  const issuer = `https://auth.acme.example/user_management/${clientId}`
  expect(await verdictWith((keys) => workOs({ clientId, issuer, keys }), { claims: { iss: issuer } })).toBe('accepted')
  expect(await verdictWith((keys) => workOs({ clientId, issuer, keys }), { claims: { iss } })).toBe(
    'ERR_ISSUER_UNTRUSTED',
  )
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['clientId', {}],
    ['clientId', { clientId: '01HGDWFKBW2QKGEYDQS4B92ZZK' }],
    ['clientId', { clientId: 'client_../../x' }],
    ['issuer', { clientId, issuer: '' }],
    ['audience', { clientId, audience: 7 }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => workOs(options as never)
    expect(refusedOption(call)).toBe(option)
  })
})
