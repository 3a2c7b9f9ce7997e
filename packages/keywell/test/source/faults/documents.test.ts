/** Documents that are wrong, and documents that are merely untidy. A failure never costs the keys that are held. */
import { describe, expect, test } from 'vitest'
import { generateJwk } from '../../../src/jwk.ts'
import type { Jwk } from '../../../src/jwk/jwk.ts'
import { publicKey } from '../../support/documents.ts'
import { type FaultOptions, faultWorld, stray } from '../../support/fault-world.ts'
import type { Answer } from '../../support/scripted-fetch.ts'

const bodyOf = (bytes: number): string => `{"keys":[],"padding":"${'x'.repeat(bytes)}"}`

const WRONG: readonly (readonly [string, Answer, string])[] = [
  ['an empty 200', { body: '' }, 'ERR_JWKS_INVALID'],
  ['HTML with 200', { body: '<!doctype html><title>Sign in</title>' }, 'ERR_JWKS_INVALID'],
  ['an error with 200', { body: { error: 'temporarily_unavailable' } }, 'ERR_JWKS_INVALID'],
  ['truncated JSON', { body: '{"keys":[{"kty":"EC",' }, 'ERR_JWKS_INVALID'],
  ['a body that breaks off', { body: bodyOf(100), bodyFault: 'cut' }, 'ERR_FETCH_FAILED'],
  ['a body of 10 MB', { body: bodyOf(10_000_000) }, 'ERR_FETCH_TOO_LARGE'],
  ['a body of a byte a second', { body: bodyOf(100), bodyFault: 'slow' }, 'ERR_FETCH_TIMEOUT'],
  ['a body that stalls', { body: bodyOf(100), bodyFault: 'stall' }, 'ERR_FETCH_TIMEOUT'],
  ['headers that stall', { fault: 'stall' }, 'ERR_FETCH_TIMEOUT'],
  ['nothing that listens', { fault: 'refused' }, 'ERR_FETCH_FAILED'],
  [
    'a redirect to an address of the host’s own network',
    { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } },
    'ERR_FETCH_REDIRECT',
  ],
  ['a set of which no key is usable', { body: { keys: [{ kty: 'XX' }, null, 7] } }, 'ERR_JWKS_INVALID'],
  ['a set of 257 keys', { body: { keys: Array.from({ length: 257 }, () => ({ kty: 'EC' })) } }, 'ERR_JWKS_INVALID'],
  ['a set nested 17 deep', { body: `{"keys":[],"x":${'['.repeat(16)}${']'.repeat(16)}}` }, 'ERR_JWKS_INVALID'],
  ['a 304 to a request without validators', { status: 304 }, 'ERR_FETCH_STATUS'],
]

describe.each(WRONG)('%s', (_, answer, code) => {
  test('is a 503 with its cause while there are no keys', async () => {
    const it = await faultWorld()
    it.serve(answer)
    expect(await it.verify(await it.token())).toBe('ERR_KEYS_UNAVAILABLE')
    // A caller leaves after 5 seconds; the load may take longer to give up.
    await it.clock.advance(10_000)
    expect(it.keys.status().error).toMatchObject({ code })
    expect(it.requests.map(({ url }) => new URL(url).host)).not.toContain('169.254.169.254')
  })

  test('leaves the keys that are held, and a good answer after it is taken', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    it.serve(answer)
    await it.clock.advance(620_000)
    expect(it.keys.status()).toMatchObject({ state: 'stale', error: { code } })
    expect(await it.verify(token)).toBe('accepted')
    it.recover()
    await it.clock.advance(120_000)
    expect(it.keys.status()).toMatchObject({ lastAttempt: 'ok', state: 'fresh', error: undefined, generation: 1 })
  })
})

