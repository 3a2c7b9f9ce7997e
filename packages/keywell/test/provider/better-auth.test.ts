/** What Better Auth's tokens need beside the nine cases. */
import { describe, expect, test } from 'vitest'
import { betterAuth } from '../../src/providers.ts'
import { specimens } from './specimens/better-auth.ts'
import { runCase } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const baseUrl = 'https://app.example'

test.each(['app.example', 'https://app.example/', 'http://app.example', 'https://app.example?x', undefined])(
  'the base URL %s is refused by name',
  (url) => {
    expect(refusedOption(() => Reflect.apply(betterAuth, undefined, [{ baseUrl: url }]))).toBe('baseUrl')
  },
)

test('http is for this machine, where the source admits it', () => {
  expect(refusedOption(() => betterAuth({ baseUrl: 'http://localhost:3000' }))).toBe('baseUrl')
  const trust = betterAuth({ baseUrl: 'http://localhost:3000', source: { allowHttpLoopback: true } })
  expect(trust.keys.status().source).toBe('http://localhost:3000/api/auth/jwks')
  trust.keys.close()
})

describe.each(['basePath', 'jwksPath'])('%s', (option) => {
  test.each(['api/auth', '/api/auth/', '/', '//x', '/a?b', ''])('%s is refused by name', (path) => {
    expect(refusedOption(() => betterAuth({ baseUrl, [option]: path }))).toBe(option)
  })
})

test.each(['issuer', 'audience'])('an empty %s is refused by name', (option) => {
  expect(refusedOption(() => betterAuth({ baseUrl, [option]: '' }))).toBe(option)
})

test('paths, issuer and audience follow the settings of the plugin', async () => {
  const specimen = specimenOf(specimens)
  const settings = { basePath: '/auth', jwksPath: '/.well-known/jwks.json', issuer: 'acme', audience: 'api' }
  const set: typeof specimen = {
    ...specimen,
    trust: (source) => betterAuth({ baseUrl, ...settings, source }),
    serve: (keys) => ({ [`${baseUrl}/auth/.well-known/jwks.json`]: { keys: keys.map(({ jwk }) => jwk) } }),
    claims: { ...specimen.claims, iss: 'acme', aud: 'api' },
  }
  expect(await runCase(set, 'good')).toBe('accepted')
  expect(await runCase({ ...set, wrongIssuer: { claims: { iss: baseUrl } } }, 'wrong issuer')).toBe(
    'ERR_ISSUER_UNTRUSTED',
  )
  expect(await runCase({ ...set, wrongAudience: { claims: { aud: baseUrl } } }, 'wrong audience')).toBe(
    'ERR_AUDIENCE_MISMATCH',
  )
})

test('a base URL with a path has its keys there, and its origin alone as issuer and audience', () => {
  const trust = betterAuth({ baseUrl: `${baseUrl}/backend/auth`, source: offline })
  expect(trust).toMatchObject({ issuer: baseUrl, audience: baseUrl })
  expect(trust.keys.status().source).toBe(`${baseUrl}/backend/auth/jwks`)
  trust.keys.close()
})

test('a base path beside a base URL with a path is refused by name', () => {
  expect(refusedOption(() => betterAuth({ baseUrl: `${baseUrl}/auth`, basePath: '/auth' }))).toBe('basePath')
})

test('a session cookie in JWT form is named as such', async () => {
  const trust = betterAuth({ baseUrl, source: offline })
  const error = await refusedBy(trust, unsigned({ iss: baseUrl, aud: baseUrl }, { alg: 'HS256' }))
  expect(error).toMatchObject({ code: 'ERR_ALG_NOT_ALLOWED', hint: expect.stringContaining('session cookie') })
})
