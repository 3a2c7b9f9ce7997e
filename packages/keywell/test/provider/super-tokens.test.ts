/** What the nine cases do not show of SuperTokens: base paths, cores, tenants, tokens of old versions, error answers. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createVerifier, unchecked } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import {
  PROVIDERS,
  superTokens,
  type SuperTokensAccessClaims,
  type SuperTokensSessionClaims,
} from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { signed } from './support/tokens.ts'
import { refusedBy, verdictOf } from './support/verdicts.ts'
import { notFound, recorder } from './support/world.ts'

const apiDomain = 'https://api.acme.example'
const iss = `${apiDomain}/auth`
const { privateJwk } = await generateJwk('RS256', { kid: 's-1' })
const { privateJwk: dynamicJwk } = await generateJwk('RS256', { kid: 'd-1760000000000' })
const jwks = { keys: [publicJwk(privateJwk), publicJwk(dynamicJwk)] }
const seconds = Math.floor(Date.now() / 1000)
const session = { iss, sub: 'user', sessionHandle: 'handle', tId: 'public', iat: seconds, exp: seconds + 60 }
const old = { userId: 'user', sessionHandle: 'handle', userData: {}, expiryTime: Date.now() + 60_000 }

const tokenOf = async (claims: object = {}, key = dynamicJwk): Promise<string> =>
  await signed({
    header: { kid: key.kid, typ: 'JWT', version: '5', alg: 'RS256' },
    payload: { ...session, ...claims },
    key,
  })
const oldToken = async (claims: object = {}, header: object = {}): Promise<string> =>
  await signed({
    header: { alg: 'RS256', typ: 'JWT', version: '2', ...header },
    payload: { ...old, ...claims },
    key: privateJwk,
    form: 'base64',
  })

const serving = (): Response => Response.json(jwks)
const { fetch } = recorder(serving)

describe('places', () => {
  test.each([
    [undefined, iss],
    ['auth', iss],
    ['/auth/', iss],
    ['auth/', iss],
    ['//auth//', iss],
    ['gateway/v1/auth', `${apiDomain}/gateway/v1/auth`],
    ['', apiDomain],
    ['/', apiDomain],
  ])('the base path %j is normalised', async (apiBasePath, base) => {
    const { asked, fetch: recorded } = recorder(serving)
    const trust = superTokens({
      apiDomain,
      ...(apiBasePath === undefined ? {} : { apiBasePath }),
      source: { fetch: recorded },
    })
    expect(trust.issuer).toEqual([base])
    expect(await verdictOf(trust, await tokenOf({ iss: base }))).toBe('accepted')
    expect(asked).toEqual([`${base}/jwt/jwks.json`])
  })

  test('a slash at the end of the domain is left out', () => {
    const trust = superTokens({ apiDomain: `${apiDomain.replace('api.acme', 'API.Acme')}:443/` })
    expect(trust.issuer).toEqual([iss])
  })

  test.each([
    [{ connectionUri: 'https://core.example' }, 'https://core.example/.well-known/jwks.json'],
    [{ connectionUri: 'https://core.example/base/' }, 'https://core.example/base/.well-known/jwks.json'],
    [{ connectionUri: 'https://core.example', appId: 'a1' }, 'https://core.example/appid-a1/.well-known/jwks.json'],
  ])('the core %o has the keys, and the issuer stays the API', async (core, url) => {
    const { asked, fetch: recorded } = recorder(serving)
    const trust = superTokens({ apiDomain, core, source: { fetch: recorded } })
    expect(await verdictOf(trust, await tokenOf())).toBe('accepted')
    expect(asked).toEqual([url])
  })

  test('several cores stand in for each other', async () => {
    const { asked, fetch: recorded } = recorder((url) => (url.includes('one') ? notFound() : serving()))
    const core = { connectionUri: 'https://one.example;https://two.example' }
    expect(await verdictOf(superTokens({ apiDomain, core, source: { fetch: recorded } }), await tokenOf())).toBe(
      'accepted',
    )
    expect(asked).toEqual(['one', 'two'].map((host) => `https://${host}.example/.well-known/jwks.json`))
  })

  test('the row of the table makes the same sources', () => {
    const row = PROVIDERS.find(({ name }) => name === 'super-tokens')
    const sourceOf = (options: Record<string, string>): string | undefined => row?.keys(options, {}).status().source
    expect(sourceOf({ apiDomain, apiBasePath: 'auth' })).toBe(`${iss}/jwt/jwks.json`)
    expect(sourceOf({ connectionUri: 'https://core.example', appId: 'a1' })).toBe(
      'https://core.example/appid-a1/.well-known/jwks.json',
    )
    expect(refusedOption(() => sourceOf({}))).toBe('apiDomain')
  })
})

describe('wrong configuration', () => {
  test.each([
    ['apiDomain', { apiDomain: 'api.acme.example' }],
    ['apiDomain', { apiDomain: 'https://api.acme.example/auth' }],
    ['apiDomain', { apiDomain: 'http://api.acme.example' }],
    ['apiBasePath', { apiDomain, apiBasePath: '/auth?x' }],
    ['apiBasePath', { apiDomain, apiBasePath: '/../auth' }],
    ['apiBasePath', { apiDomain, apiBasePath: 'https://api.acme.example/auth' }],
    ['core', { apiDomain, core: 'https://core.example' }],
    ['core.connectionUri', { apiDomain, core: { connectionUri: 'http://core.example' } }],
    ['core.connectionUri', { apiDomain, core: { connectionUri: ';' } }],
    ['core.appId', { apiDomain, core: { connectionUri: 'https://core.example', appId: 'a/b' } }],
    ['core.apiKey', { apiDomain, core: { connectionUri: 'https://core.example', apiKey: 'x' } }],
    ['kind', { apiDomain, kind: 'oauth' }],
    ['tenantId', { apiDomain, tenantId: '' }],
    ['audience', { apiDomain, audience: 'x' }],
    ['clientId', { apiDomain, clientId: 'x' }],
    ['audience', { apiDomain, kind: 'm2m' }],
    ['clientId', { apiDomain, kind: 'm2m', audience: 'x', clientId: 'x' }],
    ['audience', { apiDomain, kind: 'oauth-access' }],
    ['clientId', { apiDomain, kind: 'oauth-id' }],
    ['audience', { apiDomain, kind: 'oauth-id', clientId: 'x', audience: 'x' }],
    ['acceptLegacyTokens', { apiDomain, acceptLegacyTokens: 'yes' }],
    ['acceptLegacyTokens', { apiDomain, kind: 'm2m', audience: 'x', acceptLegacyTokens: true }],
  ])('%s is refused by name: %o', (option, options) => {
    expect(refusedOption(() => superTokens(options as never))).toBe(option)
  })
})

describe('what is checked', () => {
  const sessions = (options: object = {}) => superTokens({ apiDomain, ...options, source: { fetch } })

  test('keys of both kinds are in one set', async () => {
    expect(await verdictOf(sessions(), await tokenOf({}, dynamicJwk))).toBe('accepted')
    expect(await verdictOf(sessions(), await tokenOf({}, privateJwk))).toBe('accepted')
  })

  test('sessions and ID tokens name their user', async () => {
    const idTokens = () => superTokens({ apiDomain, kind: 'oauth-id', clientId: 'stcl_1', source: { fetch } })
    const idToken = { stt: 2, aud: 'stcl_1' }
    expect(await verdictOf(sessions(), await tokenOf({ sub: undefined }))).toBe('ERR_CLAIM_MISSING')
    expect(await verdictOf(idTokens(), await tokenOf(idToken))).toBe('accepted')
    expect(await verdictOf(idTokens(), await tokenOf({ ...idToken, sub: undefined }))).toBe('ERR_CLAIM_MISSING')
  })

  test('tenants are told apart where tenantId is given', async () => {
    expect(await verdictOf(sessions(), await tokenOf({ tId: 'other' }))).toBe('accepted')
    const trust = { tenantId: ['public', 'staff'] }
    expect(await verdictOf(sessions(trust), await tokenOf({ tId: 'staff' }))).toBe('accepted')
    expect(await verdictOf(sessions(trust), await tokenOf({ tId: 'other' }))).toBe('ERR_AUDIENCE_MISMATCH')
    expect(await verdictOf(sessions(trust), await tokenOf({ tId: undefined }))).toBe('ERR_CLAIM_MISSING')
  })

  test('the client stands in for the audience of OAuth access tokens', async () => {
    const trust = (clientId: string | ReturnType<typeof unchecked>) =>
      superTokens({ apiDomain, kind: 'oauth-access', clientId, source: { fetch } })
    const token = await tokenOf({ stt: 1, client_id: 'stcl_1' })
    expect(await verdictOf(trust('stcl_1'), token)).toBe('accepted')
    expect(await verdictOf(trust('stcl_2'), token)).toBe('ERR_AUDIENCE_MISMATCH')
    expect(await verdictOf(trust(unchecked('all clients are ours')), token)).toBe('accepted')
  })

  test('another issuer can be named, for machine tokens made elsewhere', async () => {
    const machines = superTokens({
      apiDomain,
      kind: 'm2m',
      audience: 'me',
      issuer: 'auth-server',
      source: { fetch },
    })
    const token = await tokenOf({ iss: 'auth-server', aud: 'me', sessionHandle: undefined })
    expect(await verdictOf(machines, token)).toBe('accepted')
  })

  test('an answer of GENERAL_ERROR with status 200 is called what it is', async () => {
    const answer = { status: 'GENERAL_ERROR', message: 'secret details' }
    const trust = superTokens({ apiDomain, source: { fetch: async () => Response.json(answer) } })
    const error = await refusedBy(trust, await tokenOf())
    expect(error).toMatchObject({
      code: 'ERR_KEYS_UNAVAILABLE',
      cause: { code: 'ERR_JWKS_INVALID', message: expect.stringContaining('GENERAL_ERROR') },
    })
    expect(error.hint).toContain('core')
    expect(JSON.stringify([error, error.cause])).not.toContain('secret details')
  })

  test('kinds share keys, and the result says which it was', async () => {
    const first = sessions()
    const access = superTokens({ apiDomain, kind: 'oauth-access', clientId: 'stcl_1', keys: first.keys })
    const both = createVerifier([first, access])
    const one = await both.verify(await tokenOf())
    const other = await both.verify(await tokenOf({ stt: 1, client_id: 'stcl_1' }))
    expect([one.trust, other.trust]).toEqual(['super-tokens-session', 'super-tokens-oauth-access'])
    if (one.trust === 'super-tokens-session') expectTypeOf(one.payload).toEqualTypeOf<SuperTokensSessionClaims>()
    else expectTypeOf(one.payload).toEqualTypeOf<SuperTokensAccessClaims>()
    both.close()
  })
})

describe('tokens of versions 1 and 2', () => {
  const legacy = (options: object = {}) =>
    superTokens({ apiDomain, acceptLegacyTokens: true, ...options, source: { fetch } })

  test('are refused unless asked for, with a hint', async () => {
    const error = await refusedBy(superTokens({ apiDomain, source: { fetch } }), await oldToken())
    expect(error).toMatchObject({ code: 'ERR_TOKEN_MALFORMED', hint: expect.stringContaining('acceptLegacyTokens') })
  })

  test.each(['1', '2'])('version %s is accepted where asked for, by whichever key fits', async (version) => {
    const token = await oldToken({}, { version })
    expect(token).toContain('=.')
    expect(await verdictOf(legacy(), token)).toBe('accepted')
  })

  test.each([
    ['without expiryTime', { expiryTime: undefined }, 'ERR_CLAIM_MISSING'],
    ['past its expiryTime', { expiryTime: Date.now() - 1 }, 'ERR_CLAIM_INVALID'],
    ['with an expiryTime in text', { expiryTime: '9999999999999' }, 'ERR_CLAIM_INVALID'],
    ['without userId', { userId: undefined }, 'ERR_CLAIM_MISSING'],
    ['without sessionHandle', { sessionHandle: undefined }, 'ERR_TYPE_MISMATCH'],
    ['with another iss', { iss: 'https://evil.example' }, 'ERR_CLAIM_INVALID'],
    ['with the right iss', { iss }, 'accepted'],
    ['past the exp that it has', { exp: 1 }, 'ERR_TOKEN_EXPIRED'],
  ])('one %s: %s', async (_, claims, code) => {
    expect(await verdictOf(legacy(), await oldToken(claims))).toBe(code)
  })

  test('they name no tenant, so that asking for one refuses them', async () => {
    expect(await verdictOf(legacy({ tenantId: 'public' }), await oldToken())).toBe('ERR_CLAIM_MISSING')
  })

  test.each([
    ['no iss', { iss: undefined }, {}, 'ERR_CLAIM_MISSING'],
    ['another iss', { iss: `${iss}/` }, {}, 'ERR_CLAIM_INVALID'],
    ['no sub', { sub: undefined }, {}, 'ERR_CLAIM_MISSING'],
    ['no exp', { exp: undefined }, {}, 'ERR_CLAIM_MISSING'],
    ['no exp but an expiryTime', { exp: undefined, ...old }, {}, 'ERR_CLAIM_MISSING'],
    ['no kid', {}, { kid: undefined }, 'ERR_CLAIM_MISSING'],
    ['no kid and no version', {}, { kid: undefined, version: undefined }, 'ERR_CLAIM_MISSING'],
    ['nothing missing', {}, {}, 'accepted'],
  ])('beside them a newer token with %s: %s', async (_, claims, header, code) => {
    const payload = { ...session, ...claims }
    const token = await signed({
      header: { alg: 'RS256', kid: 's-1', typ: 'JWT', version: '4', ...header },
      payload,
      key: privateJwk,
    })
    expect(await verdictOf(legacy(), token)).toBe(code)
  })

  test('a token that says version 2 and names a key is none of them', async () => {
    expect(await verdictOf(legacy(), await oldToken({}, { kid: 's-1' }))).toBe('ERR_CLAIM_MISSING')
  })

  test('such a trust stands alone', () => {
    const other = superTokens({ apiDomain, kind: 'm2m', audience: 'x' })
    expect(refusedOption(() => createVerifier([legacy(), other]))).toContain('issuer')
  })
})
