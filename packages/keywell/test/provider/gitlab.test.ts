/** What the cases do not show of GitLab: whose projects, instances of one's own, and tokens that are of people. */
import { expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { gitLab, type GitLabOptions } from '../../src/providers.ts'
import { specimens } from './specimens/gitlab.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const audience = 'https://api.acme.example'
const job = specimenOf(specimens, 'gitlab.com')
const trustOf = (options: Omit<GitLabOptions, 'audience'>) => (source: object) =>
  gitLab({ audience, ...options, source })

test.each<[string, Omit<GitLabOptions, 'audience'>]>([
  ['projectPath', { projectPath: 'shop' }],
  ['projectPath', { projectPath: '/acme/shop' }],
  ['projectPath', { projectPath: 'https://gitlab.com/acme/shop' }],
  ['projectId', { projectId: 'acme/shop' }],
  ['namespacePath', { namespacePath: 'acme/' }],
  ['baseUrl', { projectId: '20', baseUrl: 'gitlab.acme.example' }],
  ['baseUrl', { projectId: '20', baseUrl: 'https://gitlab.acme.example/' }],
  ['baseUrl', { projectId: '20', baseUrl: 'http://gitlab.acme.example' }],
])('a bad %s is refused where the preset is called: %j', (option, options) => {
  expect(refusedOption(() => gitLab({ audience, ...options }))).toBe(option)
})

test('the audience is required, beside everything else', () => {
  // @ts-expect-error no audience
  expect(refusedOption(() => gitLab({ projectPath: 'acme/shop' }))).toBe('audience')
})

test('an instance on this machine is admitted where the source admits it', () => {
  const baseUrl = 'http://localhost:3000'
  const trust = gitLab({ audience, projectId: '20', baseUrl, source: { allowHttpLoopback: true } })
  expect(trust.issuer).toBe(baseUrl)
})

test('projects are told by path, id and namespace, as they are given', async () => {
  expect(await verdictOn(job, {}, trustOf({ projectId: ['1', '20'] }))).toBe('accepted')
  expect(await verdictOn(job, {}, trustOf({ projectId: '1' }))).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(job, {}, trustOf({ namespacePath: 'acme/web' }))).toBe('accepted')
  expect(await verdictOn(job, {}, trustOf({ namespacePath: 'acme' }))).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(job, { claims: { project_path: 'acme/web/shop-2' } })).toBe('ERR_CLAIM_INVALID')
})

test('the token of someone who signs in is no job’s, even where every project is accepted', async () => {
  const trust = trustOf({ projectPath: unchecked('looked up by project_id afterwards') })
  expect(await verdictOn(job, { claims: { project_path: 'other/project' } }, trust)).toBe('accepted')
  expect(await verdictOn(job, { claims: { project_path: undefined } }, trust)).toBe('ERR_TYPE_MISMATCH')
})
