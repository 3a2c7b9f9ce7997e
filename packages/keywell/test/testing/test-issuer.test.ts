/** The issuer that users put into their own tests. */
import { describe, expect, test } from 'vitest'
import { createVerifier, decodeJwt, type KeySource } from '../../src/index.ts'
import { signJwt } from '../../src/sign.ts'
import { discoverJwks } from '../../src/source/remote/discover.ts'
import { fakeClock, testIssuer, type TestIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { patiently } from '../support/patience.ts'

describe('tokens', () => {
  test('verify against its own trust', async () => {
    const issuer = await testIssuer()
    const { payload, header } = await createVerifier(issuer.trust()).verify(await issuer.token({ scope: 'read' }))
    expect(payload).toMatchObject({ iss: 'https://issuer.test', aud: 'https://api.test', scope: 'read' })
    expect(header).toEqual({ alg: 'ES256', kid: 'es256-1', typ: 'JWT' })
  })

  test('live for 300 seconds of the clock that was given', async () => {
    const clock = fakeClock({ now: 1_000_000 })
    const issuer = await testIssuer({ clock })
    expect(decodeJwt(await issuer.token()).payload).toMatchObject({ iat: 1000, exp: 1300 })
  })

  test('have expired when their lifetime is negative', async () => {
    const issuer = await testIssuer()
    const token = await issuer.token({}, { expiresInSeconds: -3600 })
    await failure('ERR_TOKEN_EXPIRED', () => createVerifier(issuer.trust()).verify(token))
  })

  test('carry the claims that were given instead of the usual ones', async () => {
    const issuer = await testIssuer()
    const { payload } = decodeJwt(await issuer.token({ sub: 'alice', aud: ['a', 'b'], exp: undefined }))
    expect(payload).toMatchObject({ sub: 'alice', aud: ['a', 'b'] })
    expect(payload).not.toHaveProperty('exp')
  })

  test('carry the header members that were given instead of the usual ones', async () => {
    const issuer = await testIssuer()
    const token = await issuer.token({}, { typ: 'at+jwt', header: { kid: undefined, x: 1 } })
    expect(decodeJwt(token).header).toEqual({ alg: 'ES256', typ: 'at+jwt', x: 1 })
  })

  test.each(['RS256', 'PS256', 'ES384', 'Ed25519'] as const)('are signed with %s when asked', async (alg) => {
    const issuer = await testIssuer({ algorithms: ['ES256', alg] })
    const token = await issuer.token({}, { alg })
    expect((await createVerifier(issuer.trust()).verify(token)).key.alg).toBe(alg)
  })
})

describe('rotation', () => {
  test('signs with a new key and keeps the old one published', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust())
    const before = await issuer.token()
    await issuer.rotate()
    const after = await issuer.token()
    expect([(await verifier.verify(before)).key.kid, (await verifier.verify(after)).key.kid]).toEqual([
      'es256-1',
      'es256-2',
    ])
  })

  test('takes the old key out of the set when told', async () => {
    const issuer = await testIssuer()
    const before = await issuer.token()
    await issuer.rotate({ previous: 'drop' })
    expect(issuer.jwks().keys.map(({ kid }) => kid)).toEqual(['es256-2'])
    await failure('ERR_KEY_NOT_FOUND', () => createVerifier(issuer.trust()).verify(before))
  })

  test('still signs with a key that is no longer published', async () => {
    const issuer = await testIssuer()
    await issuer.rotate({ previous: 'drop' })
    const token = await issuer.token({}, { kid: 'es256-1' })
    await failure('ERR_KEY_NOT_FOUND', () => createVerifier(issuer.trust()).verify(token))
  })

  test('tells those who subscribed to its keys', async () => {
    const issuer = await testIssuer()
    const events: string[] = []
    const end = issuer.keys.subscribe(({ type }) => events.push(type))
    await issuer.rotate()
    end()
    await issuer.rotate()
    expect(events).toEqual(['loaded'])
  })
})

test('a second issuer of the same name has the same kids and other keys', async () => {
  const [issuer, attacker] = await Promise.all([testIssuer(), testIssuer()])
  const verifier = createVerifier(issuer.trust())
  await failure('ERR_SIGNATURE_INVALID', async () => verifier.verify(await attacker.token()))
})

test('its set holds no private member', async () => {
  const issuer = await testIssuer({ algorithms: ['RS256', 'ES256', 'Ed25519'] })
  const members = issuer.jwks().keys.flatMap((jwk) => Object.keys(jwk))
  expect(members.filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'priv', 'k'].includes(name))).toEqual([])
})

