/** What Entra ID's tokens and keys have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type KeySource, type RemoteOptions, unchecked } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import { entraId } from '../../src/providers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { freshToken } from './support/tokens.ts'
import { reasonOf, refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const OTHER = 'fa15d692-e9c7-4460-a743-29f2956fd429'
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'
const AUDIENCE = '6e74172b-be56-4843-9ff4-e66a39bb12e3'
const HOST = 'https://login.microsoftonline.com'

const of = (tid: string): Readonly<Record<string, unknown>> => ({ iss: `${HOST}/${tid}/v2.0`, tid, aud: AUDIENCE })
const single = (keys: KeySource): AnyTrust => entraId({ tenantId: TENANT, audience: AUDIENCE, keys })
const any = (keys: KeySource): AnyTrust =>
  entraId({ tenantIds: unchecked('anybody may sign up'), audience: AUDIENCE, keys })

describe('the tenant', () => {
  test('is the one that iss and tid agree on, and one of those given', async () => {
    expect(await verdictWith(single, { claims: of(TENANT) })).toBe('accepted')
    expect(await verdictWith(single, { claims: of(OTHER) })).toBe('ERR_ISSUER_UNTRUSTED')
    expect(await verdictWith(single, { claims: { ...of(TENANT), tid: OTHER } })).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('is anyone where that is spelled out, as long as tid is a GUID', async () => {
    expect(await verdictWith(any, { claims: of(OTHER) })).toBe('accepted')
    expect(await verdictWith(any, { claims: of('contoso') })).toBe('ERR_CLAIM_INVALID')
    expect(await verdictWith(any, { claims: { ...of(OTHER), tid: '{tenantid}' } })).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('of an untrusted v1.0 token leads to the option version', async () => {
    const claims = { ...of(TENANT), iss: `https://sts.windows.net/${TENANT}/` }
    expect((await refusedWith(single, { claims })).hint).toContain('version: "1.0"')
  })
})

describe('a key that names its issuer', () => {
  const keyOf = (issuer: string): { readonly jwk: Readonly<Record<string, unknown>> } => ({ jwk: { issuer } })

  test('serves every tenant where it is a template', async () => {
    expect(await verdictWith(any, { claims: of(OTHER), ...keyOf(`${HOST}/{tenantid}/v2.0`) })).toBe('accepted')
  })

  test('of personal accounts signs for no other tenant, not even where one tenant is given', async () => {
    const consumers = keyOf(`${HOST}/${CONSUMERS}/v2.0`)
    expect(await verdictWith(any, { claims: of(CONSUMERS), ...consumers })).toBe('accepted')
    expect(await verdictWith(any, { claims: of(OTHER), ...consumers })).toBe('ERR_ISSUER_UNTRUSTED')
    expect(await verdictWith(single, { claims: of(TENANT), ...consumers })).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('of another cloud signs for nobody in this one', async () => {
    const government = keyOf('https://login.microsoftonline.us/{tenantid}/v2.0')
    expect(await verdictWith(single, { claims: of(TENANT), ...government })).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('may name the v2.0 issuer of the tenant where tokens are v1.0', async () => {
    const first = (keys: KeySource): AnyTrust => entraId({ tenantId: TENANT, audience: AUDIENCE, version: '1.0', keys })
    const claims = { ...of(TENANT), iss: `https://sts.windows.net/${TENANT}/` }
    expect(await verdictWith(first, { claims, ...keyOf(`${HOST}/{tenantid}/v2.0`) })).toBe('accepted')
    expect(await verdictWith(first, { claims, ...keyOf(`${HOST}/${OTHER}/v2.0`) })).toBe('ERR_ISSUER_UNTRUSTED')
  })
})

describe('a token for Microsoft Graph', () => {
  test('is named as such by the nonce in its header, whatever the audience', async () => {
    const open = (keys: KeySource): AnyTrust => entraId({ tenantId: TENANT, audience: unchecked('a test'), keys })
    const found = await refusedWith(open, { header: { nonce: 'x' }, claims: of(TENANT) })
    expect(found.code).toBe('ERR_TYPE_MISMATCH')
    expect(found.hint).toContain('only Microsoft Graph can verify')
  })

  test('is named as such where its audience is wrong here', async () => {
    const claims = { ...of(TENANT), aud: 'https://graph.microsoft.com' }
    const found = await refusedWith(single, { claims })
    expect(found.code).toBe('ERR_AUDIENCE_MISMATCH')
    expect(found.hint).toContain('Graph')
  })
})

describe('the keys', () => {
  test.each([
    [{ tenantId: TENANT }, `${HOST}/${TENANT}/discovery/v2.0/keys`],
    [{ tenantId: TENANT, version: '1.0' }, `${HOST}/${TENANT}/discovery/keys`],
    [{ tenantId: TENANT, appId: AUDIENCE }, `${HOST}/${TENANT}/discovery/v2.0/keys?appid=${AUDIENCE}`],
    [{ tenantIds: [TENANT] }, `${HOST}/${TENANT}/discovery/v2.0/keys`],
    [{ tenantIds: [TENANT, OTHER] }, `${HOST}/common/discovery/v2.0/keys`],
    [{ tenantIds: unchecked('a test') }, `${HOST}/common/discovery/v2.0/keys`],
    [{ tenantId: TENANT, cloud: 'china' }, `https://login.partner.microsoftonline.cn/${TENANT}/discovery/v2.0/keys`],
  ] as const)('of %o are asked at %s', async (options, url) => {
    const made = (source: RemoteOptions): AnyTrust => entraId({ audience: AUDIENCE, source, ...options })
    expect(await firstRequest(made)).toBe(url)
  })

  test.each([
    [{}, 'accepted'],
    [{ removalGraceSeconds: 0 }, 'ERR_KEY_NOT_FOUND'],
  ])('that vanish from the set serve for an hour more, or as the source says: %o', async (source, outcome) => {
    const [first, second] = [await generateJwk('ES256', { kid: '1' }), await generateJwk('ES256', { kid: '2' })]
    let published = first
    const fetch = async (): Promise<Response> => Response.json({ keys: [publicJwk(published.privateJwk)] })
    const trust = entraId({ tenantId: TENANT, audience: AUDIENCE, source: { fetch, ...source } })
    const verifier = createVerifier(trust)
    const tokens = [
      await freshToken(first.privateJwk, of(TENANT)),
      await freshToken(second.privateJwk, of(TENANT)),
    ] as const
    await verifier.verify(tokens[0])
    published = second
    await verifier.verify(tokens[1])
    const again = await reasonOf(verifier, tokens[0])
    verifier.close()
    trust.keys.close()
    expect(again?.code ?? 'accepted').toBe(outcome)
  })
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['tenantId', {}],
    ['tenantId', { tenantId: 'contoso.onmicrosoft.com' }],
    ['tenantId', { tenantId: TENANT.toUpperCase() }],
    ['tenantId', { tenantId: 'common' }],
    ['tenantId', { tenantId: TENANT, tenantIds: [TENANT] }],
    ['tenantIds', { tenantIds: [] }],
    ['tenantIds[1]', { tenantIds: [TENANT, 'organizations'] }],
    ['audience', { tenantId: TENANT, audience: undefined }],
    ['audience', { tenantId: TENANT, audience: 'https://graph.microsoft.com' }],
    ['version', { tenantId: TENANT, version: '2' }],
    ['version', { tenantId: TENANT, version: '1.0', cloud: 'china' }],
    ['cloud', { tenantId: TENANT, cloud: 'germany' }],
    ['appId', { tenantId: TENANT, appId: 'my app' }],
    ['appId', { tenantIds: [TENANT, OTHER], appId: AUDIENCE }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => entraId({ audience: AUDIENCE, ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })

  test('with a hint that says how to let in several tenants', () => {
    const error = refusal(() => entraId({ tenantId: 'common', audience: AUDIENCE }))
    expect(error.hint).toContain('tenantIds')
  })
})
