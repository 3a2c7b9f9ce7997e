/** Whatever comes from JavaScript as an option: every preset refuses it by the option's name, or takes it for what it is. */
import { compileFunction } from 'node:vm'
import { expect, test } from 'vitest'
import * as providers from '../../src/providers.ts'
import { unchecked } from '../../src/index.ts'
import { kinde, superTokens } from '../../src/providers.ts'
import { refusal, refusalIfAny, refusedOption } from './support/refused-options.ts'

const { PROVIDERS, auth0 } = providers

/** A row's call, with changed options and from plain JavaScript. */
function caller(call: string): (change: object) => unknown {
  const open = call.indexOf('(')
  const body = `return ${call.slice(0, open)}({ ...${call.slice(open + 1, -1)}, ...change })`
  const scope = { ...providers, unchecked }
  const run = compileFunction(body, [...Object.keys(scope), 'change'])
  return (change) => Reflect.apply(run, undefined, [...Object.values(scope), change])
}

/** As the refusal of an option that does not exist lists them. */
const optionsOf = (make: (change: object) => unknown): readonly string[] =>
  refusal(() => make({ noSuchOption: 1 }))
    .hint.replace('known here: ', '')
    .split(', ')

const WRONG: readonly unknown[] = [
  null,
  5,
  NaN,
  10n,
  true,
  Symbol('s'),
  () => 1,
  Object.create(null),
  [null],
  '',
  'a b',
]

const calls = PROVIDERS.map(({ name, call }) => [name, caller(call)] as const)

test.each(calls)('%s refuses as an option whatever it does not take', (_, make) => {
  // What is thrown and is no refusal of an option comes through.
  for (const name of optionsOf(make)) for (const value of WRONG) refusalIfAny(() => make({ [name]: value }))
  expect(optionsOf(make)).toContain('requiredClaims')
})

test.each(calls)('%s takes null for no option that is left out', (_, make) => {
  const taken = optionsOf(make).filter((name) => refusalIfAny(() => make({ [name]: null })) === undefined)
  expect(taken).toEqual([])
})

test('null, as from a configuration in JSON, leaves out no check of the audience', () => {
  const audience: unknown = JSON.parse('null')
  const refused = (preset: (options: never) => unknown, options: object): string =>
    refusedOption(() => Reflect.apply(preset, undefined, [{ ...options, audience }]))
  const app = { apiDomain: 'https://api.acme.example' }
  expect(refused(superTokens, { ...app, kind: 'oauth-access' })).toBe('audience')
  expect(refused(superTokens, { ...app, kind: 'm2m' })).toBe('audience')
  expect(refused(kinde, { domain: 'acme.kinde.com' })).toBe('audience')
})

test('required claims are a list, and never the letters of a word', () => {
  const options = { domain: 'acme.eu.auth0.com', audience: 'a' }
  for (const requiredClaims of ['email', 5, {}])
    expect(refusedOption(() => Reflect.apply(auth0, undefined, [{ ...options, requiredClaims }]))).toBe(
      'requiredClaims',
    )
  expect(auth0({ ...options, requiredClaims: ['email'] })).toMatchObject({ requiredClaims: ['email'] })
})

test('a client id of Google that is none is refused under that name', () => {
  for (const clientId of [undefined, '', []])
    expect(refusedOption(() => Reflect.apply(providers.google, undefined, [{ clientId }]))).toBe('clientId')
})

test.each([
  ['https://x.example/.well-known/openid-configuration', '"https://x.example"'],
  ['https://x.example/a/.well-known/oauth-authorization-server', '"https://x.example/a"'],
])('the address of a discovery document is no issuer: %s', (issuer, hint) => {
  const refused = refusal(() => providers.oidc({ issuer, audience: 'a' }))
  expect(refused).toMatchObject({ detail: { option: 'issuer' }, hint: expect.stringContaining(hint) })
})

test.each(['https://acme.example', 'http://localhost:3000', 'chrome-extension://abcdefghijklmnop'])(
  'an origin as browsers spell it is an authorized party: %s',
  (party) => {
    expect(providers.clerk({ frontendApi: 'clerk.acme.example', authorizedParties: [party] })).toBeDefined()
  },
)
