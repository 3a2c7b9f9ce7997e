/** Who closes the source that a preset made: the last verifier that has it, and nobody else. */
import { expect, test } from 'vitest'
import { type AnyTrust, createVerifier, type KeySource, remoteJwks, type Verifier } from '../../src/index.ts'
import { auth0, oidc } from '../../src/providers.ts'
import { unsigned } from './support/tokens.ts'
import { reasonOf } from './support/verdicts.ts'
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

test('an issuer that a verifier forgets keeps its source, since its tokens may come again', async () => {
  const trusts = new Map(['https://a.example', 'https://b.example'].map((issuer) => [issuer, held(issuer)]))
  const verifier = createVerifier({ resolve: (issuer) => trusts.get(issuer), maxIssuers: 1 })
  const codes: string[] = []
  // Nobody signed these: whoever knows two issuers could otherwise take the keys of one away for good.
  for (const iss of [...trusts.keys(), 'https://a.example'])
    codes.push(await codeOf(verifier, unsigned({ iss, aud: 'x' })))
  expect(codes).toEqual(['ERR_KEYS_UNAVAILABLE', 'ERR_KEYS_UNAVAILABLE', 'ERR_KEYS_UNAVAILABLE'])
  expect([...trusts.values()].map(stateOf)).toEqual(['cold', 'cold'])
  verifier.close()
  expect([...trusts.values()].map(stateOf)).toEqual(['closed', 'cold'])
})

test('an issuer that is trusted again after a while has its keys', async () => {
  const trust = held('https://a.example')
  let isTrusted = true
  const verifier = createVerifier({ resolve: () => (isTrusted ? trust : undefined), maxIssuers: 1 })
  const codes: string[] = []
  for (const now of [true, false, true]) {
    isTrusted = now
    codes.push(await codeOf(verifier, unsigned({ iss: 'https://a.example', aud: 'x' })))
  }
  expect(codes).toEqual(['ERR_KEYS_UNAVAILABLE', 'ERR_ISSUER_UNTRUSTED', 'ERR_KEYS_UNAVAILABLE'])
  expect(stateOf(trust)).toBe('cold')
  verifier.close()
})

test('an explanation that is under way when its verifier closes takes nothing from another verifier', async () => {
  const trust = held('https://a.example')
  let isTrusted = true
  const closing = createVerifier({ resolve: () => (isTrusted ? trust : undefined), maxIssuers: 1 })
  const other = createVerifier(trust)
  const explanation = closing.explain(unsigned({ iss: 'https://a.example', aud: 'x' }))
  closing.close()
  isTrusted = false
  await explanation
  expect(stateOf(trust)).toBe('cold')
  other.close()
  expect(stateOf(trust)).toBe('closed')
})

test('an explanation that is under way when its verifier closes holds nothing afterwards', async () => {
  const trusts = [held('https://a.example'), held('https://a.example')]
  const verifier = createVerifier({ resolve: () => trusts[0], maxIssuers: 1 })
  const explanation = verifier.explain(unsigned({ iss: 'https://a.example', aud: 'x' }))
  verifier.close()
  trusts.reverse()
  await explanation
  const other = createVerifier(trusts)
  other.close()
  expect(trusts.map(stateOf)).toEqual(['closed', 'closed'])
})

test('a verifier that is closed listens to no source any more', async () => {
  const keys = remoteJwks('https://mirror.example/jwks.json', offline)
  let listening = 0
  const counted: KeySource = {
    ...keys,
    subscribe: (listener) => {
      listening++
      const end = keys.subscribe(listener)
      return () => {
        listening--
        end()
      }
    },
  }
  const verifier = createVerifier({ resolve: () => auth0({ ...options, keys: counted }), maxIssuers: 1 })
  await codeOf(verifier, unsigned({ iss: 'https://acme.eu.auth0.com/', aud: 'x' }))
  expect(listening).toBe(1)
  verifier.close()
  expect(listening).toBe(0)
  keys.close()
})

const held = (issuer: string): AnyTrust => oidc({ issuer, audience: 'x', source: offline })

const codeOf = async (verifier: Pick<Verifier, 'verify'>, token: string): Promise<string> =>
  (await reasonOf(verifier, token))?.code ?? 'accepted'
