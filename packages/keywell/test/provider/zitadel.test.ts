/** What Zitadel's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type KeySource } from '../../src/index.ts'
import { zitadel } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { refusedOption } from './support/refused-options.ts'
import { verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const given = { issuer: 'https://acme-a1b2c3.zitadel.cloud', audience: '69234237810729019' } as const
const good = { iss: given.issuer, aud: ['69234237810729234', given.audience] }
const access = (keys: KeySource): AnyTrust => zitadel({ ...given, keys })
const id = (keys: KeySource): AnyTrust => zitadel({ ...given, tokenUse: 'id', keys })

test('kinds with the same aud are told apart by jti', async () => {
  expect(await verdictWith(access, { claims: { ...good, jti: '1' } })).toBe('accepted')
  expect(await verdictWith(access, { claims: good })).toBe('ERR_TYPE_MISMATCH')
  expect(await verdictWith(access, { claims: { ...good, jti: 1 } })).toBe('ERR_TYPE_MISMATCH')
  expect(await verdictWith(id, { claims: good })).toBe('accepted')
  expect(await verdictWith(id, { claims: { ...good, jti: '1' } })).toBe('ERR_TYPE_MISMATCH')
  expect([zitadel(given).name, zitadel({ ...given, tokenUse: 'id' }).name]).toEqual(['zitadel-access', 'zitadel-id'])
})

test('an opaque token leads to the setting of the application', async () => {
  const trust = zitadel(given)
  const error = await failure('ERR_TOKEN_MALFORMED', async () =>
    createVerifier(trust).verify('c29tZSBvcGFxdWUgdG9rZW4'),
  )
  trust.keys.close()
  expect(error.hint).toContain('JWT in Zitadel')
})

test('a Zitadel on this machine takes http: where the source admits it', async () => {
  const local = { ...given, issuer: 'http://localhost:8080' }
  expect(await firstRequest((source) => zitadel({ ...local, source: { ...source, allowHttpLoopback: true } }))).toBe(
    'http://localhost:8080/oauth/v2/keys',
  )
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['issuer', { issuer: 'acme-a1b2c3.zitadel.cloud' }],
    ['issuer', { issuer: 'https://acme-a1b2c3.zitadel.cloud/' }],
    ['issuer', { issuer: 'http://localhost:8080' }],
    ['tokenUse', { tokenUse: 'refresh' }],
    ['audience', { audience: undefined }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => zitadel({ ...given, ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })
})
