/** Attacks with a key that the token brings along or points at: only configured keys count. */
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { createVerifier, discoverJwks, type KeySource, remoteJwks, staticJwks } from '../../src/index.ts'
import {
  AUDIENCE,
  base64url,
  CERTIFICATE,
  CERTIFIED_KEY,
  claims,
  compact,
  expectAccepted,
  expectRefused,
  hmacWith,
  ISSUER,
  makePair,
  type Members,
  type Pair,
  pairOf,
  secretBytes,
  STILL,
  tokenOf,
  verifierOver,
} from './support.ts'

const ours = pairOf('ES256')

/** Every connection that this process begins, by whatever client; none is made. */
const watchConnections = () =>
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('no connection is made here')
  })

test('the watch sees the connections of every client', async () => {
  const stranger = watchConnections()
  try {
    await fetch('http://127.0.0.1:49151').catch(() => {})
    const calls = stranger.mock.calls.length
    expect(calls).toBeGreaterThan(0)
    await remoteJwks('https://127.0.0.1:49151')
      .refresh('cold')
      .catch(() => {})
    expect(stranger.mock.calls.length).toBeGreaterThan(calls)
  } finally {
    stranger.mockRestore()
  }
})

/** Everything that the test issuer's source was asked for, and every request of the process. */
function watched(): { readonly keys: KeySource; readonly requests: string[]; readonly lookups: unknown[] } {
  const requests: string[] = []
  const lookups: unknown[] = []
  const fetch = async (url: string | URL): Promise<Response> => {
    requests.push(String(url))
    return Response.json({ keys: [ours.jwk] })
  }
  const source = remoteJwks(`${ISSUER}/jwks.json`, { fetch, clock: STILL })
  const lookup: KeySource['lookup'] = (query) => {
    lookups.push(query)
    return source.lookup(query)
  }
  return { keys: { ...source, lookup }, requests, lookups }
}

const ATTACKERS = ['RS256', 'ES256', 'Ed25519'].map((alg) => makePair(alg, 'attacker'))

const privateJwk = (pair: Pair): Members => ({ ...pair.privateKey.export({ format: 'jwk' }), kid: pair.kid })

test.each(ATTACKERS.map((pair) => [pair.alg, pair] as const))(
  'B1: an embedded %s key is never used, whatever kid the token names',
  async (_, attacker) => {
    for (const jwk of [attacker.jwk, attacker.bare, privateJwk(attacker)]) {
      for (const [kid, code] of [
        [attacker.kid, 'ERR_KEY_NOT_FOUND'],
        [ours.kid, attacker.alg === 'ES256' ? 'ERR_SIGNATURE_INVALID' : 'ERR_KEY_MISMATCH'],
        [undefined, attacker.alg === 'ES256' ? 'ERR_SIGNATURE_INVALID' : 'ERR_KEY_NOT_FOUND'],
      ] as const) {
        const token = compact({ alg: attacker.alg, kid, jwk }, claims(), attacker.sign)
        await expectRefused(verifierOver([ours.jwk]), token, code)
      }
    }
  },
)

test('B1: an embedded secret is never used', async () => {
  const secret = secretBytes(32)
  const jwk = { kty: 'oct', k: base64url(secret), alg: 'HS256' }
  const token = compact({ alg: 'HS256', jwk }, claims(), hmacWith('HS256', secret))
  await expectRefused(verifierOver([ours.jwk]), token, 'ERR_ALG_NOT_ALLOWED')
  await expectRefused(verifierOver([ours.jwk], { algorithms: ['HS256', 'ES256'] }), token, 'ERR_KEY_NOT_FOUND')
})

test('B1: an embedded key does not help when the set is empty', async () => {
  const [, attacker] = ATTACKERS
  if (attacker === undefined) throw new Error('there are attackers')
  const fetch = async (): Promise<Response> => Response.json({ keys: [] })
  const keys = remoteJwks(`${ISSUER}/jwks.json`, { fetch, clock: STILL })
  await keys.refresh('cold').catch(() => undefined)
  const token = compact({ alg: 'ES256', jwk: attacker.jwk }, claims(), attacker.sign)
  const verifier = verifierOver([], { keys })
  await expect(verifier.verify(token)).rejects.toMatchObject({ name: 'KeywellError' })
})

test('B1: a token of ours with a foreign key embedded is judged by our key alone', async () => {
  const token = compact({ alg: 'ES256', kid: ours.kid, jwk: ATTACKERS[0]?.jwk }, claims(), ours.sign)
  await expectAccepted(verifierOver([ours.jwk]), token)
})

const URLS = [
  'https://attacker.example/jwks.json',
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  `data:application/json,${JSON.stringify({ keys: [] })}`,
  'https://issuer.test@attacker.example/jwks.json',
  'https://issuer.test#@attacker.example',
  'ftp://attacker.example/jwks.json',
  '//attacker.example/jwks.json',
  'javascript:alert(1)',
]

