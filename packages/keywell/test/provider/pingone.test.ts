/** What PingOne's tokens need beside the nine cases. */
import { expect, test } from 'vitest'
import { pingOne } from '../../src/providers.ts'
import { refusedOption } from './support/refused-options.ts'

const good = { environmentId: '12345678-1234-1234-1234-123456789012', audience: 'https://api.example' }

test.each([
  ['environmentId', 'acme'],
  ['environmentId', `${good.environmentId}/as`],
  ['region', 'us'],
  ['region', 'evil.example/'],
  ['audience', undefined],
])('%s: %j is refused by name', (option, value) => {
  expect(refusedOption(() => Reflect.apply(pingOne, undefined, [{ ...good, [option]: value }]))).toBe(option)
})

test.each([
  [undefined, 'https://auth.pingone.com'],
  ['com.au', 'https://auth.pingone.com.au'],
  ['sg', 'https://auth.pingone.sg'],
] as const)('the region %s is the host %s', (region, origin) => {
  const trust = pingOne(region === undefined ? good : { ...good, region })
  expect(trust.issuer).toBe(`${origin}/${good.environmentId}/as`)
  expect(trust.keys.status().source).toBe(`${origin}/${good.environmentId}/as/jwks`)
  trust.keys.close()
})
