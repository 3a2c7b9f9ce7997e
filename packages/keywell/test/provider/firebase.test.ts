/** What the cases do not show of Firebase: the project's id, the two kinds, the uid, and the emulator. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { firebase } from '../../src/providers.ts'
import { specimens } from './specimens/firebase.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const idToken = specimenOf(specimens, 'ID token')
const cookie = specimenOf(specimens, 'session cookie')

test.each(['My Project', '123456789012', 'https://my-project.firebaseapp.com', 'my-project-', 'my.project', ''])(
  'what is no project id is refused where the preset is called: %s',
  (projectId) => {
    expect(refusedOption(() => firebase({ projectId }))).toBe('projectId')
  },
)

test('a project id with a domain in front is taken', () => {
  expect(firebase({ projectId: 'acme.example:my-project' }).issuer).toBe(
    'https://securetoken.google.com/acme.example:my-project',
  )
})

test('a kind that there is not is refused', () => {
  // @ts-expect-error no such kind
  expect(refusedOption(() => firebase({ projectId: 'my-project', kind: 'custom' }))).toBe('kind')
})

test('the kind is in the name, and ID tokens are the usual one', () => {
  expect(firebase({ projectId: 'my-project' }).name).toBe('firebase-id')
  expect(firebase({ projectId: 'my-project', kind: 'session-cookie' }).name).toBe('firebase-session-cookie')
  expectTypeOf(firebase({ projectId: 'my-project' }).name).toEqualTypeOf<'firebase-id'>()
})

test('a token of the wrong kind is answered with the kind to ask for', () => {
  expect(firebase({ projectId: 'my-project' }).hints?.ERR_ISSUER_UNTRUSTED).toContain("kind: 'session-cookie'")
  const cookies = firebase({ projectId: 'my-project', kind: 'session-cookie' })
  expect(cookies.hints?.ERR_ISSUER_UNTRUSTED).toContain("kind: 'id'")
})

describe.each([idToken, cookie])('the uid of a $kind', (specimen) => {
  test.each<[string, unknown]>([
    ['ERR_CLAIM_MISSING', undefined],
    ['ERR_CLAIM_INVALID', ''],
    ['ERR_CLAIM_INVALID', 'u'.repeat(129)],
    ['ERR_CLAIM_INVALID', 7],
    ['accepted', 'u'.repeat(128)],
  ])('gives %s for %j', async (verdict, sub) => {
    expect(await verdictOn(specimen, { claims: { sub } })).toBe(verdict)
  })
})

test('tokens of the Auth emulator, which signs nothing, are never accepted', async () => {
  expect(await verdictOn(idToken, { header: { alg: 'none', kid: undefined } })).toBe('ERR_ALG_NOT_ALLOWED')
})

test('another algorithm than RS256 is refused before any key is looked for', async () => {
  expect(await verdictOn({ ...idToken, alg: 'ES256' }, {})).toBe('ERR_ALG_NOT_ALLOWED')
})

test('the form of the keys is the endpoint’s, whatever the options of the source say', async () => {
  const trust = (source: object) => firebase({ projectId: 'my-project', source: { ...source, format: 'jwks' } })
  expect(await verdictOn(idToken, {}, trust)).toBe('accepted')
})
