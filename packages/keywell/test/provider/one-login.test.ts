/** What the nine cases do not show of OneLogin: its token, how that is kept and renewed, key states, refusals by name. */
import { describe, expect, test } from 'vitest'
import { createVerifier, isKeywellError, type KeySource, type RemoteOptions } from '../../src/index.ts'
import { generateJwk } from '../../src/jwk.ts'
import { oneLogin, oneLoginSigningKeys, PROVIDERS } from '../../src/providers.ts'
import { fakeClock } from '../../src/testing.ts'
import { type Account, oneLoginAccount } from './support/one-login-account.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { signed } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'

const iss = 'https://acme.onelogin.com/oidc/2'
const LIST = '/oidc/2/signing_keys'
const TOKEN = '/auth/oauth2/v2/token'
const credentials = { subdomain: 'acme', clientId: '7f83b1657ff1fc53', clientSecret: 'b92dc18148a1d65d' }
const START_MS = Date.UTC(2026, 10, 1)
const HOUR_MS = 3_600_000

const kid = (name: string): string => `${name}${'x'.repeat(43 - name.length)}`
const { privateJwk: active } = await generateJwk('RS256', { kid: kid('active') })
const { privateJwk: draining } = await generateJwk('RS256', { kid: kid('draining') })
const { privateJwk: hidden } = await generateJwk('RS256', { kid: kid('hidden') })

const tokenOf = async (key = active): Promise<string> =>
  await signed({
    header: { alg: 'RS256', kid: key.kid },
    payload: { iss, sub: '1', aud: ['api'], exp: START_MS / 1000 + 1_000_000 },
    key,
  })

function account(): Account {
  return oneLoginAccount([
    [active, 'active'],
    [draining, 'draining'],
  ])
}

/** Keys of an account, with a verifier on them, on a clock that stands. */
function setUp(made: Account, options: object = {}, source: RemoteOptions = {}) {
  const clock = fakeClock({ now: START_MS })
  const keys = oneLoginSigningKeys({ ...credentials, ...options }, { fetch: made.fetch, clock, ...source })
  const trust = oneLogin({ subdomain: 'acme', audience: 'api', keys })
  const verifier = createVerifier(trust, { clock })
  const paths = (): readonly string[] => made.asked.map(({ method, path }) => `${method} ${path}`)
  const close = (): void => {
    verifier.close()
    keys.close()
  }
  return { clock, keys, trust, verifier, paths, close }
}

/** Everything that a person could be shown of a source and an error, causes included. */
function shown(keys: KeySource, error?: unknown): string {
  const causes: unknown[] = []
  for (let link = error; link instanceof Error; link = link.cause) causes.push(String(link), JSON.stringify(link))
  return JSON.stringify([causes, keys.status()])
}

const SECRET = /b92dc18148a1d65d|first-token|second-token|N2Y4M2IxNjU3/

