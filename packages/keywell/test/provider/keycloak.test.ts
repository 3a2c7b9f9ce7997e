/** What Keycloak's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import type { AnyTrust, KeySource } from '../../src/index.ts'
import { keycloak } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { firstRequest, verdict } from './verdict.ts'

const given = { baseUrl: 'https://sso.acme.example', realm: 'acme', audience: 'api' } as const
const good = { iss: 'https://sso.acme.example/realms/acme', aud: 'api', azp: 'web', typ: 'Bearer' }
const preset = (keys: KeySource): AnyTrust => keycloak({ ...given, keys })

describe('the claim typ', () => {
  test.each(['Bearer', 'DPoP'])('%s is an access token', async (typ) => {
    expect(await verdict(preset, { claims: { ...good, typ } })).toEqual({ outcome: 'accepted' })
  })

  test.each(['ID', 'Refresh', 'Offline', undefined])('%s is none', async (typ) => {
    expect(await verdict(preset, { claims: { ...good, typ } })).toMatchObject({ outcome: 'ERR_TYPE_MISMATCH' })
  })

  test('ID is what tokenUse id asks for, and the name of the trust says so', async () => {
    const id = (keys: KeySource): AnyTrust => keycloak({ ...given, tokenUse: 'id', keys })
    expect(await verdict(id, { claims: { ...good, typ: 'ID' } })).toEqual({ outcome: 'accepted' })
    expect(await verdict(id, { claims: good })).toMatchObject({ outcome: 'ERR_TYPE_MISMATCH' })
    expect(keycloak({ ...given, tokenUse: 'id' }).name).toBe('keycloak-id')
    expect(keycloak(given).name).toBe('keycloak-access')
  })
})

test('a token whose aud is only account leads to the audience mapper', async () => {
  const found = await verdict(preset, { claims: { ...good, aud: 'account' } })
  expect(found).toMatchObject({ outcome: 'ERR_AUDIENCE_MISMATCH', hint: expect.stringContaining('audience mapper') })
})

test('clients can be limited by azp', async () => {
  const limited = (keys: KeySource): AnyTrust => keycloak({ ...given, clientId: ['web', 'app'], keys })
  expect(await verdict(limited, { claims: good })).toEqual({ outcome: 'accepted' })
  expect(await verdict(limited, { claims: { ...good, azp: 'other' } })).toMatchObject({
    outcome: 'ERR_AUDIENCE_MISMATCH',
  })
  expect(await verdict(limited, { claims: { ...good, azp: undefined } })).toMatchObject({
    outcome: 'ERR_CLAIM_MISSING',
  })
})

test('keys can be fetched from elsewhere than where users sign in', async () => {
  const internalUrl = 'https://keycloak.internal.example'
  expect(await firstRequest((source) => keycloak({ ...given, internalUrl, source }))).toBe(
    'https://keycloak.internal.example/realms/acme/protocol/openid-connect/certs',
  )
  const claims = { ...good, iss: `${internalUrl}/realms/acme` }
  expect(await verdict((keys) => keycloak({ ...given, internalUrl, keys }), { claims })).toMatchObject({
    outcome: 'ERR_ISSUER_UNTRUSTED',
  })
})

test('a server on this machine takes http: where the source admits it', async () => {
  const local = { ...given, baseUrl: 'http://localhost:8080' }
  expect(await firstRequest((source) => keycloak({ ...local, source: { ...source, allowHttpLoopback: true } }))).toBe(
    'http://localhost:8080/realms/acme/protocol/openid-connect/certs',
  )
  expect((await failure('ERR_OPTION_INVALID', () => keycloak(local))).detail.option).toBe('baseUrl')
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
  ])('naming %s, for %o', async (option, options) => {
    const call = (): unknown => keycloak({ ...given, ...options } as never)
    expect((await failure('ERR_OPTION_INVALID', call)).detail.option).toBe(option)
  })
})
