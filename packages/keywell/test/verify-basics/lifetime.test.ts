/** A verifier from its first token to its end: loading, waiting, watching, closing. */
import { describe, expect, test } from 'vitest'
import { createVerifier, type KeySource, type SourceEvent, type Verifier } from '../../src/index.ts'
import { discoverJwks } from '../../src/source/remote/discover.ts'
import { fakeClock, type FakeClock, testIssuer, type TestIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { patiently } from '../support/patience.ts'
import { isDeepFrozen } from './bench.ts'

interface Fetching {
  readonly issuer: TestIssuer
  readonly clock: FakeClock
  readonly keys: KeySource
  readonly verifier: Verifier
}

async function fetching(): Promise<Fetching> {
  const clock = fakeClock()
  const issuer = await testIssuer({ clock })
  const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock })
  return { issuer, clock, keys, verifier: createVerifier(issuer.trust({ keys }), { clock }) }
}

describe('verify', () => {
  test('waits for the keys of its first token', async () => {
    const { issuer, verifier } = await fetching()
    expect((await verifier.verify(await issuer.token())).freshness).toEqual({ stale: false, ageMs: 0 })
    expect(issuer.requests).toHaveLength(2)
  })

  test('gives a frozen result with keys that were fetched, too', async () => {
    const { issuer, verifier } = await fetching()
    expect(isDeepFrozen(await verifier.verify(await issuer.token()))).toBe(true)
  })

  test('fetches once for many tokens', async () => {
    const { issuer, verifier } = await fetching()
    const token = await issuer.token()
    await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)))
    expect(issuer.requests).toHaveLength(2)
  })

  test('looks again for a kid that it does not know', async () => {
    const { issuer, verifier } = await fetching()
    await verifier.verify(await issuer.token())
    await issuer.rotate()
    expect((await verifier.verify(await issuer.token())).key.kid).toBe('es256-2')
    expect(issuer.requests).toHaveLength(3)
  })

  test('does not look for keys of a token that it refuses anyway', async () => {
    const { issuer, verifier } = await fetching()
    await failure('ERR_TOKEN_EXPIRED', async () => verifier.verify(await issuer.token({ exp: 1 })))
    await failure('ERR_AUDIENCE_MISMATCH', async () => verifier.verify(await issuer.token({ aud: 'other' })))
    await failure('ERR_ISSUER_UNTRUSTED', async () => verifier.verify(await issuer.token({ iss: 'other' })))
    expect(issuer.requests).toEqual([])
  })

  test('refuses a token that expired while it waited for keys', async () => {
    const clock = fakeClock()
    const issuer = await testIssuer({ clock })
    const fetch: typeof issuer.fetch = async (url, init) => {
      await clock.sleep(2000)
      return issuer.fetch(url, init)
    }
    const keys = discoverJwks(issuer.issuer, { fetch, clock })
    const verifier = createVerifier(issuer.trust({ keys, clockToleranceSeconds: 0 }), { clock })
    const [short, long] = await Promise.all([3, 5].map((seconds) => issuer.token({}, { expiresInSeconds: seconds })))
    const refused = failure('ERR_TOKEN_EXPIRED', () => verifier.verify(short ?? ''))
    const accepted = verifier.verify(long ?? '')
    await clock.advance(4000)
    expect((await refused).detail).toMatchObject({ verified: true, claim: 'exp' })
    expect((await accepted).issuer).toBe(issuer.issuer)
  })

  test('ends its wait with the caller’s signal, while the fetch goes on for others', async () => {
    const { issuer, verifier } = await fetching()
    const control = new AbortController()
    const token = await issuer.token()
    const left = failure('ERR_KEYS_UNAVAILABLE', () => verifier.verify(token, { signal: control.signal }))
    const stayed = verifier.verify(token)
    control.abort(new Error('gone home'))
    expect((await left).cause).toMatchObject({ message: 'gone home' })
    expect((await stayed).trust).toBeUndefined()
    expect(issuer.requests).toHaveLength(2)
  })

  test('that is ended by its own signal says so, and not that the issuer failed', async () => {
    const issuer = await testIssuer()
    issuer.fail({ with: 'stall' })
    const keys = discoverJwks(issuer.issuer, { fetch: issuer.fetch })
    const verifier = createVerifier(issuer.trust({ keys }))
    const token = await issuer.token()
    for (const signal of [AbortSignal.abort(), AbortSignal.timeout(10)]) {
      const error = await failure('ERR_KEYS_UNAVAILABLE', () => verifier.verify(token, { signal }))
      expect(error.detail.reason).toBe('the caller ended its wait')
    }
    keys.close()
  })
})