describe('the token', () => {
  test('is asked for once with HTTP Basic, kept, and sent with what the keys are asked for with', async () => {
    const made = account()
    const { verifier, paths, keys, close } = setUp(made)
    await verifier.verify(await tokenOf())
    await keys.refresh('changed')
    await verifier.verify(await tokenOf(draining))
    expect(paths()).toEqual([`POST ${TOKEN}`, `GET ${LIST}`, `GET ${LIST}`])
    expect(made.asked[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('7f83b1657ff1fc53:b92dc18148a1d65d').toString('base64')}`,
      body: '{"grant_type":"client_credentials"}',
    })
    expect(made.asked[1]?.authorization).toBe('bearer first-token')
    close()
  })

  test('of version 1 comes in an array, for credentials in a form of their own', async () => {
    const made = account()
    const { verifier, paths, close } = setUp(made, { apiVersion: 'v1' })
    await verifier.verify(await tokenOf())
    expect(paths()).toEqual(['POST /auth/oauth2/token', `GET ${LIST}`])
    expect(made.asked[0]?.authorization).toBe('client_id:7f83b1657ff1fc53, client_secret:b92dc18148a1d65d')
    close()
  })

  test.each([
    [
      'what is left of ten hours',
      { created_at: new Date(START_MS - 9 * HOUR_MS).toISOString(), expires_in: 36_000 },
      1,
    ],
    ['an hour where it says nothing', { expires_in: undefined }, 1],
    ['ten hours', { created_at: new Date(START_MS).toISOString(), expires_in: 36_000 }, 10],
  ])('is renewed shortly before it ends, after %s', async (_, grant, hours) => {
    const made = account()
    made.grant = grant
    const { clock, keys, paths, close } = setUp(made, {}, { refresh: 'on-demand' })
    await keys.refresh('changed')
    await clock.advance(hours * HOUR_MS - 61_000)
    await keys.refresh('changed')
    expect(paths().filter((path) => path.startsWith('POST'))).toHaveLength(1)
    await clock.advance(1000)
    await keys.refresh('changed')
    expect(paths().filter((path) => path.startsWith('POST'))).toHaveLength(2)
    close()
  })

  test('is renewed once when the server no longer takes it', async () => {
    const made = account()
    const { keys, paths, close } = setUp(made, {}, { refresh: 'on-demand' })
    await keys.refresh('changed')
    made.token = 'second-token'
    await keys.refresh('changed')
    expect(paths()).toEqual([`POST ${TOKEN}`, `GET ${LIST}`, `GET ${LIST}`, `POST ${TOKEN}`, `GET ${LIST}`])
    expect(made.asked.at(-1)?.authorization).toBe('bearer second-token')
    expect(keys.status()).toMatchObject({ error: undefined })
    close()
  })

  test('that comes again is not tried again', async () => {
    const made = account()
    made.accepted = 'another'
    const { trust, clock, paths, keys, close } = setUp(made)
    const error = await refusedBy(trust, await tokenOf(), { clock })
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', cause: { code: 'ERR_FETCH_STATUS' } })
    expect(error.cause).toMatchObject({ hint: expect.stringContaining('Manage All'), detail: { status: 401 } })
    expect(paths()).toEqual([`POST ${TOKEN}`, `GET ${LIST}`, `POST ${TOKEN}`])
    expect(shown(keys, error)).not.toMatch(SECRET)
    close()
  })

  test('is asked for once, however many requests need it', async () => {
    const made = account()
    made.hidden = [hidden]
    const { keys, verifier, paths, clock, close } = setUp(made, {}, { refresh: 'on-demand' })
    await keys.refresh('changed')
    // Past its end: the list and the key alone both need a new one now.
    await clock.advance(11 * HOUR_MS)
    made.asked.length = 0
    await verifier.verify(await tokenOf(hidden))
    expect(paths().toSorted()).toEqual([`GET ${LIST}`, `GET ${LIST}/${kid('hidden')}`, `POST ${TOKEN}`])
    close()
  })

  test('is not asked for where a redirect leads to', async () => {
    const made = account()
    const location = 'https://evil.example/token'
    made.instead.set(TOKEN, () => new Response(null, { status: 307, headers: { location } }))
    const { trust, clock, paths, close } = setUp(made, {}, { redirects: 3 })
    const error = await refusedBy(trust, await tokenOf(), { clock })
    expect(error.cause).toMatchObject({ code: 'ERR_FETCH_REDIRECT' })
    expect(paths()).toEqual([`POST ${TOKEN}`])
    close()
  })
})

describe('failures', () => {
  const statuses = [
    [TOKEN, 400, 'apiVersion'],
    [TOKEN, 401, 'clientSecret'],
    [TOKEN, 404, 'subdomain'],
    [TOKEN, 500, 'deleted'],
    [LIST, 403, 'Manage All'],
    [LIST, 404, 'subdomain'],
    [LIST, 500, 'deleted'],
  ] as const
  test.each(statuses)('%s answering %i is a typed error with a next action', async (path, status, hint) => {
    const made = account()
    made.instead.set(path, () => Response.json({ message: 'first-token' }, { status }))
    const { verifier, clock, keys, close } = setUp(made)
    const events: unknown[] = []
    keys.subscribe((event) => events.push(event))
    const ended = verifier.verify(await tokenOf()).catch((cause: unknown) => cause)
    await clock.advance(60_000)
    const error = await ended
    if (!isKeywellError(error, 'ERR_KEYS_UNAVAILABLE')) throw new Error(String(error))
    expect(error.cause).toMatchObject({
      code: 'ERR_FETCH_STATUS',
      detail: { status, url: `https://acme.onelogin.com${path}` },
      hint: expect.stringContaining(hint),
    })
    expect(shown(keys, error) + JSON.stringify(events)).not.toMatch(SECRET)
    close()
  })

  test.each([
    ['no JSON', '<html>'],
    ['no token', '{}'],
    ['a token with a line break', JSON.stringify({ access_token: 'a\nb' })],
    ['version 1 without data', JSON.stringify({ status: { error: true }, data: [] })],
  ])('an answer with %s is refused', async (_, text) => {
    const made = account()
    made.instead.set(TOKEN, () => new Response(text))
    const { verifier, clock, close } = setUp(made)
    const ended = verifier.verify(await tokenOf()).catch((cause: unknown) => cause)
    await clock.advance(60_000)
    expect(await ended).toMatchObject({
      cause: { code: 'ERR_FETCH_FAILED', hint: expect.stringContaining('apiVersion') },
    })
    close()
  })
})

