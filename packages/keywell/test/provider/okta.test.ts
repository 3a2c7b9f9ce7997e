import { describe, expect, test } from 'vitest'
import { okta } from '../../src/providers.ts'
import { refusal } from './support/refused-options.ts'
import { refusedBy, verdictOf } from './support/verdicts.ts'
import { keyedAt } from './support/world.ts'

const domain = 'acme.okta.com'
const audience = 'api://default'
const issuer = `https://${domain}/oauth2/default`
const keys = `${issuer}/v1/keys`

const discovery = (
  at = `${issuer}/.well-known/openid-configuration`,
  jwks = keys,
  iss = issuer,
): Record<string, unknown> => ({
  [at]: { issuer: iss, jwks_uri: jwks },
})

describe('a wrong option', () => {
  test.each([
    ['domain', { domain: 'https://acme.okta.com' }, '"acme.okta.com"'],
    ['domain', { domain: 'acme-admin.okta.com' }, '"acme.okta.com"'],
    ['domain', { domain: 'acme-admin.oktapreview.com' }, '"acme.oktapreview.com"'],
    ['domain', { domain: 'acme-admin.okta-emea.com' }, '"acme.okta-emea.com"'],
    ['domains[1]', { domains: [domain, 'acme-admin.okta.com'] }, '"acme.okta.com"'],
    ['authorizationServer', { domain, authorizationServer: 'oauth2/default' }, 'correct the option'],
    ['authorizationServer', { domain, authorizationServer: '' }, 'correct the option'],
    ['clientId', { domain, clientId: 'a b' }, 'correct the option'],
    ['audience', { domain, audience: [] }, 'correct the option'],
    ['authServer', { domain, authServer: 'default' }, 'authorizationServer'],
  ])('is refused in the call, by name: %s of %j', (option, options, hint) => {
    const refused = refusal(() => okta({ audience, ...options } as never))
    expect(refused.detail.option).toBe(option)
    expect(refused.hint).toContain(hint)
  })

  test('a custom domain may have a label that ends in "-admin"', () => {
    expect(okta({ domain: 'id-admin.acme.example', audience }).issuer).toEqual(['https://id-admin.acme.example'])
  })
})

test.each([
  ['OpenID, after the issuer', `${issuer}/.well-known/openid-configuration`],
  ['OAuth, before its path', `https://${domain}/.well-known/oauth-authorization-server/oauth2/default`],
  ['OAuth, after the issuer', `${issuer}/.well-known/oauth-authorization-server`],
])('keys are found through the discovery document: %s', async (_, at) => {
  const { source, token } = await keyedAt([keys], { metadata: discovery(at) })
  const trust = okta({ domain, authorizationServer: 'default', audience, source })
  expect(await verdictOf(trust, await token({ iss: issuer, aud: audience }))).toBe('accepted')
})

describe('with a client id', () => {
  const at = `${issuer}/.well-known/openid-configuration?client_id=0oa1`
  const pinned = `${keys}?client_id=0oa1`
  const world = () => keyedAt([pinned], { metadata: discovery(at, pinned) })

  test('the metadata is asked for with it, and so are the keys that it names', async () => {
    const { source, asked, token } = await world()
    const trust = okta({ domain, authorizationServer: 'default', audience, clientId: '0oa1', source })
    expect(await verdictOf(trust, await token({ iss: issuer, aud: audience, cid: '0oa1' }))).toBe('accepted')
    expect(asked).toEqual([at, pinned])
  })

  test('access tokens of another client are refused, and ID tokens are told by aud', async () => {
    const { source, token } = await world()
    const make = () =>
      okta({ domain, authorizationServer: 'default', audience: [audience, '0oa1'], clientId: '0oa1', source })
    const other = await refusedBy(make(), await token({ iss: issuer, aud: audience, cid: '0oa2' }))
    expect(other).toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH', detail: { received: ['0oa2'] } })
    expect(await verdictOf(make(), await token({ iss: issuer, aud: '0oa1' }))).toBe('accepted')
    expect(await verdictOf(make(), await token({ iss: issuer, aud: audience }))).toBe('ERR_AUDIENCE_MISMATCH')
  })
})

describe("the org's own server", () => {
  const org = `https://${domain}`
  const world = () =>
    keyedAt([`${org}/oauth2/v1/keys`], {
      metadata: discovery(`${org}/.well-known/openid-configuration`, `${org}/oauth2/v1/keys`, org),
    })

  test.each(['application/okta-internal-at+jwt', 'okta-internal-at+jwt', 'application/OKTA-internal-at+jwt'])(
    'an access token (%s) is to be introspected, and no key is looked for',
    async (typ) => {
      const { source, asked, token } = await world()
      const error = await refusedBy(
        okta({ domain, audience: org, source }),
        await token({ iss: org, aud: org }, { typ }),
      )
      expect(error).toMatchObject({ code: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining('introspect') })
      expect(asked).toEqual([])
    },
  )

  test('a token whose key is not published gets the same answer, with or without the type', async () => {
    const { source, token } = await world()
    const error = await refusedBy(
      okta({ domain, audience: org, source }),
      await token({ iss: org, aud: org }, { kid: 'hidden' }),
    )
    expect(error).toMatchObject({ code: 'ERR_KEY_NOT_FOUND', hint: expect.stringContaining('introspect') })
  })

  test('a token of a custom server says which option is missing', async () => {
    const { source, token } = await world()
    const error = await refusedBy(okta({ domain, audience, source }), await token({ iss: issuer, aud: audience }))
    expect(error).toMatchObject({ code: 'ERR_ISSUER_UNTRUSTED', hint: expect.stringContaining('authorizationServer') })
  })
})

test('nothing but RS256 is accepted', async () => {
  const { source, token } = await keyedAt([keys], { alg: 'ES256', metadata: discovery() })
  const trust = okta({ domain, authorizationServer: 'default', audience, source })
  expect(await verdictOf(trust, await token({ iss: issuer, aud: audience }))).toBe('ERR_ALG_NOT_ALLOWED')
})
