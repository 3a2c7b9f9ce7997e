/** The memory of accepted tokens: the same verdict, sooner, and never longer than it holds. */
import { describe, expect, test } from 'vitest'
import {
  createVerifier,
  type KeySource,
  type JwtPayload,
  type StandardSchema,
  type TokenCacheOptions,
  type Trust,
  type Verifier,
} from '../../src/index.ts'
import { fakeClock, type FakeClock, testIssuer, type TestIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { NOW_SECONDS, verdict } from './bench.ts'

interface Cached {
  readonly issuer: TestIssuer
  readonly clock: FakeClock
  readonly verifier: Verifier
  /** How many tokens were verified for real. */
  real(): number
  /** Changed by a test to make the trust's own check refuse. */
  readonly allowed: { value: boolean }
}

async function cached(tokenCache: TokenCacheOptions = {}): Promise<Cached> {
  const clock = fakeClock({ now: NOW_SECONDS * 1000 })
  const issuer = await testIssuer({ clock })
  let real = 0
  const allowed = { value: true }
  const validate: StandardSchema<JwtPayload>['~standard']['validate'] = (value) => (
    real++,
    { value: Object(value) as JwtPayload }
  )
  const parse: StandardSchema<JwtPayload> = { '~standard': { version: 1, vendor: 'test', validate } }
  const trust = issuer.trust({ parse, checks: [() => allowed.value], clockToleranceSeconds: 0 })
  return { issuer, clock, verifier: createVerifier(trust, { clock, tokenCache }), real: () => real, allowed }
}

describe('a token seen before', () => {
  test('gets the same verdict without being verified again', async () => {
    const { issuer, verifier, real } = await cached()
    const token = await issuer.token()
    const first = await verifier.verify(token)
    expect(await verifier.verify(token)).toBe(first)
    expect(verifier.verifySync(token)).toBe(first)
    expect(real()).toBe(1)
  })

  test('is verified again where there is no cache', async () => {
    const { issuer } = await cached()
    const verifier = createVerifier(issuer.trust(), { clock: fakeClock({ now: NOW_SECONDS * 1000 }) })
    const token = await issuer.token()
    expect(await verifier.verify(token)).not.toBe(await verifier.verify(token))
  })

  test('has expired when it has, to the millisecond', async () => {
    const { issuer, verifier, clock } = await cached({ maxAgeSeconds: 600 })
    const token = await issuer.token({}, { expiresInSeconds: 300 })
    await verifier.verify(token)
    await clock.advance(299_999)
    expect(await verdict(verifier, token)).toBe('accepted')
    await clock.advance(1)
    expect(await verdict(verifier, token)).toBe('ERR_TOKEN_EXPIRED')
  })

  test('is not yet valid when the wall clock went back before its time', async () => {
    const { issuer, verifier, clock } = await cached()
    const token = await issuer.token({ nbf: NOW_SECONDS })
    await verifier.verify(token)
    clock.setNow(NOW_SECONDS * 1000 - 1)
    expect(await verdict(verifier, token)).toBe('ERR_TOKEN_NOT_YET_VALID')
  })

  test('is verified again once the verdict is older than allowed', async () => {
    const { issuer, verifier, clock, real } = await cached({ maxAgeSeconds: 10 })
    const token = await issuer.token()
    await verifier.verify(token)
    await clock.advance(9_999)
    await verifier.verify(token)
    expect(real()).toBe(1)
    await clock.advance(1)
    await verifier.verify(token)
    expect(real()).toBe(2)
  })

  test('is refused as soon as its key is gone', async () => {
    const { issuer, verifier } = await cached()
    const token = await issuer.token()
    await verifier.verify(token)
    await issuer.rotate()
    expect(await verdict(verifier, token)).toBe('accepted')
    await issuer.rotate({ previous: 'drop' })
    expect(await verdict(verifier, token)).toBe('ERR_KEY_NOT_FOUND')
  })

  test('is refused as soon as another key has its kid', async () => {
    const [issuer, other] = await Promise.all([testIssuer(), testIssuer()])
    let keys = issuer.keys
    const source: KeySource = { ...issuer.keys, lookup: (query) => keys.lookup(query) }
    const verifier = createVerifier(issuer.trust({ keys: source }), { tokenCache: {} })
    const token = await issuer.token()
    expect(await verdict(verifier, token)).toBe('accepted')
    keys = other.keys
    expect(await verdict(verifier, token)).toBe('ERR_SIGNATURE_INVALID')
  })

  test('is refused as soon as its source is closed', async () => {
    const { issuer, verifier } = await cached()
    const token = await issuer.token()
    await verifier.verify(token)
    issuer.keys.close()
    expect(await verdict(verifier, token)).toBe('ERR_CLOSED')
  })

  test('is refused as soon as the trust’s own checks refuse it', async () => {
    const { issuer, verifier, allowed } = await cached()
    const token = await issuer.token()
    await verifier.verify(token)
    allowed.value = false
    expect(await verdict(verifier, token)).toBe('ERR_CLAIM_INVALID')
    allowed.value = true
    expect(await verdict(verifier, token)).toBe('accepted')
  })

  test('is refused when its verifier is closed', async () => {
    const { issuer, verifier } = await cached()
    const token = await issuer.token()
    await verifier.verify(token)
    verifier.close()
    expect(await verdict(verifier, token)).toBe('ERR_CLOSED')
  })
})

describe('a refused token', () => {
  test('is not remembered', async () => {
    const { issuer, verifier, allowed, real } = await cached()
    allowed.value = false
    const token = await issuer.token()
    await failure('ERR_CLAIM_INVALID', () => verifier.verify(token))
    allowed.value = true
    await verifier.verify(token)
    expect(real()).toBe(2)
  })

  test('that differs from a remembered one in any character is refused', async () => {
    const { issuer, verifier } = await cached()
    const token = await issuer.token()
    await verifier.verify(token)
    for (const at of [0, 5, token.indexOf('.') + 9, token.length - 40, token.length - 1]) {
      const other = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(await verdict(verifier, other)).not.toBe('accepted')
    }
    for (const other of [`${token} `, ` ${token}`, token.slice(1), `${token}.`, token.slice(0, -1)]) {
      expect(await verdict(verifier, other)).not.toBe('accepted')
    }
  })

  test('that ends as a remembered one does is refused', async () => {
    const { issuer, verifier } = await cached()
    const [good, other] = await Promise.all([issuer.token({ sub: 'alice' }), issuer.token({ sub: 'mallory' })])
    await verifier.verify(good)
    const forged = `${other.slice(0, other.lastIndexOf('.'))}${good.slice(good.lastIndexOf('.'))}`
    expect(await verdict(verifier, forged)).toBe('ERR_SIGNATURE_INVALID')
    expect(await verdict(verifier, good)).toBe('accepted')
  })
})

test.each([undefined, null, 7, {}, []])('what is no token is refused as without a cache: %o', async (token) => {
  const { verifier } = await cached()
  expect(await verdict(verifier, token as never)).toBe('ERR_TOKEN_MALFORMED')
})

describe('the bounds', () => {
  test.each([1, 2, 3, 10])('of %i entries is never passed', async (maxEntries) => {
    const { issuer, verifier, real } = await cached({ maxEntries })
    const tokens = await Promise.all(Array.from({ length: 30 }, (_, index) => issuer.token({ sub: String(index) })))
    for (const token of tokens) await verifier.verify(token)
    const before = real()
    for (const token of tokens.toReversed()) await verifier.verify(token)
    const remembered = tokens.length - (real() - before)
    expect(remembered).toBeLessThanOrEqual(maxEntries)
    expect(remembered).toBeGreaterThan(0)
  })

  test('of length leaves long tokens out', async () => {
    const { issuer, verifier, real } = await cached()
    const token = await issuer.token({ filler: 'x'.repeat(8 * 1024) })
    await verifier.verify(token)
    await verifier.verify(token)
    expect(real()).toBe(2)
  })

  test.each([
    { maxEntries: 0 },
    { maxEntries: 1.5 },
    { maxEntries: '10' },
    { maxAgeSeconds: -1 },
    { maxAgeSeconds: '60' },
    { entries: 1 },
  ])('are checked: %o', async (options) => {
    const { trust } = await testIssuer()
    await failure('ERR_OPTION_INVALID', () => createVerifier(trust(), { tokenCache: options as never }))
  })
})

describe('where trusts come from resolve, a token seen before', () => {
  test('is refused as soon as its issuer is trusted no longer, and undecided while nobody can say', async () => {
    const clock = fakeClock({ now: NOW_SECONDS * 1000 })
    const issuer = await testIssuer({ clock })
    let resolve = (): Trust | undefined => issuer.trust()
    const verifier = createVerifier({ resolve: () => resolve(), maxIssuers: 10 }, { clock, tokenCache: {} })
    const token = await issuer.token()
    expect(await verifier.verify(token)).toBe(await verifier.verify(token))
    resolve = () => undefined
    expect(await verdict(verifier, token)).toBe('ERR_ISSUER_UNTRUSTED')
    resolve = () => issuer.trust()
    await verifier.verify(token)
    resolve = () => {
      throw new Error('away')
    }
    expect(await verdict(verifier, token)).toBe('ERR_KEYS_UNAVAILABLE')
  })

  test('is verified anew under a trust that is new', async () => {
    const clock = fakeClock({ now: NOW_SECONDS * 1000 })
    const issuer = await testIssuer({ clock })
    let trust: Trust | undefined = issuer.trust()
    const verifier = createVerifier({ resolve: () => trust, maxIssuers: 10 }, { clock, tokenCache: {} })
    const [token, other] = [await issuer.token(), await issuer.token()]
    await verifier.verify(token)
    trust = undefined
    await verdict(verifier, other)
    trust = issuer.trust({ audience: 'https://other.test' })
    expect(await verdict(verifier, token)).toBe('ERR_AUDIENCE_MISMATCH')
  })
})
