/** What the cases do not show of Identity-Aware Proxy: whose audiences it takes, and the one algorithm. */
import { expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { googleIap } from '../../src/providers.ts'
import { specimens } from './specimens/google-iap.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const iap = specimenOf(specimens)

test.each([
  '/projects/my-project/apps/my-project',
  'projects/123456789/apps/my-project',
  '1234-abc.apps.googleusercontent.com',
  'https://acme.example',
  '/projects/123456789',
  '',
])('an audience that IAP never writes is refused where the preset is called: %s', (audience) => {
  expect(refusedOption(() => googleIap({ audience }))).toBe('audience')
  expect(refusedOption(() => googleIap({ audience: ['/projects/1/apps/a', audience] }))).toBe('audience[1]')
})

test('leaving the audience out takes saying so', () => {
  // @ts-expect-error the audience is required
  expect(refusedOption(() => googleIap({}))).toBe('audience')
  const anyone = unchecked('every backend of ours is behind one proxy')
  const trust = googleIap({ audience: anyone })
  expect(trust.audience).toBe(anyone)
})

test('the audience of each kind of backend is taken', () => {
  const audience = [
    '/projects/123456789/apps/my-project',
    '/projects/123456789/global/backendServices/987654321',
    '/projects/123456789/locations/europe-west1/services/my-service',
  ]
  expect(googleIap({ audience }).audience).toEqual(audience)
})

test('a token without the account it is for is refused', async () => {
  expect(await verdictOn(iap, { claims: { sub: undefined } })).toBe('ERR_CLAIM_MISSING')
})

test('another algorithm than ES256 is refused before any key is looked for', async () => {
  expect(await verdictOn({ ...iap, alg: 'RS256' }, {})).toBe('ERR_ALG_NOT_ALLOWED')
})