describe('verifySync', () => {
  test('never waits: no keys yet is an error of its own, and loading begins', async () => {
    const { issuer, verifier, clock } = await fetching()
    const token = await issuer.token()
    const error = await failure('ERR_KEYS_NOT_LOADED', () => verifier.verifySync(token))
    expect(error).toMatchObject({ status: 503, detail: { source: issuer.issuer } })
    await clock.advance(0)
    expect(verifier.verifySync(token).key.kid).toBe('es256-1')
  })

  test('says of an unknown kid that a refresh is under way', async () => {
    const { issuer, verifier, clock } = await fetching()
    await verifier.prefetch()
    await issuer.rotate()
    const token = await issuer.token()
    const error = await failure('ERR_KEY_NOT_FOUND', () => verifier.verifySync(token))
    expect(error.detail).toMatchObject({ refreshing: true, kid: 'es256-2', kids: ['es256-1'] })
    await clock.advance(0)
    expect(verifier.verifySync(token).key.kid).toBe('es256-2')
  })

  test('leaves no rejection unhandled when the refresh fails', async () => {
    const { issuer, verifier, clock } = await fetching()
    issuer.fail({ with: 'network' })
    const token = await issuer.token()
    await failure('ERR_KEYS_NOT_LOADED', () => verifier.verifySync(token))
    await clock.advance(300)
    await failure('ERR_KEYS_UNAVAILABLE', () => verifier.verifySync(token))
  })
})

describe('prefetch', () => {
  test('loads the keys, so that the first token does not wait', async () => {
    const { issuer, verifier } = await fetching()
    await verifier.prefetch()
    expect(verifier.verifySync(await issuer.token()).key.alg).toBe('ES256')
  })

  test('rejects when there are none to be had, with what failed', async () => {
    const { issuer, verifier, clock } = await fetching()
    issuer.fail({ with: 503 })
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => patiently(clock, verifier.prefetch()))
    expect(error.cause).toMatchObject({ code: 'ERR_FETCH_STATUS' })
  })

  test('has nothing to do for keys that are given', async () => {
    const issuer = await testIssuer()
    await expect(createVerifier(issuer.trust()).prefetch()).resolves.toBeUndefined()
  })
})

describe('status and events', () => {
  test('tell the state of each source', async () => {
    const { issuer, verifier } = await fetching()
    expect(verifier.status()).toMatchObject({ state: 'open', sources: [{ source: issuer.issuer, state: 'cold' }] })
    await verifier.prefetch()
    expect(verifier.status().sources).toMatchObject([{ state: 'fresh', lastAttempt: 'ok' }])
  })

  test('list a source once that several trusts share', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier([issuer.trust({ name: 'a' }), issuer.trust({ name: 'b' })])
    expect(verifier.status().sources).toHaveLength(1)
  })

  test('reach a subscriber until the subscription ends', async () => {
    const { verifier, keys } = await fetching()
    const events: SourceEvent['type'][] = []
    const end = verifier.subscribe(({ type }) => events.push(type))
    await verifier.prefetch()
    end()
    keys.purge()
    expect(events).toEqual(['loaded', 'fetched'])
  })
})

describe('a closed verifier', () => {
  test('answers ERR_CLOSED to everything', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    const token = await issuer.token()
    verifier.close()
    await failure('ERR_CLOSED', () => verifier.verify(token))
    await failure('ERR_CLOSED', () => verifier.verifySync(token))
    await failure('ERR_CLOSED', () => verifier.prefetch())
    expect(verifier.status().state).toBe('closed')
  })

  test('leaves sources open that were passed in', async () => {
    const issuer = await testIssuer()
    const trust = issuer.trust()
    createVerifier(trust).close()
    expect((await createVerifier(trust).verify(await issuer.token())).issuer).toBe(issuer.issuer)
  })

  test('may be closed twice', async () => {
    const verifier = createVerifier((await testIssuer()).trust())
    verifier.close()
    expect(() => verifier.close()).not.toThrow()
  })

  test('is what leaving its scope makes of it', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    await verifier[Symbol.asyncDispose]()
    expect(verifier.status().state).toBe('closed')
  })
})
