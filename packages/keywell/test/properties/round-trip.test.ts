/** P3: what is signed is what is read, for every algorithm and any claims. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVerifier, decodeJwt, sharedSecret, staticJwks, unchecked } from '../../src/index.ts'
import { generateJwk } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner, signJwt } from '../../src/sign.ts'
import { craftToken } from '../../src/testing.ts'
import { expectAccepted, type Members, NOW, STILL, unbase64url } from '../security/support.ts'
import { assertHolds } from './property.ts'

const NAMES = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K',
  'EdDSA', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87', 'HS256', 'HS384', 'HS512',
] as const // prettier-ignore

type Name = (typeof NAMES)[number]

/** Both ends of one key; `undefined` where the runtime lacks the algorithm. */
async function endsOf(alg: Name) {
  try {
    const { privateJwk, publicJwk } = await generateJwk(alg)
    const signer = localSigner(privateJwk)
    if (publicJwk !== undefined) return { signer, keys: staticJwks([publicJwk]) }
    const secret = unbase64url(String(privateJwk['k']))
    return { signer, keys: sharedSecret(secret, { alg: alg as 'HS256', kid: String(privateJwk.kid) }) }
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_KEY_UNSUPPORTED' })
    return undefined
  }
}

/** Claims that no check is about, under any name. */
const claims = fc.dictionary(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('__proto__', 'constructor', 'toJSON', 'a.b')),
  fc.jsonValue({ stringUnit: 'binary' }),
  { maxKeys: 6 },
)
const REGISTERED = ['iss', 'aud', 'exp', 'nbf', 'iat']
const unregistered = claims.map((all): Members =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !REGISTERED.includes(name))),
)

test.each(NAMES)('P3: any claims signed by %s come back as they were', async (alg) => {
  const ends = await endsOf(alg)
  if (ends === undefined) return
  const { signer, keys } = ends
  const issuer = 'https://issuer.test'
  const verifier = createVerifier({ issuer, audience: 'https://api.test', keys }, { clock: STILL })
  await assertHolds(
    fc.asyncProperty(unregistered, async (given) => {
      const token = await signJwt(given, {
        signer,
        issuer,
        audience: 'https://api.test',
        expiresInSeconds: 60,
        clock: STILL,
      })
      const { payload, key, header } = await expectAccepted(verifier, token)
      const expected = { ...given, iat: NOW, iss: issuer, aud: 'https://api.test', exp: NOW + 60 }
      expect(JSON.parse(JSON.stringify(payload))).toEqual(JSON.parse(JSON.stringify(expected)))
      expect(Object.keys(payload as object).toSorted()).toEqual(Object.keys(expected).toSorted())
      expect([key.alg, header.alg, key.kid]).toEqual([alg, alg, signer.kid])
      expect(decodeJwt(token).payload).toEqual(payload)
      expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
    }),
    alg.startsWith('ML') ? 10 : 25,
  )
})

test('P3: claims as deep and as large as a token may hold come back as they were', async () => {
  const ends = await endsOf('ES256')
  if (ends === undefined) throw new Error('there is ES256 everywhere')
  const { signer, keys } = ends
  const verifier = createVerifier(
    { issuer: 'i', audience: unchecked('a test'), expiry: unchecked('a test'), keys },
    { clock: STILL, maxTokenBytes: 1_000_000 },
  )
  const shapes = fc.tuple(
    fc.integer({ min: 1, max: 600 }),
    fc.integer({ min: 0, max: 100_000 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  )
  await assertHolds(
    fc.asyncProperty(shapes, async ([depth, size, unit]) => {
      const text = JSON.stringify(unit.repeat(size / unit.length))
      const payload = `{"iss":"i","deep":${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)},"text":${text}}`
      const token = await craftToken({ header: { alg: 'ES256', kid: signer.kid }, payload, signature: signer })
      const { payload: read } = await expectAccepted(verifier, token)
      expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(payload)))
    }),
    20,
  )
})

test('P3: any bytes signed as a JWS come back as they were, attached, detached and unencoded', async () => {
  const ends = await endsOf('Ed25519')
  if (ends === undefined) throw new Error('there is Ed25519 everywhere')
  const { signer, keys } = ends
  const header = { alg: 'Ed25519', kid: signer.kid }
  await assertHolds(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
      async (bytes, ascii) => {
        const token = await craftToken({ header, payload: bytes, signature: signer })
        expect((await verifyJws(token, { keys })).payload).toEqual(bytes)
        const [start, , signature] = token.split('.')
        const detached = await verifyJws(`${start}..${signature}`, { keys, detachedPayload: bytes })
        expect(detached.payload).toEqual(bytes)
        const text = ascii.replaceAll('.', '')
        const unencoded = Buffer.from(JSON.stringify({ ...header, b64: false, crit: ['b64'] })).toString('base64url')
        const raw = Buffer.from(await signer.sign(Buffer.from(`${unencoded}.${text}`))).toString('base64url')
        const read = await verifyJws(`${unencoded}.${text}.${raw}`, { keys, allowUnencodedPayload: true })
        expect(Buffer.from(read.payload).toString()).toBe(text)
      },
    ),
    60,
  )
})
