/** P2: whatever comes in, what comes out is a result or a KeywellError, in time. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createVerifier,
  decodeJwt,
  discoverJwks,
  remoteJwks,
  sharedSecret,
  staticJwks,
  staticPem,
  unchecked,
} from '../../src/index.ts'
import { generateJwk, jwkFromPem, parseJwk, parseJwks, publicJwk, selectKey, thumbprint } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner, signJwt } from '../../src/sign.ts'
import {
  AUDIENCE,
  base64url,
  claims,
  compact,
  hmacWith,
  ISSUER,
  outcomeOf,
  pairOf,
  settled,
  STILL,
  tokenOf,
  verifierOver,
} from '../security/support.ts'
import { anyJson, anyText, anyUnits, edits, nearKey, nearOptions } from './arbitraries.ts'
import { assertHolds } from './property.ts'

const pairs = ['RS256', 'ES256', 'ES512', 'Ed25519'].map(pairOf)
const [, pair = pairOf('ES256')] = pairs
const keys = staticJwks(pairs.map(({ jwk }) => jwk))
const verifier = verifierOver([], { keys })

/** Generous beside what a call takes, as other work may hold the processor; far below anything that grows too fast. */
const MAX_MS = 1000

async function expectTotal(call: () => unknown): Promise<void> {
  const start = performance.now()
  await settled(call)
  expect(performance.now() - start).toBeLessThan(MAX_MS)
}

const signed = (header: unknown, payload: unknown): string => {
  const [one, two] = [header, payload].map((part) => JSON.stringify(part) ?? '')
  return compact(one ?? '', two ?? '', pair.sign)
}

const nearHeader = fc
  .dictionary(
    fc.constantFrom('alg', 'kid', 'typ', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'x5t#S256', 'cty', 'zip'),
    anyJson,
  )
  .map((changes) => ({ alg: 'ES256', kid: pair.kid, ...changes }))
const nearClaims = fc
  .dictionary(fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'sub', 'jti', '__proto__'), anyJson)
  .map((changes) => ({ ...claims(), ...changes }))

test('P2: any text at all as a token', async () => {
  const dotted = fc.array(anyText(60), { maxLength: 7 }).map((parts) => parts.join('.'))
  const encoded = fc.array(anyText(60).map(base64url), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.'))
  const texts = fc.oneof(anyText(200), anyUnits(200), dotted, encoded)
  await assertHolds(
    fc.asyncProperty(texts, async (text) => {
      await expectTotal(() => outcomeOf(verifier, text))
      await expectTotal(() => decodeJwt(text))
      await expectTotal(() => verifyJws(text, { keys }))
    }),
    300,
  )
})

test('P2: any value at all as a token', async () => {
  await assertHolds(
    fc.asyncProperty(fc.oneof(anyJson, fc.anything()), async (value) => {
      await expectTotal(() => outcomeOf(verifier, value))
      await expectTotal(() => decodeJwt(value as string))
      await expectTotal(() => verifyJws(value as string, { keys }))
    }),
    200,
  )
})

test('P2: any JSON at all as a header or as claims, properly signed', async () => {
  const parts = fc.tuple(fc.oneof(nearHeader, anyJson), fc.oneof(nearClaims, anyJson))
  await assertHolds(
    fc.asyncProperty(parts, async ([header, payload]) => {
      const token = signed(header, payload)
      await expectTotal(() => outcomeOf(verifier, token))
      await expectTotal(() => decodeJwt(token))
      await expectTotal(() => verifyJws(token, { keys, allowUnencodedPayload: true }))
    }),
    300,
  )
})

test('P2: any bytes at all as a header or as claims, properly signed', async () => {
  const bytes = fc.uint8Array({ maxLength: 80 })
  const near = edits.map((change) => Buffer.from(change(JSON.stringify(claims()))))
  await assertHolds(
    fc.asyncProperty(fc.oneof(bytes, near), async (payload) => {
      await expectTotal(() => outcomeOf(verifier, compact({ alg: 'ES256', kid: pair.kid }, payload, pair.sign)))
      await expectTotal(() => outcomeOf(verifier, compact(payload, claims(), pair.sign)))
    }),
    200,
  )
})

test('P2: any JSON at all as a key or as a set of keys', async () => {
  const token = tokenOf(pair)
  const documents = fc.oneof(
    anyJson,
    fc.anything(),
    fc.array(nearKey(pairs), { maxLength: 4 }),
    fc.record({ keys: fc.oneof(anyJson, fc.array(nearKey(pairs), { maxLength: 4 })) }),
    fc.array(nearKey(pairs), { maxLength: 3 }).map((list) => JSON.stringify({ keys: list })),
    edits.map((change) => change(JSON.stringify({ keys: [pair.jwk] }))),
    nearKey(pairs),
  )
  await assertHolds(
    fc.asyncProperty(documents, async (document) => {
      for (const call of [parseJwk, parseJwks, publicJwk, thumbprint, staticJwks])
        await expectTotal(() => call(document))
      await expectTotal(() => selectKey(document, { alg: 'ES256' }))
      await expectTotal(() => localSigner(document as never).sign(new Uint8Array(3)))
      const source = await settled(() => staticJwks(document))
      if ('value' in source) await expectTotal(() => outcomeOf(verifierOver([], { keys: source.value }), token))
    }),
    400,
  )
})

test('P2: any text at all as a PEM', async () => {
  const pem = String(pair.publicKey.export({ type: 'spki', format: 'pem' }))
  const der = pair.publicKey.export({ type: 'spki', format: 'der' })
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(fc.nat(der.length - 1), fc.nat(255)).map(([place, octet]) => {
      const changed = Buffer.from(der)
      changed[place] = octet
      return changed
    }),
  )
  const texts = fc.oneof(
    anyText(200),
    fc.anything(),
    edits.map((change) => change(pem)),
    bytes.map(
      (octets) => `-----BEGIN PUBLIC KEY-----\n${Buffer.from(octets).toString('base64')}\n-----END PUBLIC KEY-----`,
    ),
  )
  await assertHolds(
    fc.asyncProperty(texts, async (text) => {
      await expectTotal(() => jwkFromPem(text as string))
      await expectTotal(() => staticPem(text as string, { alg: 'ES256' }))
    }),
    400,
  )
})

