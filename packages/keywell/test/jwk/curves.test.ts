/** The constants of the curves, recomputed: a wrong digit in one of them would let bad keys in or keep good ones out. */
import { createECDH } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { edwardsCurve, edwardsY, isOnCurve, weierstrassCurve } from '../../src/jwk/curves.ts'
import { toBigInt } from '../../src/jwk/members.ts'

const mod = (value: bigint, p: bigint): bigint => ((value % p) + p) % p

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n
  for (let [square, rest] = [mod(base, p), exponent]; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}

const inverse = (value: bigint, p: bigint): bigint => power(value, p - 2n, p)

/** The y-coordinate of 2P on x² + y² = 1 + dx²y² (or −x² …), from y alone: x² follows from the equation. */
function doubledY(y: bigint, { a, d, p }: { readonly a: bigint; readonly d: bigint; readonly p: bigint }): bigint {
  const yy = (y * y) % p
  const xx = mod((1n - yy) * inverse(mod(a - d * yy, p), p), p)
  return mod((yy - a * xx) * inverse(mod(2n - a * xx - yy, p), p), p)
}

/** RFC 8032 §5.1 and §5.2: the curves' parameters and cofactors. */
const P25519 = 2n ** 255n - 19n
const P448 = 2n ** 448n - 2n ** 224n - 1n
const EDWARDS = [
  {
    crv: 'Ed25519',
    a: -1n,
    d: mod(-121_665n * inverse(121_666n, P25519), P25519),
    p: P25519,
    doublings: 3,
    distinct: 5,
  },
  { crv: 'Ed448', a: 1n, d: mod(-39_081n, P448), p: P448, doublings: 2, distinct: 3 },
]

describe.each(EDWARDS)('$crv', ({ crv, doublings, distinct, ...curve }) => {
  const { smallOrder, p } = edwardsCurve(crv) ?? { smallOrder: new Set<bigint>(), p: 0n }

  test('lists points that doubling makes neutral', () => {
    expect(p).toBe(curve.p)
    for (const y of smallOrder) {
      let doubled = y
      for (let step = 0; step < doublings; step++) doubled = doubledY(doubled, curve)
      expect([y, doubled]).toEqual([y, 1n])
    }
  })

  test('lists all of them: as many y-coordinates as a cyclic group of the cofactor has', () => {
    expect(smallOrder.size).toBe(distinct)
    expect([...smallOrder].every((y) => y >= 0n && y < p)).toBe(true)
  })
})

test('the y-coordinate is little endian without the sign bit (RFC 8032 §5.1.2)', () => {
  expect(edwardsY(Uint8Array.of(1, 2, 0x80))).toBe(0x00_02_01n)
})

test.each([
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
  ['secp256k1', 'secp256k1'],
])('%s has the points that OpenSSL makes on it, and none beside them', (crv, name) => {
  const curve = weierstrassCurve(crv)
  expect(curve).toBeDefined()
  if (curve === undefined) return
  for (let round = 0; round < 5; round++) {
    const point = createECDH(name).generateKeys()
    const x = toBigInt(point.subarray(1, 1 + curve.octets))
    const y = toBigInt(point.subarray(1 + curve.octets))
    expect([isOnCurve(curve, x, y), isOnCurve(curve, x, curve.p - y)]).toEqual([true, true])
    expect([isOnCurve(curve, x, y + 1n), isOnCurve(curve, x + curve.p, y), isOnCurve(curve, y, x)]).toEqual([
      false,
      false,
      false,
    ])
  }
})
