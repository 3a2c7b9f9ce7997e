/** What Supabase's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type KeySource, unchecked } from '../../src/index.ts'
import { generateJwk } from '../../src/jwk.ts'
import { supabase } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { freshToken } from './support/tokens.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const projectRef = 'abcdefghijklmnopqrst'
const iss = `https://${projectRef}.supabase.co/auth/v1`
const preset = (keys: KeySource): AnyTrust => supabase({ projectRef, keys })

describe('a project on the legacy secret', () => {
  test('is named by the algorithm of its tokens', async () => {
    const found = await refusedWith(preset, { header: { alg: 'HS256' }, claims: { iss, aud: 'authenticated' } })
    expect(found).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED', hint: expect.stringContaining('legacy JWT secret') })
  })

  test('is named by its empty set', async () => {
    const fetch = async (): Promise<Response> => Response.json({ keys: [] })
    const trust = supabase({ projectRef, source: { fetch } })
    const verifier = createVerifier(trust)
    const { privateJwk } = await generateJwk('ES256', { kid: 'k' })
    const token = await freshToken(privateJwk, { iss, aud: 'authenticated' })
    const error = await failure('ERR_KEYS_UNAVAILABLE', async () => verifier.verify(token))
    verifier.close()
    trust.keys.close()
    expect(error.hint).toContain('legacy JWT secret')
  })
})

test('the anon and service_role keys are named as what they are', async () => {
  const found = await refusedWith(preset, { claims: { iss: 'supabase', role: 'service_role' } })
  expect(found).toMatchObject({ code: 'ERR_ISSUER_UNTRUSTED', hint: expect.stringContaining('service_role') })
})

test('another audience is taken where it is asked for, and only that', async () => {
  const own = (keys: KeySource): AnyTrust => supabase({ projectRef, audience: 'mine', keys })
  expect(await verdictWith(own, { claims: { iss, aud: 'mine' } })).toBe('accepted')
  expect(await verdictWith(own, { claims: { iss, aud: 'authenticated' } })).toBe('ERR_AUDIENCE_MISMATCH')
})

describe('a token of an OAuth client, which somebody else may have made', () => {
  const claims = { iss, aud: 'authenticated', client_id: '9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c4d' }

  test('is refused as no session of the user’s own', async () => {
    const found = await refusedWith(preset, { claims })
    expect(found).toMatchObject({ code: 'ERR_TYPE_MISMATCH', hint: expect.stringContaining('clientId') })
  })

  test.each([
    ['listed', claims.client_id, 'accepted'],
    ['one of several', ['x', claims.client_id], 'accepted'],
    ['another one', 'x', 'ERR_TYPE_MISMATCH'],
    ['any, in so many words', unchecked('our own clients only'), 'accepted'],
  ])('is taken where its client is named: %s', async (_, clientId, outcome) => {
    const own = (keys: KeySource): AnyTrust => supabase({ projectRef, clientId, keys })
    expect(await verdictWith(own, { claims })).toBe(outcome)
    expect(await verdictWith(own, { claims: { ...claims, client_id: undefined } })).toBe('accepted')
  })
})

test('a Supabase of one’s own is named by its URL', async () => {
  const url = 'http://127.0.0.1:54321'
  expect(await firstRequest((source) => supabase({ url, source: { ...source, allowHttpLoopback: true } }))).toBe(
    'http://127.0.0.1:54321/auth/v1/.well-known/jwks.json',
  )
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['projectRef', {}],
    ['projectRef', { projectRef: 'https://abcdefghijklmnopqrst.supabase.co' }],
    ['projectRef', { projectRef, url: 'https://api.acme.example' }],
    ['url', { url: 'https://api.acme.example/' }],
    ['url', { url: 'http://127.0.0.1:54321' }],
    ['audience', { projectRef, audience: [] }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => supabase(options as never)
    expect(refusedOption(call)).toBe(option)
  })

  test('with the reference that was meant', () => {
    const call = (): unknown => supabase({ projectRef: `https://${projectRef}.supabase.co` })
    expect(refusal(call).hint).toContain(projectRef)
  })
})