const TRUST =
  'name issuer keys audience algorithms types expiry requiredClaims clockToleranceSeconds maxAgeSeconds maxLifetimeSeconds checks parse'
const SOURCE =
  'timeouts freshness staleIfError unknownKid breaker bounds clock kidless tryAll headers fetch allowHttpLoopback'
const SIGNING = 'signer typ issuer subject audience expiresInSeconds notBeforeSeconds header clock'
const names = (text: string): readonly string[] => text.split(' ')

test('P2: any options at all for a verifier', async () => {
  const good = { issuer: ISSUER, audience: AUDIENCE, keys }
  const trusts = nearOptions(names(TRUST)).map((more) => (typeof more === 'object' ? { ...good, ...more } : more))
  const options = nearOptions(['clock', 'tokenCache', 'maxTokenBytes'])
  const token = tokenOf(pair)
  await assertHolds(
    fc.asyncProperty(fc.oneof(trusts, fc.array(trusts), fc.anything()), options, async (trust, more) => {
      await expectTotal(() => createVerifier(trust as never, more as never))
      await expectTotal(() =>
        createVerifier({ resolve: () => trust as never, maxIssuers: 3 }, { clock: STILL }).verify(token),
      )
      await expectTotal(() => verifier.verify(token, more as never))
      await expectTotal(() => verifier.prefetch(more as never))
      expect((await verifier.explain(token, more as never)).id).toBe('token')
    }),
    300,
  )
})

test('P2: any options at all for keys', async () => {
  const select = nearOptions(names('kidless tryAll alg kid format maxKeys previous'))
  const text = fc.oneof(fc.constantFrom('https://issuer.test', 'http://localhost', 'x', ''), anyText(30), anyJson)
  await assertHolds(
    fc.asyncProperty(select, nearOptions(names(SOURCE)), text, async (options, remote, url) => {
      await expectTotal(() => staticJwks([pair.jwk], options as never))
      await expectTotal(() => parseJwks({ keys: [pair.jwk] }, options as never))
      await expectTotal(() => selectKey({ keys: [pair.jwk] }, options as never, options as never))
      await expectTotal(() => staticPem('x', options as never))
      await expectTotal(() => sharedSecret(new Uint8Array(64), options as never))
      await expectTotal(() => sharedSecret(options as never, { alg: 'HS256' }))
      await expectTotal(() => remoteJwks(url as string, remote as never).close())
      await expectTotal(() => discoverJwks(url as string, remote as never).close())
      await expectTotal(() => unchecked(url as string))
      await expectTotal(() => thumbprint(pair.jwk, url as never))
    }),
    300,
  )
})