describe('a set', () => {
  const usable = async (bad: Readonly<Record<string, unknown>>) => {
    const it = await faultWorld()
    it.serve(() => ({ body: { keys: [bad, ...it.issuer.jwks().keys] } }))
    return { it, code: await it.verify(await it.token()), quarantined: it.keys.status().keys?.quarantined ?? [] }
  }

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a key type from the future', { kty: 'XX', kid: 'bad' }],
    ['an AKP key of an algorithm that nobody has', { kty: 'AKP', alg: 'ML-DSA-1', pub: 'AAAA', kid: 'bad' }],
    ['an AKP key of a wrong length', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', kid: 'bad' }],
    ['an OKP key for key agreement', { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43), kid: 'bad' }],
    ['an OKP key of another curve', { kty: 'OKP', crv: 'Ed9', x: 'A'.repeat(43), kid: 'bad' }],
    ['a point off its curve', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43), kid: 'bad' }],
    ['a shared secret', { kty: 'oct', k: 'A'.repeat(43), kid: 'bad' }],
    ['a key of 65 KiB', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(66_000), kid: 'bad' }],
  ])('with %s verifies by its other keys, and says what is wrong with that one', async (_, bad) => {
    const { code, quarantined } = await usable(bad)
    expect(code).toBe('accepted')
    expect(quarantined).toMatchObject([{ index: 0, kid: 'bad', reason: expect.stringMatching(/\w/) }])
  })

  test('with a private key among its own sets that one aside', async () => {
    const pair = await generateJwk('ES256', { kid: 'leaked' })
    const { code, quarantined } = await usable({ ...pair.privateJwk })
    expect(code).toBe('accepted')
    expect(quarantined).toMatchObject([{ kid: 'leaked' }])
  })

  test('with OKP and AKP keys uses those that the runtime knows', async () => {
    const ed = await generateJwk('Ed25519', { kid: 'ed' })
    const { it, quarantined } = await usable({ ...ed.publicJwk })
    expect(quarantined).toEqual([])
    expect(it.keys.status().keys?.withKid('ed')).toHaveLength(1)
  })

  test('of one kid for two algorithms verifies both', async () => {
    const other = await publicKey('es256-1')
    const rsa = await generateJwk('Ed25519', { kid: 'es256-1' })
    const it = await faultWorld()
    it.serve(() => ({ body: { keys: [{ ...rsa.publicJwk }, other, ...it.issuer.jwks().keys] } }))
    expect(await it.verify(await it.token())).toBe('accepted')
  })

  test('without kids verifies tokens without one, and none that names a key', async () => {
    const it = await faultWorld()
    const nameless = ({ kid: _kid, ...jwk }: Jwk): object => jwk
    it.serve(() => ({ body: { keys: it.issuer.jwks().keys.map(nameless) } }))
    expect(await it.verify(await it.token({ header: { kid: undefined } }))).toBe('accepted')
    expect(await it.verify(await it.token())).toBe('ERR_KEY_NOT_FOUND')
  })

  test('without kids and with several keys does not guess', async () => {
    const it = await faultWorld()
    const nameless = ({ kid: _kid, ...jwk }: Jwk): object => jwk
    const other = await publicKey('other')
    it.serve(() => ({ body: { keys: [...it.issuer.jwks().keys, other].map(nameless) } }))
    expect(await it.verify(await it.token({ header: { kid: undefined } }))).toBe('ERR_KEY_AMBIGUOUS')
  })
})

describe('a rotation', () => {
  test('without overlap is announced as one, and refuses the tokens from before', async () => {
    const it = await faultWorld()
    const before = await it.warmUp()
    await it.issuer.rotate({ previous: 'drop' })
    expect(await it.verify(await it.token())).toBe('accepted')
    expect(await it.verify(before)).toBe('ERR_KEY_NOT_FOUND')
    expect(it.events.map(({ type }) => type)).toContain('all-replaced')
    expect(it.keys.status().generation).toBe(2)
  })

  test('that takes one of two keys away refuses its tokens at once', async () => {
    const it = await faultWorld()
    const before = await it.warmUp()
    await it.issuer.rotate()
    const after = await it.token()
    expect(await it.verify(after)).toBe('accepted')
    it.serve({ body: { keys: it.issuer.jwks().keys.filter(({ kid }) => kid === 'es256-2') } })
    await it.clock.advance(540_000)
    expect(await it.verify(before)).toBe('ERR_KEY_NOT_FOUND')
    expect(await it.verify(after)).toBe('accepted')
    expect(it.events).toContainEqual({ type: 'key-removed', source: expect.any(String), kid: 'es256-1', kty: 'EC' })
    expect(it.events.map(({ type }) => type)).not.toContain('all-replaced')
  })

  test('keeps a removed key for as long as its grace, and no longer', async () => {
    const it = await faultWorld({ removalGraceSeconds: 60 })
    const before = await it.warmUp()
    await it.issuer.rotate({ previous: 'drop' })
    expect(await it.verify(await it.token())).toBe('accepted')
    await it.clock.advance(59_000)
    expect(await it.verify(before)).toBe('accepted')
    await it.clock.advance(1000)
    expect(await it.verify(before)).toBe('ERR_KEY_NOT_FOUND')
  })

  test('takes the removed key’s tokens out of the memory of verdicts', async () => {
    const it = await faultWorld({ verifier: { tokenCache: {} } })
    const before = await it.warmUp()
    expect(await it.verify(before)).toBe('accepted')
    await it.issuer.rotate({ previous: 'drop' })
    expect(await it.verify(await it.token())).toBe('accepted')
    expect(await it.verify(before)).toBe('ERR_KEY_NOT_FOUND')
  })
})

