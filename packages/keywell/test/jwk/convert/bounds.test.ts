import { generateKeyPairSync, generatePrimeSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { inverse } from '../../../src/jwk/big-numbers.ts'
import { readKey } from '../../../src/jwk.ts'
import { failure } from '../../support/failures.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

test.each(['d', 'p', 'q', 'dp', 'dq', 'qi'])('an RSA key whose "%s" is huge is refused at once', async (member) => {
  const began = performance.now()
  await failure('ERR_JWK_INVALID', () => readKey(JSON.stringify({ ...rsa, [member]: 'B'.repeat(150_000) })))
  expect(performance.now() - began).toBeLessThan(500)
})

test.each([0xa0, 0x80])('COSE of a million empty items (%i) costs no memory for each', async (item) => {
  const octets = new Uint8Array(1_000_000).fill(item)
  octets.set([0x9a, 0, 0x0f, 0x42, 0x3b])
  const error = await failure('ERR_JWK_INVALID', () => readKey(octets))
  expect(error.message).toBe('this is no COSE key, or it is cut off')
})

/** Orders of the curves (SP 800-186 §3.2.1, SEC 2 v2 §2.4.1). */
const ORDERS: Readonly<Record<string, readonly [order: bigint, digits: number]>> = {
  'P-256': [0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n, 64],
  'P-384': [
    0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_c7634d81_f4372ddf_581a0db2_48b0a77a_ecec196a_ccc52973n,
    96,
  ],
  'P-521': [
    0x1ff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffa_51868783_bf2f966b_7fcc0148_f709a5d0_3bb5c9b8_899c47ae_bb6fb71e_91386409n,
    132,
  ],
  secp256k1: [0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n, 64],
}

test.each(Object.entries(ORDERS))('a private number of %s must be below the order', async (crv, [order, digits]) => {
  const read = (d: bigint): Promise<unknown> => {
    const octets = Buffer.from(d.toString(16).padStart(digits, '0'), 'hex')
    return readKey(JSON.stringify({ kty: 'EC', crv, d: octets.toString('base64url') }))
  }
  for (const d of [0n, order, order + 1n]) await failure('ERR_JWK_INVALID', () => read(d))
  await expect(read(order - 1n)).resolves.toMatchObject({ isPrivate: true })
})

test('the parts of an RSA modulus of three primes are not taken for its two primes', async () => {
  const e = 65_537n
  const [p, q, r] = [prime(1024), prime(512), prime(512)]
  const phi = (p - 1n) * (q - 1n) * (r - 1n)
  const members = { n: spelled(p * q * r), e: 'AQAB', d: spelled(inverse(e, phi)) }
  await failure('ERR_KEY_UNSUPPORTED', () => readKey(JSON.stringify({ kty: 'RSA', ...members })))
})

const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true })

function spelled(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}
