import { describe, expect, test } from 'vitest'
import { createVerifier, unchecked } from '../../src/index.ts'
import { cognito } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { verdictOf } from './support/verdicts.ts'
import { keyedAt } from './support/world.ts'

const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client' } as const
const original = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
const updated = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
const keysOf = (issuer: string): string => `${issuer}/.well-known/jwks.json`

const access = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  iss: original,
  token_use: 'access',
  client_id: 'client',
  ...change,
})

describe('a wrong option', () => {
  test.each([
    ['userPoolId', { userPoolId: 'eu-west-1' }],
    ['userPoolId', { userPoolId: 'eu-west-1_' }],
    ['userPoolId', { userPoolId: 'eu-west-1_a/b' }],
    ['userPoolId', { userPoolId: original }],
    ['userPoolId', { userPoolId: 'eusc-de-east-1_AbCdEf123' }],
    ['userPoolId', { userPoolId: undefined }],
    ['tokenUse', { tokenUse: undefined }],
    ['tokenUse', { tokenUse: 'refresh' }],
    ['clientId', { clientId: undefined }],
    ['clientId', { clientId: '' }],
    ['clientId', { clientId: [] }],
    ['issuerType', { issuerType: 'UPDATED' }],
    ['additionalRegions[0]', { additionalRegions: ['Ireland'] }],
    ['additionalRegions', { additionalRegions: 'eu-central-1' }],
    ['additionalRegions', { additionalRegions: {} }],
    ['region', { region: 'eu-west-1' }],
  ])('is refused in the call, by name: %s of %j', (option, options) => {
    expect(refusedOption(() => cognito({ ...pool, tokenUse: 'access', ...options } as never))).toBe(option)
  })
})

test('tokens of both issuer hosts are accepted, and the issuer type says where the keys are', async () => {
  for (const [issuerType, at] of [
    ['original', original],
    ['updated', updated],
  ] as const) {
    const { source, asked, token } = await keyedAt([keysOf(at)])
    for (const iss of [original, updated]) {
      const trust = cognito({ ...pool, tokenUse: 'access', issuerType, source })
      expect(await verdictOf(trust, await token(access({ iss })))).toBe('accepted')
    }
    expect(new Set(asked)).toEqual(new Set([keysOf(at)]))
  }
})

test('a replica may name its own region once that is listed', async () => {
  const { source, token } = await keyedAt([keysOf(original)])
  const replica = await token(access({ iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_AbCdEf123' }))
  expect(await verdictOf(cognito({ ...pool, tokenUse: 'access', source }), replica)).toBe('ERR_ISSUER_UNTRUSTED')
  const trust = cognito({ ...pool, tokenUse: 'access', additionalRegions: ['eu-central-1'], source })
  expect(await verdictOf(trust, replica)).toBe('accepted')
})

test('an access token is told by client_id, whatever its aud says', async () => {
  const { source, token } = await keyedAt([keysOf(original)])
  const judge = async (change: Readonly<Record<string, unknown>>) =>
    await verdictOf(cognito({ ...pool, tokenUse: 'access', source }), await token(access(change)))
  expect(await judge({ aud: 'https://api.example' })).toBe('accepted')
  expect(await judge({ client_id: undefined, aud: 'client' })).toBe('ERR_CLAIM_MISSING')
  expect(await judge({ client_id: ['client'] })).toBe('ERR_AUDIENCE_MISMATCH')
})

test('any client is accepted only where that is spelled', async () => {
  const { source, token } = await keyedAt([keysOf(original)])
  const any = { ...pool, clientId: unchecked('every client of the pool may call'), source }
  expect(await verdictOf(cognito({ ...any, tokenUse: 'access' }), await token(access({ client_id: 'x' })))).toBe(
    'accepted',
  )
  const id = await token({ iss: original, token_use: 'id', aud: 'x' })
  expect(await verdictOf(cognito({ ...any, tokenUse: 'id' }), id)).toBe('accepted')
})

test('both kinds side by side share one source, and the result says which it was', async () => {
  const { source, asked, token } = await keyedAt([keysOf(original)])
  const first = cognito({ ...pool, tokenUse: 'access', source })
  const verifier = createVerifier([first, cognito({ ...pool, tokenUse: 'id', keys: first.keys })])
  expect((await verifier.verify(await token(access()))).trust).toBe('cognito-access')
  expect((await verifier.verify(await token({ iss: original, token_use: 'id', aud: 'client' }))).trust).toBe(
    'cognito-id',
  )
  expect(asked).toHaveLength(1)
  verifier.close()
})

test('several pools go side by side, and a token of one never passes for the other', async () => {
  const other = 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_Other'
  const [one, two] = [await keyedAt([keysOf(original)]), await keyedAt([keysOf(other)])]
  const trusts = [
    cognito({ ...pool, tokenUse: 'access', source: one.source }),
    cognito({ userPoolId: 'us-gov-west-1_Other', clientId: 'client', tokenUse: 'access', source: two.source }),
  ]
  expect(await verdictOf(trusts, await one.token(access()))).toBe('accepted')
  expect(
    await verdictOf(
      trusts.map((trust) => ({ ...trust })),
      await two.token(access()),
    ),
  ).not.toBe('accepted')
})

test('of two kinds side by side, what is wrong is said by the kind of the token', async () => {
  const { source, token } = await keyedAt([keysOf(original)])
  const shared = cognito({ ...pool, tokenUse: 'access', source })
  const stranger = await token({ iss: original, token_use: 'id', aud: 'another' })
  for (const id of [
    cognito({ ...pool, tokenUse: 'id', keys: shared.keys }),
    cognito({ ...pool, tokenUse: 'id', source }),
  ]) {
    await expect(createVerifier([shared, id]).verify(stranger)).rejects.toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH' })
    await expect(createVerifier([id, shared]).verify(stranger)).rejects.toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH' })
  }
})
