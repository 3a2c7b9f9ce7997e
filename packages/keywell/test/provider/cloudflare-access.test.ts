/** What tokens of Cloudflare Access need beside the nine cases. */
import { expect, test } from 'vitest'
import { cloudflareAccess } from '../../src/providers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const audience = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228'

test('the team is one label: the whole host is refused with a hint', () => {
  expect(refusal(() => cloudflareAccess({ team: 'https://acme.cloudflareaccess.com', audience }))).toMatchObject({
    detail: { option: 'team' },
    hint: 'only what comes before ".cloudflareaccess.com": "acme"',
  })
})

test.each(['', 'a.b', 'a/b'])('the team "%s" is refused by name', (team) => {
  expect(refusedOption(() => cloudflareAccess({ team, audience }))).toBe('team')
})

test('the audience must be given', () => {
  expect(refusedOption(() => Reflect.apply(cloudflareAccess, undefined, [{ team: 'acme' }]))).toBe('audience')
})

test('a token without type is none of an application', async () => {
  const trust = cloudflareAccess({ team: 'acme', audience, source: offline })
  const error = await refusedBy(trust, unsigned({ iss: 'https://acme.cloudflareaccess.com', aud: [audience] }))
  expect(error).toMatchObject({ code: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining('session token') })
})
