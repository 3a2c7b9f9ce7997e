/** Public keys as tokens describe them, in the forms that tokens are known to have. */
import { describe, expect, test } from 'vitest'
import { jwkOfAttributes } from '../../src/pkcs11/pkcs11-key.ts'

const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

/** CK_ULONG of eight octets, in the order of this machine. */
const number = (value: number): Uint8Array => new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)

const P256 = '06082a8648ce3d030107'
const x = '11'.repeat(32)
const y = '22'.repeat(32)

const read =
  (attributes: Readonly<Record<number, Uint8Array>>) =>
  (type: number): Uint8Array =>
    attributes[type] ?? new Uint8Array(0)

const ec = (parameters: string, point: string, type = 3): ReturnType<typeof jwkOfAttributes> =>
  jwkOfAttributes(read({ 0x100: number(type), 0x180: octets(parameters), 0x181: octets(point) }))

const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')

describe('a public key of a token', () => {
  test.each([
    ['in an OCTET STRING', `044104${x}${y}`],
    ['as it is', `04${x}${y}`],
  ])('has its point %s', (_, point) => {
    expect(ec(P256, point)).toEqual({ kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) })
  })

  test('of P-521 has its point in an OCTET STRING with the long form of length', () => {
    const half = '01'.repeat(66)
    expect(ec('06052b81040023', `04818504${half}${half}`)).toMatchObject({ crv: 'P-521', x: base64url(half) })
  })

  test.each(['130c656477617264733235353139', '06032b6570'])('on Edwards25519 is named by %s', (parameters) => {
    expect(ec(parameters, `0420${x}`, 0x40)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: base64url(x) })
  })

  test('of RSA loses the zero octets in front', () => {
    const attributes = { 0x100: number(0), 0x120: octets('00c0ffee'), 0x122: octets('00010001') }
    expect(jwkOfAttributes(read(attributes))).toEqual({ kty: 'RSA', n: base64url('c0ffee'), e: 'AQAB' })
  })

  test.each([
    ['on another curve', '06052b8104000b', `04${x}${y}`],
    ['with a compressed point', P256, `042102${x}`],
    ['with a short point', P256, `044004${x}${y.slice(2)}`],
    ['with octets behind the point', P256, `044104${x}${y}00`],
    ['with a point that begins otherwise', P256, `044106${x}${y}`],
  ])('%s is refused', (_, parameters, point) => {
    expect(() => ec(parameters, point)).toThrow(expect.objectContaining({ kind: 'refused' }))
  })
})