test('its trust takes a name, an audience and checks of one’s own', async () => {
  const issuer = await testIssuer()
  const trust = issuer.trust({ name: 'staff', audience: 'https://other.test', checks: [({ sub }) => sub === 'alice'] })
  const { verify } = createVerifier(trust)
  const token = await issuer.token({ sub: 'alice', aud: 'https://other.test' })
  expect((await verify(token)).trust).toBe('staff')
  await failure('ERR_AUDIENCE_MISMATCH', async () => verify(await issuer.token({ sub: 'alice' })))
})

test('its signer signs for signJwt', async () => {
  const issuer = await testIssuer()
  const { issuer: iss, audience } = issuer
  const token = await signJwt({}, { signer: issuer.signer(), issuer: iss, audience, expiresInSeconds: 60 })
  expect((await createVerifier(issuer.trust()).verify(token)).issuer).toBe(iss)
})

test('its keys answer nothing once they are closed, not even after a rotation', async () => {
  const issuer = await testIssuer()
  const token = await issuer.token()
  issuer.keys.close()
  await issuer.rotate()
  await failure('ERR_CLOSED', () => createVerifier(issuer.trust()).verify(token))
  expect(issuer.keys.status().state).toBe('closed')
})

describe('fetch', () => {
  const fetched = (issuer: TestIssuer, clock = fakeClock()): KeySource =>
    discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock })

  test('serves discovery and keys, and counts what was asked', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(issuer.trust({ keys: fetched(issuer) }))
    await verifier.verify(await issuer.token())
    await verifier.verify(await issuer.token())
    expect(issuer.requests).toEqual([
      'https://issuer.test/.well-known/openid-configuration',
      'https://issuer.test/jwks.json',
    ])
  })

  test('serves an issuer that ends with a slash', async () => {
    const issuer = await testIssuer({ issuer: 'https://issuer.test/' })
    const verifier = createVerifier(issuer.trust({ keys: fetched(issuer) }))
    expect((await verifier.verify(await issuer.token())).issuer).toBe('https://issuer.test/')
  })

  test.each([
    { with: 503 },
    { with: 'network' },
    { with: { body: '<html>' } },
    { with: 500, only: 'jwks' },
    { with: 'network', only: 'discovery' },
  ] as const)('fails with %o', async (how) => {
    const issuer = await testIssuer()
    issuer.fail(how)
    const clock = fakeClock()
    const verifier = createVerifier(issuer.trust({ keys: fetched(issuer, clock) }))
    const token = await issuer.token()
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => patiently(clock, verifier.verify(token)))
    expect(error.cause).toBeInstanceOf(Error)
  })

  test('stalls until the caller’s deadline', async () => {
    const issuer = await testIssuer()
    issuer.fail({ with: 'stall' })
    const clock = fakeClock()
    const source = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock })
    const answer = failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('prefetch'))
    await clock.advance(15_000)
    expect((await answer).cause).toMatchObject({ code: 'ERR_FETCH_TIMEOUT' })
  })

  test('answers again after recovering', async () => {
    const issuer = await testIssuer()
    issuer.fail({ with: 'network' })
    const clock = fakeClock()
    const source = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock })
    await failure('ERR_KEYS_UNAVAILABLE', () => patiently(clock, source.refresh('prefetch')))
    issuer.recover()
    await clock.advance(60_000)
    await source.refresh('prefetch')
    expect(source.status().state).toBe('fresh')
  })

  test('knows nothing but its two documents', async () => {
    const issuer = await testIssuer()
    expect((await issuer.fetch('https://issuer.test/other')).status).toBe(404)
  })
})

describe('options', () => {
  test.each([
    [{ algorithms: [] }],
    [{ algorithms: ['HS256'] }],
    [{ algorithms: ['none'] }],
    [{ issuer: '' }],
    [{ audience: 7 }],
    [{ alg: 'ES256' }],
  ])('refuses %o', async (options) => {
    await failure('ERR_OPTION_INVALID', () => testIssuer(options as never))
  })

  test.each([[{ alg: 'RS256' }], [{ kid: 'other' }], [{ expiresInSeconds: Number.NaN }], [{ exp: 1 }]])(
    'refuses the token options %o',
    async (options) => {
      const issuer = await testIssuer()
      await failure('ERR_OPTION_INVALID', () => issuer.token({}, options as never))
    },
  )

  test('names the keys that there are when another one is asked for', async () => {
    const issuer = await testIssuer()
    const error = await failure('ERR_OPTION_INVALID', () => issuer.token({}, { kid: 'other' }))
    expect(error.hint).toBe('its keys: es256-1')
  })
})