test('P2: any options at all for signing and verifying bytes', async () => {
  const signer = localSigner({ ...pair.privateKey.export({ format: 'jwk' }), kty: 'EC', alg: 'ES256' })
  const signing = nearOptions(names(SIGNING)).map((more) => (typeof more === 'object' ? { signer, ...more } : more))
  const verifying = nearOptions(names('keys algorithms detachedPayload allowUnencodedPayload maxBytes signal'))
  const making = nearOptions(names('kid modulusLength curve'))
  const algs = fc.oneof(fc.constantFrom('ES256', 'HS256', 'EdDSA', 'none'), anyText(8), anyJson)
  await assertHolds(
    fc.asyncProperty(signing, verifying, making, algs, anyJson, async (one, two, three, alg, payload) => {
      await expectTotal(() => signJwt(payload as never, one as never))
      await expectTotal(() => signJwt({}, one as never))
      await expectTotal(() => verifyJws(tokenOf(pair), two as never))
      await expectTotal(() => verifyJws(tokenOf(pair), typeof two === 'object' ? { keys, ...two } : (two as never)))
      await expectTotal(() => generateJwk(alg as 'ES256', three as never))
    }),
    150,
  )
})

test('P2: a token of any size up to its bound takes time in proportion', async () => {
  const roomy = verifierOver([], { keys }, { maxTokenBytes: 2_000_000 })
  const text = fc.tuple(anyText(4), fc.integer({ min: 1, max: 200_000 }))
  await assertHolds(
    fc.asyncProperty(text, fc.nat(2), async ([unit, times], place) => {
      const parts = [base64url({ alg: 'ES256' }), base64url(claims()), 'AAAA']
      parts[place] = unit.repeat(times).slice(0, 400_000)
      await expectTotal(() => outcomeOf(roomy, parts.join('.')))
    }),
    60,
  )
})

test('P2: an HMAC with any secret at all', async () => {
  await assertHolds(
    fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 100 }), async (secret) => {
      const source = sharedSecret(secret, { alg: 'HS256' })
      const token = compact({ alg: 'HS256' }, claims(), hmacWith('HS256', secret))
      expect((await outcomeOf(verifierOver([], { keys: source }), token)).code).toBe('accepted')
    }),
    60,
  )
})

/** What somebody's own source may do instead of what it should. */
const MISDEEDS: readonly (readonly [string, () => unknown])[] = [
  ['throws', raise(new RangeError('no'))],
  ['throws nothing', raise(undefined)],
  ['rejects', async () => raise(new RangeError('no'))()],
  ['rejects with text', async () => raise('no')()],
  ['gives nothing', () => undefined],
]

function raise(what: unknown): () => never {
  return () => {
    throw what
  }
}

const lookups: readonly (readonly [string, () => unknown])[] = [
  ['as it should', () => ({ outcome: 'empty' })],
  [
    'to find nothing, yet',
    () => ({ outcome: 'missed', miss: 'unknown-kid', set: parseJwks({ keys: [] }), retry: true }),
  ],
  ...MISDEEDS.slice(0, 2),
]

test.each(
  lookups.flatMap((lookup) => MISDEEDS.map((misdeed) => [lookup[0], misdeed[0], lookup[1], misdeed[1]] as const)),
)('P2: a source of one’s own whose lookup is made %s and whose refresh %s', async (_, _misdeed, lookup, misdeed) => {
  const status = raise(new RangeError('no'))
  const source = { ...keys, lookup, refresh: misdeed, status } as typeof keys
  for (const tokenCache of [undefined, {}]) {
    const strange = verifierOver([], { keys: source }, tokenCache === undefined ? {} : { tokenCache })
    const token = tokenOf(pair)
    for (const call of [() => strange.verify(token), () => strange.verifySync(token), () => strange.prefetch()]) {
      const outcome = await settled<unknown>(call)
      if ('error' in outcome) expect(outcome.error.kind).toMatch(/^(unavailable|token)$/)
    }
    expect((await strange.explain(token)).verdict).toBe('fail')
  }
})
