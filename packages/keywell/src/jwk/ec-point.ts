/** The y of a compressed EC point (SEC 1 §2.3.4). All four curves have p ≡ 3 mod 4, so a root is one power. */
import { decodeBase64url, encodeBase64url } from '../jose/base64url.ts'
import { weierstrassCurve } from './curves.ts'
import { toBigInt } from './members.ts'
import { jwkInvalid, keyUnsupported } from './problems.ts'
import { bigIntOctets, power } from './big-numbers.ts'

/** @throws KeywellError ERR_JWK_INVALID when no point of the curve has this x; ERR_KEY_UNSUPPORTED for other curves */
export function decompressed(members: Readonly<Record<string, string>>, isOdd: boolean): string {
  const curve = weierstrassCurve(members['crv'] ?? '')
  if (curve === undefined) throw keyUnsupported('EC', 'this EC curve is not known')
  const x = decodeBase64url(members['x'] ?? '')
  if (x?.length !== curve.octets) throw jwkInvalid('x', '"x" has the wrong size for its curve')
  const { p, a, b } = curve
  const value = toBigInt(x)
  const square = (value * value * value + a * value + b) % p
  const root = power(square, (p + 1n) / 4n, p)
  if (value >= p || (root * root) % p !== square) throw jwkInvalid('x', 'no point of the curve has this "x"')
  const y = (root % 2n === 1n) === isOdd ? root : p - root
  return encodeBase64url(bigIntOctets(y, curve.octets))
}
