/** Where everybody can ask for a token with any audience, no preset is made without saying whose are accepted. */
import { describe, expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { buildkite, gitHubActions, gitLab, vercel } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { expectBadOption } from './trial.ts'

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
  test('is refused with the audience alone, and the hint names what would do', async () => {
    const error = await failure('ERR_OPTION_INVALID', bare)
    expect(error.detail.option).toBe(option)
    expect(error.hint).toContain(option)
  })

  test('takes everybody where that is said', () => {
    expect(spelled).not.toThrow()
  })
})

test('a server of one’s own and a narrower option are not enough either', async () => {
  await expectBadOption('repository', () => gitHubActions({ audience, host: 'github.acme.example' }))
  await expectBadOption('projectPath', () => gitLab({ audience, baseUrl: 'https://gitlab.acme.example' }))
  await expectBadOption('organization', () => buildkite({ audience, pipeline: 'deploy' }))
  await expectBadOption('projectId', () => vercel({ audience, environment: 'production' }))
})

test('each value of a list is looked at, and named by its place', async () => {
  await expectBadOption('repository[1]', () => gitHubActions({ audience, repository: ['acme/shop', 'acme'] }))
  await expectBadOption('repository', () => gitHubActions({ audience, repository: [] }))
  // @ts-expect-error a number
  await expectBadOption('projectId', () => gitLab({ audience, projectId: 20 }))
})
