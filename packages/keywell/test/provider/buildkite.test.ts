/** What the cases do not show of Buildkite: whose organizations and pipelines. */
import { expect, test } from 'vitest'
import { buildkite, type BuildkiteOptions } from '../../src/providers.ts'
import { specimens } from './specimens/buildkite.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const audience = 'https://api.acme.example'
const job = specimenOf(specimens)
const organizationId = '0184990a-477b-4fa8-9968-496074483c77'
const trustOf = (options: Omit<BuildkiteOptions, 'audience'>) => (source: object) =>
  buildkite({ audience, ...options, source })

test.each<[string, Omit<BuildkiteOptions, 'audience'>]>([
  ['organization', { organization: 'Acme Inc' }],
  ['organization', { organization: 'https://buildkite.com/acme-inc' }],
  ['organizationId', { organizationId: 'acme-inc' }],
  ['pipeline', { organization: 'acme-inc', pipeline: 'acme-inc/deploy' }],
])('a bad %s is refused where the preset is called: %j', (option, options) => {
  expect(refusedOption(() => buildkite({ audience, ...options }))).toBe(option)
})

test('the audience is required, beside everything else', () => {
  // @ts-expect-error no audience
  expect(refusedOption(() => buildkite({ organization: 'acme-inc' }))).toBe('audience')
})

test('a job of another organization is refused, though issuer, keys and audience are the same', async () => {
  expect(await verdictOn(job, { claims: { organization_slug: 'other' } })).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(job, { claims: { organization_slug: undefined } })).toBe('ERR_CLAIM_MISSING')
})

test('an organization is told by id only where the job asked for that claim', async () => {
  const byId = trustOf({ organizationId })
  expect(await verdictOn(job, {}, byId)).toBe('ERR_CLAIM_MISSING')
  expect(await verdictOn(job, { claims: { organization_id: organizationId } }, byId)).toBe('accepted')
})

test('pipelines are narrowed within the organization', async () => {
  expect(await verdictOn(job, {}, trustOf({ organization: 'acme-inc', pipeline: ['deploy', 'x'] }))).toBe('accepted')
  expect(await verdictOn(job, {}, trustOf({ organization: 'acme-inc', pipeline: 'x' }))).toBe('ERR_CLAIM_INVALID')
})
