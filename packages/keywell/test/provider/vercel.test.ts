/** What the cases do not show of Vercel: the two issuer modes, and whose projects and environments. */
import { expect, test } from 'vitest'
import { vercel, type VercelOptions } from '../../src/providers.ts'
import { specimens } from './specimens/vercel.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const audience = 'https://vercel.com/acme'
const deployment = specimenOf(specimens, 'team issuer')
const shared = specimenOf(specimens, 'global issuer')
const trustOf = (options: Omit<VercelOptions, 'audience'>) => (source: object) =>
  vercel({ audience, ...options, source })

test.each<[string, Omit<VercelOptions, 'audience'>]>([
  ['team', { team: 'Acme Inc' }],
  ['team', { team: 'https://oidc.vercel.com/acme' }],
  ['team', { team: '' }],
  ['projectId', { projectId: 'acme/shop' }],
  ['ownerId', { ownerId: 'team 7' }],
  ['environment', { team: 'acme', environment: '' }],
])('a bad %s is refused where the preset is called: %j', (option, options) => {
  expect(refusedOption(() => vercel({ audience, ...options }))).toBe(option)
})

test('the audience is required, beside everything else', () => {
  // @ts-expect-error no audience
  expect(refusedOption(() => vercel({ team: 'acme' }))).toBe('audience')
})

test('an issuer that only begins like Vercel’s is refused', async () => {
  for (const iss of [
    'https://oidc.vercel.com.evil.example',
    'https://oidc.vercel.com/acme/x',
    'https://oidc.vercel.com/',
  ])
    expect(await verdictOn(deployment, { claims: { iss } })).toBe('ERR_ISSUER_UNTRUSTED')
})

test('with the issuer that all teams share, projects or owners are told apart', async () => {
  expect(await verdictOn(shared, { claims: { project_id: 'prj_other' } })).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(shared, {}, trustOf({ ownerId: 'team_7Gw5ZMBpQA8h9GF832KGp7nw' }))).toBe('accepted')
  expect(await verdictOn(shared, {}, trustOf({ ownerId: 'team_other' }))).toBe('ERR_CLAIM_INVALID')
})

test('environments are narrowed within the team', async () => {
  const production = trustOf({ team: 'acme', environment: 'production' })
  expect(await verdictOn(deployment, {}, production)).toBe('accepted')
  expect(await verdictOn(deployment, { claims: { environment: 'preview' } }, production)).toBe('ERR_CLAIM_INVALID')
})
