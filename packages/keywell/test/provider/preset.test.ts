/** What the plan of a preset is told beside its own options. */
import { describe, expect, test } from 'vitest'
import { clerk, descope, gitLab, google, kinde, oidc, superTokens, workOs } from '../../src/providers.ts'
import { baseUrlOption } from '../../src/provider/shared/options.ts'
import { definePreset } from '../../src/provider/shared/preset.ts'
import { remoteJwks } from '../../src/source/remote/remote.ts'
import type { JwtPayload } from '../../src/verify/trust.ts'
import { refusedOption } from './support/refused-options.ts'

const hosted = definePreset<{ readonly baseUrl: string }, JwtPayload, 'hosted'>(
  ['baseUrl'],
  ({ baseUrl }, admitted) => {
    const issuer = baseUrlOption('baseUrl', baseUrl, admitted)
    return { name: 'hosted', issuer, audience: 'a', keys: (source) => remoteJwks(`${issuer}/keys`, source) }
  },
)

test('the plan sees which URLs the source admits, so that a base URL on this machine can be one', () => {
  const baseUrl = 'http://localhost:8080'
  expect(hosted({ baseUrl, source: { allowHttpLoopback: true } }).issuer).toBe(baseUrl)
  expect(refusedOption(() => hosted({ baseUrl }))).toBe('baseUrl')
  expect(refusedOption(() => hosted({ baseUrl, keys: remoteJwks('https://keys.example') }))).toBe('baseUrl')
})

test('what is no object of source options is refused by name, whatever the plan makes of it', () => {
  // @ts-expect-error no object
  expect(refusedOption(() => hosted({ baseUrl: 'https://issuer.example', source: 'https://keys.example' }))).toBe(
    'source',
  )
  const misspelt = JSON.parse('{"timeoutMs":5}')
  expect(refusedOption(() => hosted({ baseUrl: 'https://issuer.example', source: misspelt }))).toBe('source.timeoutMs')
})

test('nobody changes what all trusts of a preset share', () => {
  for (const { issuer, algorithms, types, hints } of [
    google({ clientId: 'a' }),
    clerk({ frontendApi: 'clerk.acme.example', authorizedParties: ['https://acme.example'] }),
  ])
    expect([issuer, algorithms, types, hints].map(Object.isFrozen)).toEqual([true, true, true, true])
})

test('nobody changes the rules of a preset', () => {
  const { rules = [] } = gitLab({ audience: 'a', projectPath: ['acme/shop'] })
  const parts = [rules, ...rules, ...rules.flatMap(({ expected }) => (Array.isArray(expected) ? [expected] : []))]
  expect(parts.length).toBeGreaterThan(rules.length + 1)
  expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([])
})

describe('what JSON or JavaScript may hand over', () => {
  // No type admits these; a configuration that was read from a file has them all the same.
  const from = (json: string): ReturnType<typeof JSON.parse> => JSON.parse(json)

  test.each([
    ['kinde', () => kinde(from('{ "domain": "acme.kinde.com", "audience": null }'))],
    ['superTokens', () => superTokens(from('{ "kind": "m2m", "apiDomain": "https://a.example", "audience": null }'))],
    [
      'workOs',
      () => workOs(from('{ "clientId": "client_01", "issuer": "https://api.workos.com/", "audience": null }')),
    ],
    ['descope', () => descope(from('{ "projectId": "P2OPANdSmtackRAJlrRKFxFcoriw", "audience": null }'))],
  ])('null is no audience that may be left out: %s', async (_, call) => {
    expect(refusedOption(call)).toBe('audience')
  })

  test.each(['null', '""', '"sub"', '{}', '7', '[]'])('requiredClaims of %s is refused by name', async (json) => {
    const requiredClaims = from(json)
    expect(refusedOption(() => hosted({ baseUrl: 'https://issuer.example', requiredClaims }))).toBe('requiredClaims')
  })

  test('a list with a hole in it is refused', async () => {
    const audience: string[] = []
    audience[1] = 'b'
    expect(refusedOption(() => oidc({ issuer: 'https://issuer.example', audience }))).toBe('audience[0]')
  })
})
