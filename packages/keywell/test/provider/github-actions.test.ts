/** What the cases do not show of GitHub Actions: whose repositories, and the issuers of enterprises and other hosts. */
import { expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { gitHubActions, type GitHubActionsOptions } from '../../src/providers.ts'
import { specimens } from './specimens/github-actions.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const audience = 'https://api.acme.example'
const run = specimenOf(specimens, 'github.com')
const trustOf = (options: Omit<GitHubActionsOptions, 'audience'>) => (source: object) =>
  gitHubActions({ audience, ...options, source })

test.each<[string, Omit<GitHubActionsOptions, 'audience'>]>([
  ['repository', { repository: 'shop' }],
  ['repository', { repository: 'https://github.com/acme/shop' }],
  ['repository', { repository: 'repo:acme/shop:*' }],
  ['repositoryId', { repositoryId: 'acme/shop' }],
  ['owner', { owner: 'acme/shop' }],
  ['enterprise', { enterprise: 'https://github.com/enterprises/acme-inc' }],
  ['enterprise', { enterprise: '' }],
  ['enterprise', { enterprise: 'acme-inc', host: 'acme.ghe.com', owner: 'acme' }],
  ['host', { host: 'https://github.acme.example', owner: 'acme' }],
  ['host', { host: 'github.com', owner: 'acme' }],
  ['host', { host: 'token.actions.githubusercontent.com', owner: 'acme' }],
  ['host', { host: 'token.actions.acme.ghe.com', owner: 'acme' }],
])('a bad %s is refused where the preset is called: %j', (option, options) => {
  expect(refusedOption(() => gitHubActions({ audience, ...options }))).toBe(option)
})

test('the audience is required, beside everything else', () => {
  // @ts-expect-error no audience
  expect(refusedOption(() => gitHubActions({ repository: 'acme/shop' }))).toBe('audience')
})

test('each host has the issuer that GitHub documents for it', () => {
  const issuerOf = (options: Omit<GitHubActionsOptions, 'audience'>) => gitHubActions({ audience, ...options }).issuer
  expect(issuerOf({ owner: 'acme' })).toBe('https://token.actions.githubusercontent.com')
  expect(issuerOf({ enterprise: 'acme-inc' })).toBe('https://token.actions.githubusercontent.com/acme-inc')
  expect(issuerOf({ host: 'github.acme.example', owner: 'acme' })).toBe('https://github.acme.example/_services/token')
  expect(issuerOf({ host: 'acme.ghe.com', owner: 'acme' })).toBe('https://token.actions.acme.ghe.com')
})

test('a run of another repository is refused, however alike its name is', async () => {
  expect(await verdictOn(run, { claims: { repository: 'acme/shop-fork' } })).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(run, { claims: { repository: undefined } })).toBe('ERR_CLAIM_MISSING')
})

test('repositories are told by id, and owners by name, as they are given', async () => {
  expect(await verdictOn(run, {}, trustOf({ repositoryId: ['1', '123456789'] }))).toBe('accepted')
  expect(await verdictOn(run, {}, trustOf({ repositoryId: '1' }))).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(run, {}, trustOf({ owner: 'acme' }))).toBe('accepted')
  expect(await verdictOn(run, {}, trustOf({ owner: 'other' }))).toBe('ERR_CLAIM_INVALID')
})

test('where several are given, all of them must hold', async () => {
  const both = trustOf({ repository: 'acme/shop', repositoryId: '987654321' })
  expect(await verdictOn(run, {}, both)).toBe('ERR_CLAIM_INVALID')
})

test('any repository is accepted where that is said in so many words', async () => {
  const trust = trustOf({ repository: unchecked('looked up by repository_id afterwards') })
  expect(await verdictOn(run, { claims: { repository: 'other/project' } }, trust)).toBe('accepted')
})
