/** What Stack Auth's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { PROVIDERS, stackAuth } from '../../src/providers.ts'
import { specimens } from './specimens/stack-auth.ts'
import { runCase } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const projectId = '0b3f5d8e-6c1a-4f7e-9a2b-3c4d5e6f7a8b'
const base = 'https://api.stack-auth.com/api/v1'

test.each([
  ['projectId', { projectId: 'a/b' }],
  ['projectId', {}],
  ['anonymous', { projectId, anonymous: 'yes' }],
  ['restricted', { projectId, restricted: 1 }],
  ['baseUrl', { projectId, baseUrl: 'api.stack-auth.com' }],
])('a bad %s is refused by name: %j', (option, options) => {
  expect(refusedOption(() => Reflect.apply(stackAuth, undefined, [options]))).toBe(option)
})

test('an anonymous user is refused with the option that would accept them', async () => {
  const claims = { iss: `${base}/projects/${projectId}`, aud: `${projectId}:anon` }
  const error = await refusedBy(stackAuth({ projectId, source: offline }), unsigned(claims, { alg: 'ES256' }))
  expect(error).toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH', hint: expect.stringContaining('anonymous: true') })
})

test.each(['projects', 'projects-restricted-users'])(
  'a restricted user is accepted with the issuer %s',
  async (path) => {
    const specimen = specimenOf(specimens, 'of an anonymous user')
    const claims = { iss: `${base}/${path}/${projectId}`, aud: `${projectId}:restricted`, is_restricted: true }
    expect(await runCase({ ...specimen, claims }, 'good')).toBe('accepted')
  },
)

test('the keys of a server of one’s own are at its address, all of them where they are asked for alone', () => {
  const trust = stackAuth({ projectId, baseUrl: 'https://stack.example' })
  expect(trust.issuer).toEqual([`https://stack.example/api/v1/projects/${projectId}`])
  expect(trust.keys.status().source).toBe(`https://stack.example/api/v1/projects/${projectId}/.well-known/jwks.json`)
  trust.keys.close()
  const row = PROVIDERS.find(({ name }) => name === 'stack-auth')
  const keys = row?.keys({ projectId, baseUrl: 'https://stack.example' }, {})
  expect(keys?.status().source).toBe(`https://stack.example/api/v1/projects/${projectId}/.well-known/jwks.json`)
  keys?.close()
})
