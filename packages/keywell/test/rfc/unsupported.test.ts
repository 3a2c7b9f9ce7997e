/** RFC 8037, 8812, 9964 on a runtime that lacks their algorithms: such keys are set aside, and the others still work. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { CryptoBackend } from '../../src/crypto/backend.ts'
import { staticJwks } from '../../src/index.ts'
import { generateJwk, parseJwks, publicJwk, thumbprint } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner } from '../../src/sign.ts'
import { failure } from '../support/failures.ts'
import * as rfc8037 from '../vectors/rfc8037.ts'
import * as rfc9964 from '../vectors/rfc9964.ts'

const lacking = vi.hoisted(() => new Set<string>())

vi.mock('#crypto', async (original) => {
  const { backend } = await original<{ backend: CryptoBackend }>()
  const supports: CryptoBackend['supports'] = (algorithm, curve) =>
    !lacking.has(curve ?? algorithm.name) && backend.supports(algorithm, curve)
  return { backend: { ...backend, supports } }
})

beforeEach(() => {
  lacking.clear()
  for (const name of ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87', 'Ed448', 'secp256k1']) lacking.add(name)
})

const mlDsaKeys = rfc9964.SIGNATURES.map(({ privateJwk }) => publicJwk(privateJwk))

test('ML-DSA keys are set aside with the reason, and an Ed25519 key beside them verifies', async () => {
  const jwks = { keys: [...mlDsaKeys, rfc8037.PUBLIC_KEY] }
  const { keys, quarantined } = parseJwks(jwks)
  expect(quarantined.map(({ code, reason }) => [code, reason])).toEqual([
    ['ERR_KEY_UNSUPPORTED', 'this runtime cannot verify ML-DSA-44'],
    ['ERR_KEY_UNSUPPORTED', 'this runtime cannot verify ML-DSA-65'],
    ['ERR_KEY_UNSUPPORTED', 'this runtime cannot verify ML-DSA-87'],
  ])
  expect(keys).toHaveLength(1)
  expect((await verifyJws(rfc8037.COMPACT, { keys: staticJwks(jwks) })).key.alg).toBe('EdDSA')
})

test('a token signed with ML-DSA is refused because its key is not usable', async () => {
  const keys = staticJwks({ keys: [...mlDsaKeys, rfc8037.PUBLIC_KEY] })
  const error = await failure('ERR_KEY_MISMATCH', () => verifyJws(rfc9964.SIGNATURES[0].compact, { keys }))
  expect(error.detail.reason).toBe('this runtime cannot verify ML-DSA-44')
})

test('a set of nothing but unusable keys is refused', async () => {
  await failure('ERR_JWKS_INVALID', () => staticJwks(mlDsaKeys))
})

test('signing and generating say what is lacking', async () => {
  await failure('ERR_KEY_UNSUPPORTED', () => localSigner(rfc9964.SIGNATURES[0].privateJwk))
  await failure('ERR_KEY_UNSUPPORTED', () => generateJwk('ML-DSA-65'))
  await failure('ERR_KEY_UNSUPPORTED', () => generateJwk('Ed448'))
  await failure('ERR_KEY_UNSUPPORTED', () => generateJwk('ES256K'))
})

test('thumbprints need no algorithm', async () => {
  expect(await thumbprint(mlDsaKeys[0])).toBe(rfc9964.SIGNATURES[0].thumbprint)
})