test.each(['jku', 'x5u'].flatMap((member) => URLS.map((url) => [member, url])))(
  'B2: %s %s is never followed',
  async (member, url) => {
    const stranger = watchConnections()
    try {
      const { keys, requests } = watched()
      const verifier = verifierOver([], { keys })
      const attacker = ATTACKERS[1]
      if (attacker === undefined) throw new Error('there are attackers')
      const forged = compact({ alg: 'ES256', kid: ours.kid, [member ?? '']: url }, claims(), attacker.sign)
      await expect(verifier.verify(forged)).rejects.toMatchObject({ code: 'ERR_SIGNATURE_INVALID' })
      const good = compact({ alg: 'ES256', kid: ours.kid, [member ?? '']: url }, claims(), ours.sign)
      await expectAccepted(verifier, good)
      expect(new Set(requests)).toEqual(new Set([`${ISSUER}/jwks.json`]))
      expect(stranger).not.toHaveBeenCalled()
    } finally {
      stranger.mockRestore()
    }
  },
)

test('B3: x5c, x5t and x5t#S256 of a header are never a source of keys', async () => {
  const key = createPrivateKey(CERTIFIED_KEY)
  const certificate = new X509Certificate(Buffer.from(CERTIFICATE, 'base64'))
  const bySelf = (input: Buffer): Uint8Array => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
  const print = (hex: string): string => Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url')
  const header = {
    alg: 'ES256',
    x5c: [CERTIFICATE],
    x5t: print(certificate.fingerprint),
    'x5t#S256': print(certificate.fingerprint256),
  }
  const verifier = verifierOver([ours.jwk])
  await expectRefused(verifier, compact(header, claims(), bySelf), 'ERR_SIGNATURE_INVALID')
  await expectRefused(verifier, compact({ ...header, kid: ours.kid }, claims(), bySelf), 'ERR_SIGNATURE_INVALID')
  await expectRefused(verifier, compact({ ...header, kid: 'self' }, claims(), bySelf), 'ERR_KEY_NOT_FOUND')
  const ambiguous = verifierOver([{ ...ours.bare }, { ...makePair('ES256').bare }])
  await expectRefused(ambiguous, compact(header, claims(), bySelf), 'ERR_KEY_AMBIGUOUS')
})

test.each([
  ['https://attacker.example'],
  ['http://127.0.0.1:8080'],
  [`${ISSUER}/`],
  [`${ISSUER}.attacker.example`],
  ['https://issuer.test:443'],
  [''],
])('B4: the unknown issuer %j costs neither a request nor a lookup', async (iss) => {
  const stranger = watchConnections()
  try {
    const { keys, requests, lookups } = watched()
    const verifier = verifierOver([], { keys })
    await expect(verifier.verify(tokenOf(ours, { iss }))).rejects.toMatchObject({ code: 'ERR_ISSUER_UNTRUSTED' })
    expect(() => verifier.verifySync(tokenOf(ours, { iss }))).toThrow(/issuer that is not trusted/)
    expect([requests, lookups]).toEqual([[], []])
    expect(stranger).not.toHaveBeenCalled()
  } finally {
    stranger.mockRestore()
  }
})

test('B4: with many tenants, only issuers that resolve() knows are asked for keys', async () => {
  const requests: string[] = []
  const fetch = async (url: string | URL): Promise<Response> => {
    requests.push(String(url))
    return new Response(null, { status: 404 })
  }
  const known = new Map([
    [ISSUER, { issuer: ISSUER, audience: AUDIENCE, keys: discoverJwks(ISSUER, { fetch, clock: STILL }) }],
  ])
  const verifier = createVerifier({ resolve: (issuer) => known.get(issuer), maxIssuers: 10 }, { clock: STILL })
  await expectRefused(verifier, tokenOf(ours, { iss: 'https://attacker.example' }), 'ERR_ISSUER_UNTRUSTED')
  expect(requests).toEqual([])
  await expect(verifier.verify(tokenOf(ours))).rejects.toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE' })
  expect(new Set(requests.map((url) => new URL(url).origin))).toEqual(new Set([ISSUER]))
})

test('B4: a trust that resolve() gives for another issuer than asked is not taken', async () => {
  const trust = { issuer: 'https://other.test', audience: AUDIENCE, keys: staticJwks([ours.jwk]) }
  const verifier = createVerifier({ resolve: () => trust, maxIssuers: 10 }, { clock: STILL })
  await expectRefused(verifier, tokenOf(ours), 'ERR_ISSUER_UNTRUSTED')
  await expectAccepted(verifier, tokenOf(ours, { iss: 'https://other.test' }))
})

