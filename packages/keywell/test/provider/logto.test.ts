/** What Logto's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { createVerifier } from '../../src/index.ts'
import { logto } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const endpoint = 'https://acme.logto.app'

test('a token of an organization is accepted where that is the audience', async () => {
  const audience = 'urn:logto:organization:org1'
  const claims = { iss: 'https://acme.logto.app/oidc', aud: audience }
  expect(await verdictWith((keys) => logto({ endpoint, audience, keys }), { claims })).toBe('accepted')
  expect(
    await refusedWith((keys) => logto({ endpoint, audience: 'https://api.acme.example', keys }), { claims }),
  ).toMatchObject({
    code: 'ERR_AUDIENCE_MISMATCH',
    hint: expect.stringContaining('urn:logto:organization'),
  })
})

test('an opaque token leads to the resource that was not asked for', async () => {
  const trust = logto({ endpoint, audience: 'https://api.acme.example' })
  const error = await failure('ERR_TOKEN_MALFORMED', async () => createVerifier(trust).verify('qL3iOBpcyvXxNjYpmLyQP'))
  trust.keys.close()
  expect(error.hint).toContain('resource')
})

test('a Logto on this machine takes http: where the source admits it', async () => {
  const local = { endpoint: 'http://localhost:3001', audience: 'api' }
  expect(await firstRequest((source) => logto({ ...local, source: { ...source, allowHttpLoopback: true } }))).toBe(
    'http://localhost:3001/oidc/jwks',
  )
  expect(refusedOption(() => logto(local))).toBe('endpoint')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['endpoint', {}],
    ['endpoint', { endpoint: 'acme.logto.app' }],
    ['endpoint', { endpoint: 'https://acme.logto.app/' }],
    ['endpoint', { endpoint: 'https://acme.logto.app/oidc' }],
    ['audience', { endpoint, audience: undefined }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => logto({ audience: 'api', ...options } as never)
    expect(refusedOption(call)).toBe(option)
  })
})