describe('a kid that is used again for another key', () => {
  const reused = async (options: FaultOptions = {}) => {
    const it = await faultWorld(options)
    const before = await it.warmUp()
    // A second issuer of the same name has the same kids and other keys.
    const other = await faultWorld({ clock: it.clock })
    it.serve({ body: other.issuer.jwks() })
    return { it, before, after: await other.token() }
  }

  test('heals by one refresh in the background, which the refused token did not wait for', async () => {
    const { it, before, after } = await reused()
    const startedAt = it.clock.monotonic()
    expect(await it.verify(after)).toBe('ERR_SIGNATURE_INVALID')
    expect(it.clock.monotonic()).toBe(startedAt)
    await it.clock.advance(0)
    expect(it.requests).toHaveLength(2)
    expect(await it.verify(after)).toBe('accepted')
    expect(it.events).toContainEqual(expect.objectContaining({ type: 'key-replaced-same-kid', kid: 'es256-1' }))
    expect(await it.verify(before)).toBe('ERR_SIGNATURE_INVALID')
  })

  test('takes the tokens of the key before out of the memory of verdicts', async () => {
    const { it, before, after } = await reused({ verifier: { tokenCache: {} } })
    expect(await it.verify(before)).toBe('accepted')
    await it.verify(after)
    await it.clock.advance(0)
    expect(await it.verify(after)).toBe('accepted')
    expect(await it.verify(before)).toBe('ERR_SIGNATURE_INVALID')
  })

  test('is not waited for even where the server stalls', async () => {
    const { it, after } = await reused()
    it.serve({ fault: 'stall' })
    const startedAt = it.clock.monotonic()
    expect(await it.verify(after)).toBe('ERR_SIGNATURE_INVALID')
    expect(it.clock.monotonic()).toBe(startedAt)
  })

  test('costs at most one request in 5 minutes, however many signatures are bad', async () => {
    const { it, after } = await reused()
    it.recover({ 'cache-control': 'max-age=3600' })
    await it.clock.advance(540_000)
    const from = it.clock.monotonic()
    for (let minute = 0; minute < 20; minute++) {
      for (let tries = 0; tries < 5; tries++) expect(await it.verify(after)).toBe('ERR_SIGNATURE_INVALID')
      await it.clock.advance(60_000)
    }
    expect(it.requests.filter(({ at }) => at >= from)).toHaveLength(4)
  })
})

describe('a set without keys', () => {
  const EMPTY: Answer = { body: { keys: [] } }

  test('once is a failure that keeps the keys', async () => {
    const it = await faultWorld()
    const token = await it.warmUp()
    it.serve(EMPTY)
    await it.verify(await it.token(stray('new')))
    expect(it.keys.status()).toMatchObject({ lastAttempt: 'failed', error: { code: 'ERR_JWKS_INVALID' } })
    expect(await it.verify(token)).toBe('accepted')
    it.recover()
    await it.clock.advance(600_000)
    it.serve(EMPTY)
    await it.verify(await it.token(stray('newer')))
    expect(await it.verify(token)).toBe('accepted')
  })

  test('twice within a minute still is, and twice a minute apart revokes every key', async () => {
    const it = await faultWorld({ refresh: 'on-demand' })
    const token = await it.warmUp()
    it.serve(EMPTY)
    const refreshed = async (kid: string): Promise<string> => it.verify(await it.token(stray(kid)))
    await refreshed('a')
    await it.clock.advance(30_000)
    await refreshed('b')
    await it.clock.advance(29_000)
    await refreshed('c')
    expect(it.requests).toHaveLength(4)
    expect(await it.verify(token)).toBe('accepted')
    await it.clock.advance(30_000)
    await refreshed('d')
    expect(it.requests).toHaveLength(5)
    expect(await it.verify(token)).toBe('ERR_KEY_NOT_FOUND')
    expect(it.keys.status()).toMatchObject({ lastAttempt: 'ok', keys: { keys: [] } })
    it.recover()
    await it.clock.advance(600_000)
    expect(await it.verify(token)).toBe('accepted')
  })
})
