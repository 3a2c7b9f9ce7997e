/** The curves of RFC 7518 §6.2.1.1, RFC 8812 and RFC 8037: sizes, equations, and the points to refuse. Pure arithmetic. */

/** y² = x³ + ax + b over p. */
export interface WeierstrassCurve {
  readonly octets: number
  readonly bits: number
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  /** How many points there are; a private number is below. */
  readonly order: bigint
  readonly source: string
}

const P256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const P384 = 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n
const P521 = 2n ** 521n - 1n

/** Equations from NIST SP 800-186 §3.2.1 and SEC 2 v2 §2.4.1. */
// prettier-ignore
const WEIERSTRASS: ReadonlyMap<string, WeierstrassCurve> = new Map([
  ['P-256', {
    octets: 32, bits: 256, p: P256, a: P256 - 3n, source: 'SP 800-186 §3.2.1.3',
    b: 0x5ac635d8_aa3a93e7_b3ebbd55_769886bc_651d06b0_cc53b0f6_3bce3c3e_27d2604bn,
    order: 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n,
  }],
  ['P-384', {
    octets: 48, bits: 384, p: P384, a: P384 - 3n, source: 'SP 800-186 §3.2.1.4',
    b: 0xb3312fa7_e23ee7e4_988e056b_e3f82d19_181d9c6e_fe814112_0314088f_5013875a_c656398d_8a2ed19d_2a85c8ed_d3ec2aefn,
    order: 0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_c7634d81_f4372ddf_581a0db2_48b0a77a_ecec196a_ccc52973n,
  }],
  ['P-521', {
    octets: 66, bits: 521, p: P521, a: P521 - 3n, source: 'SP 800-186 §3.2.1.5',
    b: 0x051_953eb961_8e1c9a1f_929a21a0_b68540ee_a2da725b_99b315f3_b8b48991_8ef109e1_56193951_ec7e937b_1652c0bd_3bb1bf07_3573df88_3d2c34f1_ef451fd4_6b503f00n,
    order: 0x1ff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffa_51868783_bf2f966b_7fcc0148_f709a5d0_3bb5c9b8_899c47ae_bb6fb71e_91386409n,
  }],
  ['secp256k1', {
    octets: 32, bits: 256, p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n, source: 'SEC 2 v2 §2.4.1',
    order: 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n,
  }],
])

export const weierstrassCurve = (name: string): WeierstrassCurve | undefined => WEIERSTRASS.get(name)

/** Whether the affine point lies on the curve; the point at infinity has no coordinates and so never does. */
export function isOnCurve(curve: WeierstrassCurve, x: bigint, y: bigint): boolean {
  if (x >= curve.p || y >= curve.p) return false
  return (y * y - (x * x * x + curve.a * x + curve.b)) % curve.p === 0n
}

/** Facts of an Edwards curve: octets of a public key and of a signature (RFC 8032 §5.1.5, §5.1.6, §5.2.5, §5.2.6). */
export interface EdwardsCurve {
  readonly octets: number
  readonly signatureBytes: number
  readonly p: bigint
  /** y-coordinates of the points whose order divides the cofactor; they verify signatures that nobody made. */
  readonly smallOrder: ReadonlySet<bigint>
}

const P25519 = 2n ** 255n - 19n
const P448 = 2n ** 448n - 2n ** 224n - 1n

/** One of the two y-coordinates of order 8 on Ed25519; the other is its negative. */
const ORDER_8 = 0x7a03ac92_77fdc74e_c6cc392c_fa53202a_0f67100d_760b3cba_4fd84d3d_706a17c7n

// prettier-ignore
const EDWARDS: ReadonlyMap<string, EdwardsCurve> = new Map([
  ['Ed25519', {
    octets: 32, signatureBytes: 64, p: P25519, smallOrder: new Set([0n, 1n, P25519 - 1n, ORDER_8, P25519 - ORDER_8]),
  }],
  ['Ed448', { octets: 57, signatureBytes: 114, p: P448, smallOrder: new Set([0n, 1n, P448 - 1n]) }],
])

export const edwardsCurve = (name: string): EdwardsCurve | undefined => EDWARDS.get(name)

/** The y-coordinate in an encoded point: little endian, the topmost bit is the sign of x (RFC 8032 §5.1.2, §5.2.2). */
export function edwardsY(point: Uint8Array): bigint {
  const y = point.toReversed()
  y[0] = (y[0] ?? 0) & 0x7f
  return y.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)
}
