/** The first moment of a busy server: everybody comes at once, and nothing is there yet. */
import { expect, test, vi } from 'vitest'
import { discoverJwks } from '../../../src/index.ts'
import { codeOfCall } from '../../security/support.ts'
import { faultWorld } from '../../support/fault-world.ts'

// Thousands of verifications in one test: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 })

test('10,000 concurrent verifications of a cold verifier cost one discovery and one key request, and all succeed', async () => {
  const issuer = 'https://issuer.test'
  const it = await faultWorld({ make: (options) => discoverJwks(issuer, options) })
  it.serve((url) =>
    url.includes('/.well-known/')
      ? { body: { issuer, jwks_uri: `${issuer}/jwks.json` }, delayMs: 200 }
      : { body: it.issuer.jwks(), delayMs: 300 },
  )
  const tokens = await Promise.all(Array.from({ length: 10 }, (_, i) => it.issuer.token({ sub: `user ${i}` })))
  const results = Array.from({ length: 10_000 }, (_, i) => it.verifier.verify(tokens[i % 10] ?? ''))
  await it.clock.advance(500)
  const subjects = (await Promise.all(results)).map(({ payload }) => payload.sub)
  expect(subjects).toHaveLength(10_000)
  expect(new Set(subjects).size).toBe(10)
  expect(it.requests.map(({ url }) => url)).toEqual([
    `${issuer}/.well-known/openid-configuration`,
    `${issuer}/jwks.json`,
  ])
  expect(it.keys.status()).toMatchObject({ waiters: 0, state: 'fresh' })
})

test('10,000 concurrent verifications all fail with 503 and one cause when nothing comes, after one load', async () => {
  const it = await faultWorld()
  it.serve({ status: 503, delayMs: 100 })
  const token = await it.token()
  const codes = Array.from({ length: 10_000 }, () => codeOfCall(() => it.verifier.verify(token)))
  // One load with one retry takes 0.5 s at most; the first probe comes after that.
  await it.clock.advance(500)
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['ERR_KEYS_UNAVAILABLE']))
  expect(it.requests).toHaveLength(2)
  expect(it.events.filter(({ type }) => type === 'failed')).toHaveLength(1)
  expect(it.keys.status().waiters).toBe(0)
})
