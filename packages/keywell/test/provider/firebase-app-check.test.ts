/** What the cases do not show of App Check: number against id, and the apps of a project. */
import { expect, test } from 'vitest'
import { firebaseAppCheck, type FirebaseAppCheckOptions } from '../../src/providers.ts'
import { specimens } from './specimens/firebase-app-check.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const appCheck = specimenOf(specimens)
const project = { projectNumber: '123456789012' }

test.each<[string, FirebaseAppCheckOptions]>([
  ['projectNumber', { projectNumber: 'my-project' }],
  ['projectNumber', { projectNumber: 'projects/123456789012' }],
  ['projectNumber', { projectNumber: '' }],
  ['appId', { ...project, appId: '' }],
  ['appId', { ...project, appId: [] }],
])('a bad %s is refused where the preset is called', (option, options) => {
  expect(refusedOption(() => firebaseAppCheck(options))).toBe(option)
})

test('the number of the project is text, as it is in tokens', () => {
  // @ts-expect-error a number
  expect(refusedOption(() => firebaseAppCheck({ projectNumber: 123456789012 }))).toBe('projectNumber')
})

test('only the apps that are listed are accepted, where some are', async () => {
  const only = (appId: string | readonly string[]) => (source: object) =>
    firebaseAppCheck({ ...project, appId, source })
  const app = '1:123456789012:web:0a1b2c3d4e5f'
  expect(await verdictOn(appCheck, {}, only(app))).toBe('accepted')
  expect(await verdictOn(appCheck, {}, only(['1:123456789012:ios:ffff', app]))).toBe('accepted')
  expect(await verdictOn(appCheck, {}, only('1:123456789012:ios:ffff'))).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(appCheck, { claims: { sub: undefined } }, only(app))).toBe('ERR_CLAIM_MISSING')
})

test('a token that names no app is refused', async () => {
  expect(await verdictOn(appCheck, { claims: { sub: '' } })).toBe('ERR_CLAIM_INVALID')
  expect(await verdictOn(appCheck, { claims: { sub: undefined } })).toBe('ERR_CLAIM_MISSING')
})

test('the project’s id in the audience does not stand in for its number', async () => {
  expect(await verdictOn(appCheck, { claims: { aud: ['projects/my-project'] } })).toBe('ERR_AUDIENCE_MISMATCH')
})

test('another algorithm than RS256 is refused before any key is looked for', async () => {
  expect(await verdictOn({ ...appCheck, alg: 'ES256' }, {})).toBe('ERR_ALG_NOT_ALLOWED')
})
