/** What the nine cases do not show of Clerk: the four key ways, where the secret key goes, refusals by name, the kinds. */
import { createPublicKey } from 'node:crypto'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createVerifier, type Fetch, type RemoteOptions, unchecked } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import {
  clerk,
  type ClerkM2mClaims,
  type ClerkOrganization,
  type ClerkSessionClaims,
  PROVIDERS,
} from '../../src/providers.ts'
import { withSecretHeader } from '../../src/provider/shared/secret-headers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { freshToken } from './support/tokens.ts'
import { refusedBy, verdictOf } from './support/verdicts.ts'

const iss = 'https://clerk.acme.example'
const azp = 'https://acme.example'
const frontendApi = 'clerk.acme.example'
const authorizedParties = [azp]
const secretKey = 'sk_test_c2VjcmV0c2VjcmV0'
const secret = `Bearer ${secretKey}`
const publishable = (text: string, stage = 'test'): string => `pk_${stage}_${Buffer.from(text).toString('base64')}`

const { privateJwk } = await generateJwk('RS256', { kid: 'ins_1' })
const pem = String(
  createPublicKey({ key: { ...publicJwk(privateJwk) }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
)

const tokenOf = async (claims: Members = {}, header: Members = {}): Promise<string> =>
  await freshToken(privateJwk, { iss, sub: 'user_1', sid: 'sess_1', azp, ...claims }, { typ: 'JWT', ...header })
type Members = Readonly<Record<string, unknown>>

/** A stand-in for whatever serves keys, and what it was asked. */
function server(status = 200): { readonly asked: (readonly [string, unknown])[]; readonly fetch: Fetch } {
  const asked: (readonly [string, unknown])[] = []
  const fetch: Fetch = async (url, { headers }) => {
    asked.push([url, headers['authorization']])
    return Response.json({ keys: [publicJwk(privateJwk)] }, { status })
  }
  return { asked, fetch }
}

describe('where keys come from', () => {
  test.each([
    ['padded', publishable('clerk.acme.example$')],
    ['unpadded', publishable('clerk.acme.example$', 'live').replace(/=+$/, '')],
  ])('a publishable key, %s, says the Frontend API and the issuer', async (_, publishableKey) => {
    const { asked, fetch } = server()
    const trust = clerk({ publishableKey, authorizedParties, source: { fetch } })
    expect(trust.issuer).toEqual([iss])
    expect(await verdictOf(trust, await tokenOf())).toBe('accepted')
    expect(asked).toEqual([[`${iss}/.well-known/jwks.json`, undefined]])
  })

  test('behind a proxy the Frontend API is a URL with a path', async () => {
    const { asked, fetch } = server()
    const trust = clerk({ frontendApi: 'https://acme.example/__clerk', authorizedParties, source: { fetch } })
    expect(await verdictOf(trust, await tokenOf({ iss: 'https://acme.example/__clerk' }))).toBe('accepted')
    expect(asked).toEqual([['https://acme.example/__clerk/.well-known/jwks.json', undefined]])
  })

  test('the secret key goes to the Backend API', async () => {
    const { asked, fetch } = server()
    const trust = clerk({ frontendApi, secretKey, authorizedParties, source: { fetch } })
    expect(await verdictOf(trust, await tokenOf())).toBe('accepted')
    expect(asked).toEqual([['https://api.clerk.com/v1/jwks', secret]])
  })

  test('the Backend API can have its old name', async () => {
    const { asked, fetch } = server()
    const trust = clerk({
      issuer: iss,
      secretKey,
      apiUrl: 'https://api.clerk.dev',
      authorizedParties,
      source: { fetch },
    })
    expect(await verdictOf(trust, await tokenOf())).toBe('accepted')
    expect(asked).toEqual([['https://api.clerk.dev/v1/jwks', secret]])
  })

  const forms = {
    'a PEM': pem,
    'a PEM on one line': pem.replaceAll('\n', String.raw`\n`),
    'a PEM without its first and last line': pem.replaceAll(/-----.*-----\n/g, ''),
    'base64 alone, on one line': pem.replaceAll(/-----.*-----|\n/g, ''),
    'a PEM without its last line': pem.replace(/-----END.*/, ''),
    'base64 of a whole PEM': Buffer.from(pem).toString('base64'),
  }
  test.each(Object.entries(forms))('the key from the environment can be %s', async (_, jwtKey) => {
    const trust = clerk({ frontendApi, jwtKey, authorizedParties })
    expect(await verdictOf(trust, await tokenOf())).toBe('accepted')
    expect(await verdictOf(trust, await tokenOf({ iss: 'https://other.example' }))).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('the row of the table makes the same sources', () => {
    const row = PROVIDERS.find(({ name }) => name === 'clerk')
    const sourceOf = (options: Record<string, string>): string | undefined => row?.keys(options, {}).status().source
    expect(sourceOf({ frontendApi })).toBe(`${iss}/.well-known/jwks.json`)
    expect(sourceOf({ secretKey })).toBe('https://api.clerk.com/v1/jwks')
    expect(sourceOf({ jwtKey: pem })).toBe('pem')
    // Secrets may just be in the environment.
    expect(sourceOf({ frontendApi, secretKey, jwtKey: pem })).toBe(`${iss}/.well-known/jwks.json`)
    expect(sourceOf({ secretKey, jwtKey: pem })).toBe('https://api.clerk.com/v1/jwks')
    expect(refusedOption(() => sourceOf({}))).toBe('publishableKey')
    expect(row?.keyOptions.flatMap(({ variable = [] }) => variable)).toEqual(['CLERK_SECRET_KEY', 'CLERK_JWT_KEY'])
  })
})

describe('the secret key', () => {
  const trustWith = (headers: RemoteOptions['headers'], fetch: Fetch) =>
    clerk({
      frontendApi,
      secretKey,
      authorizedParties,
      source: { fetch, ...(headers === undefined ? {} : { headers }) },
    })

  test.each([
    ['an object', { 'x-trace': '1' }],
    ['a function', () => ({ 'x-trace': '1', Authorization: 'mine' })],
  ])('is sent beside headers of the caller that are %s', async (_, headers) => {
    const sent: unknown[] = []
    const fetch: Fetch = async (_url, init) => {
      sent.push(init.headers['x-trace'], init.headers['authorization'])
      return Response.json({ keys: [publicJwk(privateJwk)] })
    }
    expect(await verdictOf(trustWith(headers, fetch), await tokenOf())).toBe('accepted')
    expect(sent).toEqual(['1', secret])
  })

  test('is not sent where a redirect leads to', async () => {
    const sent: unknown[] = []
    const fetch: Fetch = async (url, { headers }) => {
      sent.push([url, headers['authorization']])
      const isFirst = url.startsWith('https://api.clerk.com')
      return isFirst
        ? new Response(null, { status: 302, headers: { location: 'https://evil.example/' } })
        : Response.json({ keys: [publicJwk(privateJwk)] })
    }
    const trust = clerk({ frontendApi, secretKey, authorizedParties, source: { fetch, redirects: 1 } })
    await verdictOf(trust, await tokenOf())
    expect(sent).toEqual([
      ['https://api.clerk.com/v1/jwks', secret],
      ['https://evil.example/', undefined],
    ])
  })

  test('is kept from every other origin, whatever the caller’s function gives there', async () => {
    const secretHeader = { name: 'authorization', value: secret, url: 'https://api.clerk.com/x', option: 'secretKey' }
    const { headers } = withSecretHeader({ headers: () => ({ 'x-trace': '1' }) }, secretHeader)
    if (typeof headers !== 'function') throw new Error('unreachable')
    const at = async (url: string): Promise<unknown> =>
      await headers({ url: new URL(url), signal: new AbortController().signal })
    expect(await at('https://api.clerk.com/v1/jwks')).toEqual({ 'x-trace': '1', authorization: secret })
    expect(await at('https://api.clerk.com:444/v1/jwks')).toEqual({ 'x-trace': '1' })
  })

  test('is in no error and no status, and a refusal of it has a hint', async () => {
    const { fetch } = server(401)
    const trust = clerk({ frontendApi, secretKey, authorizedParties, source: { fetch } })
    const verifier = createVerifier(trust)
    const error = await verifier.verify(await tokenOf()).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', hint: expect.stringContaining('401') })
    expect(JSON.stringify([error, String(error), trust.keys.status()])).not.toContain('c2VjcmV0')
    verifier.close()
  })

  test('may not be sent by the caller too', () => {
    const { fetch } = server()
    expect(refusedOption(() => trustWith({ Authorization: 'x' }, fetch))).toBe('source.headers.authorization')
    expect(refusedOption(() => trustWith(new Map() as never, fetch))).toBe('headers')
  })
})

describe('wrong configuration', () => {
  const rest = { authorizedParties }
  test.each([
    ['no base64', 'pk_test_***'],
    ['no $ at the end', publishable('clerk.acme.example')],
    ['two of them', publishable('clerk.acme.example$$')],
    ['no dot', publishable('localhost$')],
    ['a URL', publishable('https://clerk.acme.example$')],
    ['another prefix', publishable('clerk.acme.example$').replace('pk_', 'xx_')],
    ['a fourth part', `${publishable('clerk.acme.example$')}_x`],
    ['a secret key', secretKey],
  ])('a publishable key with %s is refused', (_, publishableKey) => {
    const error = refusal(() => clerk({ ...rest, publishableKey }))
    expect(error.detail).toMatchObject({ option: 'publishableKey', received: 'string' })
  })

  test.each([
    ['frontendApi', { ...rest, frontendApi: 'clerk.acme.example/' }],
    ['frontendApi', { ...rest, frontendApi: Symbol('no text') }],
    ['frontendApi', { ...rest, frontendApi: 'https://acme.example/__clerk/' }],
    ['frontendApi', { ...rest, frontendApi: 'http://localhost:3000/__clerk' }],
    ['frontendApi', { ...rest, frontendApi, publishableKey: publishable('clerk.acme.example$') }],
    ['secretKey', { ...rest, frontendApi, secretKey: 'pk_test_abcdefgh' }],
    ['secretKey', { ...rest, secretKey, publishableKey: publishable('clerk.acme.example$', 'live') }],
    ['jwtKey', { ...rest, frontendApi, jwtKey: 'no key' }],
    ['jwtKey', { ...rest, frontendApi, jwtKey: pem.replaceAll('PUBLIC', 'PRIVATE') }],
    ['jwtKey', { ...rest, frontendApi, jwtKey: pem, secretKey }],
    ['issuer', { ...rest, secretKey }],
    ['issuer', { ...rest, jwtKey: pem }],
    ['issuer', rest],
    ['publishableKey', { ...rest, issuer: iss }],
    ['apiUrl', { ...rest, frontendApi, apiUrl: 'https://api.clerk.com' }],
    ['apiUrl', { ...rest, frontendApi, secretKey, apiUrl: 'https://api.clerk.com/v1' }],
    ['apiUrl', { ...rest, frontendApi, secretKey, apiUrl: 'http://api.clerk.com' }],
    ['authorizedParties', { frontendApi }],
    ['authorizedParties', { frontendApi, authorizedParties: [] }],
    ['authorizedParties[0]', { frontendApi, authorizedParties: ['https://acme.example/'] }],
    ['authorizedParties[0]', { frontendApi, authorizedParties: ['acme.example'] }],
    ['authorizedParties[0]', { frontendApi, authorizedParties: ['localhost:3000'] }],
    ['authorizedParties[0]', { frontendApi, authorizedParties: ['https://ACME.example'] }],
    ['authorizedParties[0]', { frontendApi, authorizedParties: ['https://acme.example:443'] }],
    ['acceptPending', { ...rest, frontendApi, acceptPending: 'yes' }],
    ['acceptPending', { ...rest, frontendApi, kind: 'template', acceptPending: true }],
    ['authorizedParties', { ...rest, frontendApi, kind: 'm2m', audience: 'mch_1' }],
    ['audience', { frontendApi, kind: 'm2m' }],
    ['audience', { frontendApi, kind: 'oauth' }],
    ['kind', { ...rest, frontendApi, kind: 'user' }],
  ])('%s is refused by name: %o', (option, options) => {
    expect(refusedOption(() => clerk(options as never))).toBe(option)
  })

  test('a secret key in the wrong option is not shown, nor a password', () => {
    for (const wrong of [
      { frontendApi: secretKey },
      { frontendApi, secretKey, apiUrl: secretKey },
      { frontendApi: 'c2VjcmV0:c2VjcmV0@acme.example' },
    ])
      expect(JSON.stringify(refusal(() => clerk({ ...rest, ...wrong })))).not.toContain('c2VjcmV0')
  })

  test('secret and key are not shown', () => {
    const error = refusal(() => clerk({ ...rest, frontendApi, secretKey: 'sk_oops_c2VjcmV0' }))
    expect(JSON.stringify(error)).not.toContain('c2VjcmV0')
  })

  test('plain http to this machine is for development only', () => {
    const trust = clerk({ ...rest, frontendApi: 'http://localhost:3000/__clerk', source: { allowHttpLoopback: true } })
    expect(trust.issuer).toEqual(['http://localhost:3000/__clerk'])
    trust.keys.close()
  })
})

describe('what is checked', () => {
  const local = { frontendApi, jwtKey: pem } as const
  const sessions = () => clerk({ ...local, authorizedParties })

  test.each([
    ['a token from before categories', 'accepted', {}, {}],
    ['the category that says nothing', 'accepted', {}, { cat: 'cl_I7d4PD111III' }],
    ['a template token', 'ERR_TYPE_MISMATCH', {}, { cat: 'cl_B7d4PD222AAA' }],
    ['a machine token', 'ERR_TYPE_MISMATCH', {}, { cat: 'cl_B7d4PD333AAA' }],
    ['a machine as subject', 'ERR_TYPE_MISMATCH', { sub: 'mch_1' }, {}],
    ['an OAuth access token', 'ERR_TYPE_MISMATCH', {}, { typ: 'application/at+jwt' }],
    ['a handshake, which has no session', 'ERR_TYPE_MISMATCH', { sid: undefined }, { cat: 'cl_B7d4PD111AAA' }],
    ['another origin', 'ERR_AUDIENCE_MISMATCH', { azp: 'https://acme.example.evil.example' }, {}],
    ['no origin', 'ERR_CLAIM_MISSING', { azp: undefined }, {}],
    ['a pending session', 'ERR_CLAIM_INVALID', { sts: 'pending' }, {}],
    ['an active session', 'accepted', { sts: 'active' }, {}],
  ])('as a session, %s: %s', async (_, code, claims, header) => {
    expect(await verdictOf(sessions(), await tokenOf(claims, header))).toBe(code)
  })

  test('the origin can be left unchecked in so many words', async () => {
    const trust = clerk({ ...local, authorizedParties: unchecked('tokens are made on a server') })
    expect(await verdictOf(trust, await tokenOf({ azp: undefined }))).toBe('accepted')
  })

  test('satellite domains can be listed as issuers', async () => {
    const trust = clerk({ ...local, authorizedParties, issuer: [iss, 'https://clerk.satellite.example'] })
    expect(await verdictOf(trust, await tokenOf({ iss: 'https://clerk.satellite.example' }))).toBe('accepted')
  })

  test('a machine token names its receivers in aud where it has no scopes', async () => {
    const trust = clerk({ ...local, kind: 'm2m', audience: 'mch_2' })
    const claims = { sub: 'mch_1', sid: undefined, azp: undefined }
    expect(await verdictOf(trust, await tokenOf({ ...claims, aud: ['mch_2'] }))).toBe('accepted')
    expect(await verdictOf(trust, await tokenOf({ ...claims, scopes: 'mch_3' }))).toBe('ERR_AUDIENCE_MISMATCH')
    expect(await verdictOf(trust, await tokenOf(claims))).toBe('ERR_CLAIM_MISSING')
  })

  test.each(['mt_2xKa9Bgv7N', 'oat_2xKa9Bgv7N', 'ak_2xKa9Bgv7N'])(
    '%s gets a hint about opaque tokens',
    async (token) => {
      expect((await refusedBy(sessions(), token)).hint).toContain('opaque')
    },
  )

  test('the key of one instance never serves another, though both have the same kid', async () => {
    const { privateJwk: theirs } = await generateJwk('RS256', { kid: 'ins_1' })
    const fetch: Fetch = async (url) => Response.json({ keys: [publicJwk(url.includes('acme') ? privateJwk : theirs)] })
    const both = createVerifier([
      clerk({ frontendApi, authorizedParties, name: 'ours', source: { fetch } }),
      clerk({ frontendApi: 'clerk.other.example', authorizedParties, name: 'theirs', source: { fetch } }),
    ])
    expect((await both.verify(await tokenOf())).trust).toBe('ours')
    await expect(both.verify(await tokenOf({ iss: 'https://clerk.other.example' }))).rejects.toMatchObject({
      code: 'ERR_SIGNATURE_INVALID',
    })
    both.close()
  })

  test('kinds share keys, and the result says which it was', async () => {
    const { asked, fetch } = server()
    const first = clerk({ frontendApi, authorizedParties, source: { fetch } })
    const machines = clerk({ frontendApi, kind: 'm2m', audience: 'mch_2', keys: first.keys })
    const both = createVerifier([first, machines])
    const user = await both.verify(await tokenOf({ v: 2, o: { id: 'org_1' } }))
    const machine = await both.verify(await tokenOf({ sub: 'mch_1', aud: ['mch_2'] }))
    expect([user.trust, machine.trust, asked.length]).toEqual(['clerk-session', 'clerk-m2m', 1])
    if (machine.trust === 'clerk-m2m') expectTypeOf(machine.payload).toEqualTypeOf<ClerkM2mClaims>()
    if (user.trust !== 'clerk-session') throw new Error('unreachable')
    expectTypeOf(user.payload).toEqualTypeOf<ClerkSessionClaims>()
    if (user.payload.v === 2) expectTypeOf(user.payload.o).toEqualTypeOf<ClerkOrganization | undefined>()
    else expectTypeOf(user.payload.org_id).toEqualTypeOf<string | undefined>()
    both.close()
  })

  test('what a kind needs is asked for by the types', () => {
    const make = () => {
      // @ts-expect-error authorizedParties is not to be left out
      clerk({ frontendApi })
      // @ts-expect-error machine tokens come from no page
      clerk({ frontendApi, kind: 'm2m', audience: 'mch_1', authorizedParties })
      // @ts-expect-error nor can their audience be left out
      clerk({ frontendApi, kind: 'oauth' })
      return clerk({ frontendApi, kind: 'oauth', audience: unchecked('no API of its own') })
    }
    expectTypeOf(make).toBeFunction()
  })
})
