/** What tokens of Twitch, Slack and Discord need beside the nine cases. */
import { expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type RemoteOptions, type Unchecked, unchecked } from '../../src/index.ts'
import { discord, slack, twitch } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { offline } from './support/world.ts'

const clientId = '157730590492196864'

const trustOf = (
  preset: (options: { clientId: string | Unchecked; source: RemoteOptions }) => AnyTrust,
  id: string | Unchecked,
): AnyTrust => preset({ clientId: id, source: offline })

test.each([
  ['twitch', twitch],
  ['slack', slack],
  ['discord', discord],
])('%s needs a client id, by name', (_, preset) => {
  for (const bad of [undefined, '', [], ['']])
    expect(refusedOption(() => Reflect.apply(preset, undefined, [{ clientId: bad }]))).toMatch(/^clientId(?:\[0\])?$/)
})

test('an application id of Discord is digits', () => {
  expect(refusedOption(() => discord({ clientId: 'my app' }))).toBe('clientId')
})

test.each([
  ['twitch', twitch],
  ['slack', slack],
  ['discord', discord],
])('%s can be left without the check of the client, in so many words', (_, preset) => {
  const trust = trustOf(preset, unchecked('any client'))
  expect(createVerifier(trust)).toBeDefined()
  trust.keys.close()
})

test.each([
  ['twitch', twitch],
  ['slack', slack],
  ['discord', discord],
])('an opaque token of %s is named as such', async (_, preset) => {
  const trust = trustOf(preset, clientId)
  await expect(createVerifier(trust).verify('mfzbtlp1k3')).rejects.toMatchObject({
    code: 'ERR_TOKEN_MALFORMED',
    hint: expect.stringContaining('ID token'),
  })
  trust.keys.close()
})

test('members of another Slack workspace are refused where one is named', async () => {
  const trust = slack({ clientId, teamId: 'T0R7GR', source: offline })
  const claims = { iss: 'https://slack.com', aud: clientId, 'https://slack.com/team_id': 'T1' }
  expect(await refusedBy(trust, unsigned(claims))).toMatchObject({
    code: 'ERR_CLAIM_INVALID',
    detail: { claim: 'https://slack.com/team_id' },
  })
  expect(refusedOption(() => slack({ clientId, teamId: '' }))).toBe('teamId')
})