const KIDS = [
  '../../../../dev/null',
  '..\\..\\windows\\win.ini',
  '/proc/self/environ',
  "' OR '1'='1",
  "x' UNION SELECT 'AAAA' --",
  'key\r\nX-Injected: 1',
  'https://attacker.example/key',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'keys',
  '0',
  '-1',
  '',
  ' ',
  'null',
  'undefined',
  '\u0000',
  '$(id)',
  '{{7*7}}',
  'é',
  'e\u0301',
  '\uD800',
  '\uFFFD',
]

test.each(KIDS)('B5: kid %j is an opaque string: unknown unless published, found when it is', async (kid) => {
  const token = compact({ alg: 'ES256', kid }, claims(), ours.sign)
  await expectRefused(verifierOver([ours.jwk]), token, 'ERR_KEY_NOT_FOUND')
  const others = KIDS.filter((other) => other !== kid).map((other) => ({ ...makePair('Ed25519').bare, kid: other }))
  await expectAccepted(verifierOver([...others, { ...ours.jwk, kid }]), token)
  await expectRefused(verifierOver([...others, ours.jwk]), token, 'ERR_KEY_NOT_FOUND')
})

test.each([
  ['k'.repeat(1024), 'ERR_KEY_NOT_FOUND'],
  ['k'.repeat(1025), 'ERR_HEADER_INVALID'],
  ['é'.repeat(513), 'ERR_HEADER_INVALID'],
] as const)('B5: a kid may have 1,024 bytes and no more', async (kid, code) => {
  await expectRefused(verifierOver([ours.jwk]), compact({ alg: 'ES256', kid }, claims(), ours.sign), code)
})

test.each([[0], [1], [false], [true], [null], [[]], [[ours.kid]], [{}], [{ kid: ours.kid }]])(
  'B6: a kid of %j is a malformed header, not an absent kid',
  async (kid) => {
    const token = compact({ alg: 'ES256', kid }, claims(), ours.sign)
    const error = await expectRefused(verifierOver([ours.jwk]), token, 'ERR_HEADER_INVALID')
    expect(error.detail).toMatchObject({ member: 'kid' })
    await expectRefused(verifierOver([ours.bare]), token, 'ERR_HEADER_INVALID')
  },
)

test.each([[0], [false], [null], [[]], [{}]])('B6: a published key whose kid is %j is set aside', async (kid) => {
  const stranger = makePair('ES256', 'other')
  const verifier = verifierOver([{ ...ours.jwk, kid }, stranger.jwk])
  await expectRefused(
    verifier,
    compact({ alg: 'ES256', kid: JSON.stringify(kid) }, claims(), ours.sign),
    'ERR_KEY_NOT_FOUND',
  )
  await expectAccepted(verifier, tokenOf(stranger))
})

test('B7: a token that names key A and is signed with key B of the same set is refused', async () => {
  const other = makePair('ES256', 'other')
  const verifier = verifierOver([ours.jwk, other.jwk])
  await expectRefused(verifier, compact({ alg: 'ES256', kid: ours.kid }, claims(), other.sign), 'ERR_SIGNATURE_INVALID')
  await expectRefused(verifier, compact({ alg: 'ES256', kid: 'neither' }, claims(), other.sign), 'ERR_KEY_NOT_FOUND')
})

test('B7: a key without kid does not stand in for a kid that the set lacks', async () => {
  await expectRefused(verifierOver([ours.bare]), tokenOf(ours), 'ERR_KEY_NOT_FOUND')
})

test('B7: a token without kid is refused as ambiguous when several keys fit, whichever signed it', async () => {
  const other = makePair('ES256', 'other')
  for (const pair of [ours, other]) {
    const token = compact({ alg: 'ES256' }, claims(), pair.sign)
    await expectRefused(verifierOver([ours.jwk, other.jwk]), token, 'ERR_KEY_AMBIGUOUS')
  }
})

test('B7: a key of one issuer never verifies a token of another, even under the same kid', async () => {
  const other = makePair('ES256', ours.kid)
  const verifier = createVerifier(
    [
      { issuer: ISSUER, audience: AUDIENCE, keys: staticJwks([ours.jwk]) },
      { issuer: 'https://other.test', audience: AUDIENCE, keys: staticJwks([other.jwk]) },
    ],
    { clock: STILL },
  )
  await expectRefused(verifier, tokenOf(other), 'ERR_SIGNATURE_INVALID')
  await expectRefused(verifier, tokenOf(ours, { iss: 'https://other.test' }), 'ERR_SIGNATURE_INVALID')
  await expectAccepted(verifier, tokenOf(ours))
  await expectAccepted(verifier, tokenOf(other, { iss: 'https://other.test' }))
})

test.each(['x5u', 'jku'])('B8: %s of a published key is not followed', async (member) => {
  const stranger = watchConnections()
  try {
    const verifier = verifierOver([{ ...ours.jwk, [member]: 'https://attacker.example/cert.pem' }])
    await expectAccepted(verifier, tokenOf(ours))
    expect(stranger).not.toHaveBeenCalled()
  } finally {
    stranger.mockRestore()
  }
})
