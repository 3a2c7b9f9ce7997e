import { describe, expect, test } from 'vitest'
import { createVerifier } from '../../src/index.ts'
import { auth0 } from '../../src/providers.ts'
import { refusal } from './support/refused-options.ts'
import { refusedBy } from './support/verdicts.ts'
import { keyedAt } from './support/world.ts'

const audience = 'https://api.acme.example'
const domain = 'acme.eu.auth0.com'

describe('a wrong option', () => {
  test.each([
    ['domain', { domain: 'https://acme.eu.auth0.com/' }, 'leave out everything but the host name: "acme.eu.auth0.com"'],
    ['domain', { domain: 'acme.eu.auth0.com/' }, '"acme.eu.auth0.com"'],
    ['domain', { domain: 'ACME.eu.auth0.com' }, '"acme.eu.auth0.com"'],
    ['domain', { domain: 'https://x/' }, 'correct the option'],
    ['domain', { domain: 'acme' }, 'correct the option'],
    ['domain', { domain: 'acme.eu.auth0.com:443' }, 'correct the option'],
    ['domain', {}, 'correct the option'],
    ['domain', { domain, domains: [domain] }, 'correct the option'],
    ['domains', { domains: [] }, 'correct the option'],
    ['domains[1]', { domains: [domain, 'https://login.acme.example'] }, '"login.acme.example"'],
    ['audience', { domain, audience: undefined }, 'correct the option'],
    ['audience', { domain, audience: '' }, 'correct the option'],
    ['issuer', { domain, issuer: 'https://acme.eu.auth0.com/' }, 'known here'],
    ['source', { domain, source: 'x' }, 'correct the option'],
    ['source', { domain, source: {}, keys: auth0({ domain, audience }).keys }, 'correct the option'],
    ['keys', { domain, keys: {} }, 'correct the option'],
    ['timeouts.attemptMs', { domain, source: { timeouts: { attemptMs: 0 } } }, 'correct the option'],
  ])('is refused in the call, by name: %s of %j', (option, options, hint) => {
    const refused = refusal(() => auth0({ audience, ...options } as never))
    expect(refused.detail.option).toBe(option)
    expect(refused.hint).toContain(hint)
  })

  test('shows nothing of a URL that could be a secret', () => {
    const call = (): unknown => auth0({ audience, domain: 'https://user:secret@acme.auth0.com/?code=secret' })
    expect(call).toThrow(
      expect.objectContaining({ detail: expect.not.objectContaining({ received: expect.stringContaining('secret') }) }),
    )
  })
})

test('tokens of every domain of the tenant are verified with the keys of the first', async () => {
  const custom = 'login.acme.example'
  const { source, asked, token } = await keyedAt([`https://${custom}/.well-known/jwks.json`])
  const trust = auth0({ domains: [custom, domain], audience, source })
  const verifier = createVerifier(trust)
  for (const host of [custom, domain]) {
    const { issuer } = await verifier.verify(await token({ iss: `https://${host}/`, aud: audience }))
    expect(issuer).toBe(`https://${host}/`)
  }
  expect(asked).toEqual([`https://${custom}/.well-known/jwks.json`])
  verifier.close()
})

test.each([
  ['an opaque token', 'hWq0V1rPpkcHZ5WPXrVbnQ', 'ERR_TOKEN_MALFORMED', 'opaque token when no audience was asked for'],
  ['an encrypted token', 'a.b.c.d.e', 'ERR_TOKEN_ENCRYPTED', 'JWE'],
])('%s is recognised, with what to do in Auth0', async (_, text, code, hint) => {
  const error = await refusedBy(auth0({ domain, audience }), text)
  expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) })
})

test('a token that is signed with the secret of the application is named as such', async () => {
  const { token } = await keyedAt([])
  const secret = await token({ iss: `https://${domain}/`, aud: audience }, { alg: 'HS256' })
  const error = await refusedBy(auth0({ domain, audience }), secret)
  expect(error).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED', hint: expect.stringContaining('HS256') })
})
