/** What Stytch's tokens have of their own. */
import { describe, expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type KeySource } from '../../src/index.ts'
import { stytch } from '../../src/providers.ts'
import { failure } from '../support/failures.ts'
import { refusedOption } from './support/refused-options.ts'
import { refusedWith, verdictWith } from './support/verdicts.ts'
import { firstRequest } from './support/world.ts'

const projectId = 'project-live-3e71d0a1-1e3e-4ee2-9be0-d7c0900f02c2'
const good = { iss: `stytch.com/${projectId}`, aud: [projectId], 'https://stytch.com/session': { id: 's' } }
const preset = (keys: KeySource): AnyTrust => stytch({ projectId, keys })

describe('the kind', () => {
  test('of a token of a machine is no session, whatever scope it has', async () => {
    const claims = { ...good, 'https://stytch.com/session': undefined, scope: 'read', sub: 'm2m-client-live-1' }
    expect(await refusedWith(preset, { claims })).toMatchObject({
      code: 'ERR_TYPE_MISMATCH',
      hint: expect.stringContaining('machine'),
    })
  })

  test('of a session that is no object is none', async () => {
    const claims = { ...good, 'https://stytch.com/session': 's' }
    expect(await verdictWith(preset, { claims })).toBe('ERR_TYPE_MISMATCH')
  })

  test('follows from typ too, which has to be JWT', async () => {
    expect(await verdictWith(preset, { header: { typ: 'at+jwt' }, claims: good })).toBe('ERR_TYPE_MISMATCH')
  })

  test('is in the name of the trust', () => {
    expect(stytch({ projectId }).name).toBe('stytch-consumer')
    expect(stytch({ projectId, product: 'b2b' }).name).toBe('stytch-b2b')
  })
})

test('a custom domain serves the keys and may be the issuer, which needs no slash', async () => {
  const domain = 'login.acme.example'
  expect(await firstRequest((source) => stytch({ projectId, domain, product: 'b2b', source }))).toBe(
    `https://login.acme.example/v1/b2b/sessions/jwks/${projectId}`,
  )
  const own = (keys: KeySource): AnyTrust => stytch({ projectId, domain, keys })
  expect(await verdictWith(own, { claims: { ...good, iss: 'https://login.acme.example' } })).toBe('accepted')
  expect(await verdictWith(own, { claims: good })).toBe('accepted')
  expect(await verdictWith(preset, { claims: { ...good, iss: 'https://login.acme.example' } })).toBe(
    'ERR_ISSUER_UNTRUSTED',
  )
})

test('an opaque session_token is named as one', async () => {
  const trust = stytch({ projectId })
  const error = await failure('ERR_TOKEN_MALFORMED', async () =>
    createVerifier(trust).verify('mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q'),
  )
  trust.keys.close()
  expect(error.hint).toContain('session_jwt')
})

describe('wrong configuration fails where the preset is called', () => {
  test.each([
    ['projectId', {}],
    ['projectId', { projectId: 'acme' }],
    ['projectId', { projectId: `stytch.com/${projectId}` }],
    ['domain', { projectId, domain: 'https://login.acme.example' }],
    ['product', { projectId, product: 'm2m' }],
    ['audience', { projectId, audience: 'x' }],
  ])('naming %s, for %o', (option, options) => {
    const call = (): unknown => stytch(options as never)
    expect(refusedOption(call)).toBe(option)
  })
})
