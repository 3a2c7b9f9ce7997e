/** What Salesforce's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { createVerifier } from '../../src/index.ts'
import { salesforce } from '../../src/providers.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { offline } from './support/world.ts'

test('the domain is a host: a URL is refused with a hint', () => {
  expect(refusal(() => salesforce({ domain: 'https://acme.my.salesforce.com/', clientId: 'a' }))).toMatchObject({
    detail: { option: 'domain' },
    hint: expect.stringContaining('"acme.my.salesforce.com"'),
  })
})

test('the client id must be given', () => {
  expect(refusedOption(() => Reflect.apply(salesforce, undefined, [{}]))).toBe('clientId')
})

test.each(['00D000000000001!AQEAQexample_token', '00D000000000001!AQEA.Qexample.token_'])(
  'an opaque access token is named as such: %s',
  async (token) => {
    const trust = salesforce({ clientId: 'a', source: offline })
    await expect(createVerifier(trust).verify(token)).rejects.toMatchObject({
      code: 'ERR_TOKEN_MALFORMED',
      hint: expect.stringContaining('send the ID token'),
    })
    trust.keys.close()
  },
)
