/** What Keycloak's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { keycloak } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const given = { baseUrl: 'https://sso.acme.example', realm: 'acme', audience: 'api' } as const
const good = { iss: 'https://sso.acme.example/realms/acme', aud: 'api', azp: 'web', typ: 'Bearer' }
const preset = (keys: KeySource): AnyTrust => keycloak({ ...given, keys })

describe('the claim typ', () => {
  test.each(['Bearer', 'DPoP'])('%s is an access token', async (typ) => {
    expect(await verdictWith(preset, { claims: { ...good, typ } })).toBe('accepted')
  })

  test.each(['ID', 'Refresh', 'Offline', undefined])('%s is none', async (typ) => {
    expect(await verdictWith(preset, { claims: { ...good, typ } })).toBe('ERR_TYPE_MISMATCH')
  })

  test('ID is what tokenUse id asks for, and the name of the trust says so', async () => {
    const id = (keys: KeySource): AnyTrust => keycloak({ ...given, tokenUse: 'id', keys })
    expect(await verdictWith(id, { claims: { ...good, typ: 'ID' } })).toBe('accepted')
    expect(await verdictWith(id, { claims: good })).toBe('ERR_TYPE_MISMATCH')
    expect(keycloak({ ...given, tokenUse: 'id' }).name).toBe('keycloak-id')
    expect(keycloak(given).name).toBe('keycloak-access')
  })
})

test('a token whose aud is only account leads to the audience mapper', async () => {
  const found = await refusedWith(preset, { claims: { ...good, aud: 'account' } })
  expect(found).toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH', hint: expect.stringContaining('audience mapper') })
})

test('clients can be limited by azp', async () => {
  const limited = (keys: KeySource): AnyTrust => keycloak({ ...given, clientId: ['web', 'app'], keys })
  expect(await verdictWith(limited, { claims: good })).toBe('accepted')
  expect(await verdictWith(limited, { claims: { ...good, azp: 'other' } })).toBe('ERR_AUDIENCE_MISMATCH')
  expect(await verdictWith(limited, { claims: { ...good, azp: undefined } })).toBe('ERR_CLAIM_MISSING')
})

test('keys can be fetched from elsewhere than where users sign in', async () => {
  const internalUrl = 'https://keycloak.internal.example'
  expect(await firstRequest((source) => keycloak({ ...given, internalUrl, source }))).toBe(
    'https://keycloak.internal.example/realms/acme/protocol/openid-connect/certs',
  )
  const claims = { ...good, iss: `${internalUrl}/realms/acme` }
  expect(await verdictWith((keys) => keycloak({ ...given, internalUrl, keys }), { claims })).toBe(
    'ERR_ISSUER_UNTRUSTED',
  )
})

test('a server on this machine takes http: where the source admits it', async () => {
  const local = { ...given, baseUrl: 'http://localhost:8080' }
  expect(await firstRequest((source) => keycloak({ ...local, source: { ...source, allowHttpLoopback: true } }))).toBe(
    'http://localhost:8080/realms/acme/protocol/openid-connect/certs',
  )
  expect(refusedOption(() => keycloak(local))).toBe('baseUrl')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['baseUrl', { baseUrl: 'https://sso.acme.example/' }],
    ['baseUrl', { baseUrl: 'sso.acme.example' }],
    ['baseUrl', { baseUrl: undefined }],
    ['realm', { realm: 'a/b' }],
    ['realm', { realm: '' }],
    ['internalUrl', { internalUrl: 'http://keycloak:8080' }],
    ['clientId', { clientId: [] }],
    ['audience', { audience: undefined }],
    ['tokenUse', { tokenUse: 'refresh' }],
    ['source', { source: null }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => keycloak({ ...given, ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })
})
