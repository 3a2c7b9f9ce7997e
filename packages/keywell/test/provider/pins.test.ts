/** Where everybody can ask for a token with any audience, no preset is made without saying whose are accepted. */
import { describe, expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { buildkite, gitHubActions, gitLab, vercel } from '../../src/providers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'

const audience = 'https://api.acme.example'
const everyone = unchecked('the caller is looked up by sub afterwards')

describe.each<[string, string, () => unknown, () => unknown]>([
  [
    'gitHubActions',
    'repository',
    () => gitHubActions({ audience }),
    () => gitHubActions({ audience, repository: everyone }),
  ],
  ['gitLab', 'projectPath', () => gitLab({ audience }), () => gitLab({ audience, projectPath: everyone })],
  ['buildkite', 'organization', () => buildkite({ audience }), () => buildkite({ audience, organization: everyone })],
  ['vercel', 'projectId', () => vercel({ audience }), () => vercel({ audience, projectId: everyone })],
])('%s', (_, option, bare, spelled) => {
  test('is refused with the audience alone, and the hint names what would do', () => {
    const error = refusal(bare)
    expect(error.detail.option).toBe(option)
    expect(error.hint).toContain(option)
  })

  test('takes everybody where that is said', () => {
    expect(spelled).not.toThrow()
  })
})

test('a server of one’s own and a narrower option are not enough either', () => {
  expect(refusedOption(() => gitHubActions({ audience, host: 'github.acme.example' }))).toBe('repository')
  expect(refusedOption(() => gitLab({ audience, baseUrl: 'https://gitlab.acme.example' }))).toBe('projectPath')
  expect(refusedOption(() => buildkite({ audience, pipeline: 'deploy' }))).toBe('organization')
  expect(refusedOption(() => vercel({ audience, environment: 'production' }))).toBe('projectId')
})

test('each value of a list is looked at, and named by its place', () => {
  expect(refusedOption(() => gitHubActions({ audience, repository: ['acme/shop', 'acme'] }))).toBe('repository[1]')
  expect(refusedOption(() => gitHubActions({ audience, repository: [] }))).toBe('repository')
  // @ts-expect-error a number
  expect(refusedOption(() => gitLab({ audience, projectId: 20 }))).toBe('projectId')
})
