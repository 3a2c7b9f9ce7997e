/** Key URIs: what they take apart into, and that nothing else comes of any text. */
import * as fc from 'fast-check'
import { isKeywellError } from 'keywell'
import { expect, test } from 'vitest'
import { openService } from '../../src/adapters.ts'
import { parseKeyUri } from '../../src/core/key-uri.ts'

test.each([
  ['awskms:///alias/tokens', 'awskms', '/alias/tokens', {}],
  ['awskms://localhost:4566/alias/tokens', 'awskms', 'localhost:4566/alias/tokens', {}],
  ['hashivault://tokens?version=3', 'hashivault', 'tokens', { version: '3' }],
  ['pkcs11:token=jwks;object=ec1', 'pkcs11', 'token=jwks;object=ec1', {}],
  ['file:/etc/tokens/key.json', 'file', '/etc/tokens/key.json', {}],
  ['file:///etc/tokens/key.json', 'file', '/etc/tokens/key.json', {}],
  ['env:SIGNING_KEY', 'env', 'SIGNING_KEY', {}],
])('%s has its parts', (uri, scheme, path, parameters) => {
  const parsed = parseKeyUri(uri)
  expect({ ...parsed, parameters: Object.fromEntries(parsed.parameters) }).toEqual({ scheme, path, parameters })
})

test('a parameter given twice is refused, whichever of the two is meant', () => {
  expect(() => parseKeyUri('hashivault://tokens?version=1&version=2')).toThrow('without a parameter given twice')
})

const schemes = fc.constantFrom('awskms:', 'hashivault:', 'openbao:', 'file:', 'env:', '')
const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl())

test('of any text comes a service or a KeywellError', async () => {
  const client = { getPublicKey: async () => ({}), sign: async () => ({}) }
  const options = { aws: { client }, vault: { address: 'http://127.0.0.1:1', token: 't' } }
  await fc.assert(
    fc.asyncProperty(schemes, texts, async (scheme, text) => {
      const outcome: unknown = await openService(`${scheme}${text}`, options).catch((thrown: unknown) => thrown)
      expect(isKeywellError(outcome, 'ERR_OPTION_INVALID') || !(outcome instanceof Error)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
