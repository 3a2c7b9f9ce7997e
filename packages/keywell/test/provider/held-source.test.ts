/** Who closes the source that a preset made: the last verifier that has it, and nobody else. */
import { expect, test } from 'vitest'
import { type AnyTrust, createVerifier, remoteJwks } from '../../src/index.ts'
import { auth0, oidc } from '../../src/providers.ts'
import { unsigned } from './support/tokens.ts'
import { offline } from './support/world.ts'

const options = { domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example' } as const
const stateOf = ({ keys }: AnyTrust): string => keys.status().state

test('closing its verifier closes it', () => {
  const trust = auth0(options)
  const verifier = createVerifier(trust)
  expect(stateOf(trust)).toBe('cold')
  verifier.close()
  expect(stateOf(trust)).toBe('closed')
})

test('of two verifiers, the last one closes it', () => {
  const trust = auth0(options)
  const [one, two] = [
    createVerifier(trust),
    createVerifier([trust, auth0({ ...options, audience: 'b', keys: trust.keys })]),
  ]
  one.close()
  one.close()
  expect(stateOf(trust)).toBe('cold')
  two.close()
  expect(stateOf(trust)).toBe('closed')
})

test('keys that were passed in stay open', () => {
  const keys = remoteJwks('https://mirror.example/jwks.json')
  const verifier = createVerifier(auth0({ ...options, keys }))
  verifier.close()
  expect(keys.status().state).toBe('cold')
  keys.close()
})

test('an issuer that a verifier forgets has its source closed', async () => {
  const trusts = new Map(
    ['https://a.example', 'https://b.example'].map((issuer) => [
      issuer,
      oidc({ issuer, audience: 'x', source: offline }),
    ]),
  )
  const verifier = createVerifier({ resolve: (issuer) => trusts.get(issuer), maxIssuers: 1 })
  for (const iss of trusts.keys()) await verifier.verify(unsigned({ iss, aud: 'x' })).catch(() => undefined)
  expect([...trusts.values()].map(({ keys }) => keys.status().state)).toEqual(['closed', 'cold'])
  verifier.close()
  expect([...trusts.values()].map(({ keys }) => keys.status().state)).toEqual(['closed', 'closed'])
})
