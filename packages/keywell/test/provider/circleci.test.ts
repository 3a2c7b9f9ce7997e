/** What the cases do not show of CircleCI: ids, the usual audience, and projects. */
import { expect, test } from 'vitest'
import { circleCi, type CircleCiOptions } from '../../src/providers.ts'
import { specimens } from './specimens/circleci.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const job = specimenOf(specimens)
const organizationId = '2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60'
const projectId = '7d1a2b3c-4e5f-4a6b-9c7d-8e9f0a1b2c3d'

test.each<[string, CircleCiOptions]>([
  ['organizationId', { organizationId: 'acme' }],
  ['organizationId', { organizationId: organizationId.toUpperCase() }],
  ['organizationId', { organizationId: `https://oidc.circleci.com/org/${organizationId}` }],
  ['projectId', { organizationId, projectId: 'gh/acme/shop' }],
  ['projectId[0]', { organizationId, projectId: [''] }],
  ['audience', { organizationId, audience: '' }],
])('a bad %s is refused where the preset is called: %j', (option, options) => {
  expect(refusedOption(() => circleCi(options))).toBe(option)
})

test('the audience is the organization unless another one is asked for', async () => {
  expect(circleCi({ organizationId }).audience).toBe(organizationId)
  const trust = (source: object) => circleCi({ organizationId, audience: 'https://api.acme.example', source })
  expect(await verdictOn(job, {}, trust)).toBe('ERR_AUDIENCE_MISMATCH')
  expect(await verdictOn(job, { claims: { aud: 'https://api.acme.example' } }, trust)).toBe('accepted')
})

test('only jobs of the projects that are listed are accepted, where some are', async () => {
  const only = (id: string) => (source: object) => circleCi({ organizationId, projectId: id, source })
  expect(await verdictOn(job, {}, only(projectId))).toBe('accepted')
  expect(await verdictOn(job, {}, only(organizationId))).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(job, { claims: { 'oidc.circleci.com/project-id': undefined } }, only(projectId))).toBe(
    'ERR_CLAIM_MISSING',
  )
})