describe('keys', () => {
  test('show their status, in status and in explain', async () => {
    const made = account()
    const { verifier, keys, close } = setUp(made, {}, { refresh: 'on-demand' })
    const explanation = JSON.stringify(await verifier.explain(await tokenOf(draining)))
    expect(explanation).toContain('same kid, can verify RS256; its status is draining')
    expect(explanation).toContain('another kid; its status is active')
    const states = () => keys.status().keys?.keys.map(({ jwk, notes }) => [jwk['status'], ...notes])
    expect(states()).toEqual([
      ['active', 'its status is active'],
      ['draining', 'its status is draining'],
    ])
    made.keys = made.keys.map(([jwk]) => [jwk, 'draining'])
    await keys.refresh('changed')
    expect(states()?.map(([state]) => state)).toEqual(['draining', 'draining'])
    close()
  })

  test('that the list lacks are asked for alone', async () => {
    const made = account()
    made.hidden = [hidden]
    const { verifier, paths, close } = setUp(made)
    await verifier.verify(await tokenOf())
    expect((await verifier.verify(await tokenOf(hidden))).key.kid).toBe(hidden.kid)
    expect(paths().toSorted()).toEqual([`GET ${LIST}`, `GET ${LIST}`, `GET ${LIST}/${kid('hidden')}`, `POST ${TOKEN}`])
    await verifier.verify(await tokenOf(hidden))
    expect(made.asked).toHaveLength(4)
    close()
  })

  test('are not asked for alone before there is a list', async () => {
    const made = account()
    const { verifier, paths, close } = setUp(made)
    await verifier.verify(await tokenOf())
    expect(paths()).toEqual([`POST ${TOKEN}`, `GET ${LIST}`])
    close()
  })

  test('that the list lacks are found with the first token already', async () => {
    const made = account()
    made.hidden = [hidden]
    const { verifier, paths, close } = setUp(made)
    expect((await verifier.verify(await tokenOf(hidden))).key.kid).toBe(hidden.kid)
    expect(paths()).toContain(`GET ${LIST}/${kid('hidden')}`)
    close()
  })

  test('that were revoked verify nothing any more, though one was asked for alone when it was new', async () => {
    const made = account()
    const { verifier, keys, close } = setUp(made, {}, { refresh: 'on-demand' })
    await verifier.verify(await tokenOf())
    made.hidden = [hidden]
    await verifier.verify(await tokenOf(hidden))
    for (const listed of [[...made.keys, [hidden, 'draining'] as const], made.keys]) {
      made.keys = listed
      made.hidden = []
      await keys.refresh('changed')
    }
    await expect(verifier.verify(await tokenOf(hidden))).rejects.toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
    close()
  })

  test('that nobody knows are not found, and that is remembered', async () => {
    const made = account()
    const { verifier, trust, clock, close } = setUp(made)
    await verifier.verify(await tokenOf())
    expect(await refusedBy(trust, await tokenOf(hidden), { clock })).toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
    const count = made.asked.length
    expect(await refusedBy(trust, await tokenOf(hidden), { clock })).toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
    expect(made.asked).toHaveLength(count)
    close()
  })
})

describe('wrong configuration', () => {
  test.each([
    ['subdomain', { subdomain: 'acme.onelogin.com' }],
    ['subdomain', { subdomain: 'https://acme.onelogin.com/' }],
    ['subdomain', { subdomain: '' }],
    ['clientId', { clientId: 'with space' }],
    ['clientId', { clientId: undefined }],
    ['clientSecret', { clientSecret: 'b92dc18148a1d65d\n' }],
    ['clientSecret', { clientSecret: '' }],
    ['apiVersion', { apiVersion: 'v3' }],
    ['scope', { scope: 'x' }],
  ])('%s is refused by name: %o', (option, wrong) => {
    const error = refusal(() => oneLoginSigningKeys({ ...credentials, ...wrong } as never))
    expect(error.detail.option).toBe(option)
    expect(JSON.stringify(error)).not.toMatch(SECRET)
  })

  test.each([
    ['source.format', { format: 'jwks' }],
    ['source.headers.authorization', { headers: { Authorization: 'x' } }],
    ['source.header', { header: {} }],
  ])('so is %s of the source', (option, source) => {
    expect(refusedOption(() => oneLoginSigningKeys(credentials, source as never))).toBe(option)
  })

  test('so is a subdomain with a dot of the preset', () => {
    const error = refusal(() => oneLogin({ subdomain: 'acme.onelogin.com', audience: 'x' }))
    expect(error).toMatchObject({ detail: { option: 'subdomain' }, hint: expect.stringContaining('"acme"') })
  })
})

test('the row of the table gives the public keys, or the list where a client id is given', () => {
  const row = PROVIDERS.find(({ name }) => name === 'one-login')
  const clientSecret = credentials.clientSecret
  expect(row?.keys({ subdomain: 'acme', clientSecret }, {}).status().source).toBe(`${iss}/certs`)
  expect(row?.keys({ ...credentials, apiVersion: 'v1' }, {}).status().source).toContain(`${iss}/signing_keys`)
  expect(refusedOption(() => row?.keys({ subdomain: 'acme', clientId: credentials.clientId }, {}))).toBe('clientSecret')
  expect(row?.keyOptions.find(({ name }) => name === 'clientSecret')?.variable).toBe('ONELOGIN_CLIENT_SECRET')
})
