/** The `purpose` option: an extended key usage (RFC 5280 §4.2.1.12) by name or OID. */
import { optionInvalid } from '../errors/index.ts'

export interface Purpose {
  /** The content of the OID in hexadecimal. */
  readonly hex: string
  readonly text: string
}

/** anyExtendedKeyUsage, 2.5.29.37.0 */
export const ANY_PURPOSE = '551d2500'

/** Names of id-kp, 1.3.6.1.5.5.7.3.*, by their last arc. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['serverAuth', '1.3.6.1.5.5.7.3.1'],
  ['clientAuth', '1.3.6.1.5.5.7.3.2'],
  ['codeSigning', '1.3.6.1.5.5.7.3.3'],
  ['emailProtection', '1.3.6.1.5.5.7.3.4'],
  ['timeStamping', '1.3.6.1.5.5.7.3.8'],
  ['OCSPSigning', '1.3.6.1.5.5.7.3.9'],
])

/** At most 20 arcs of at most 9 digits, which 32-bit shifts hold. */
const OID = /^[0-2]\.[0-9]{1,2}(\.(0|[1-9][0-9]{0,8})){1,20}$/

/** @throws KeywellError ERR_OPTION_INVALID */
export function checkedPurpose(option: string, value: unknown): Purpose {
  const oid = typeof value === 'string' ? (NAMES.get(value) ?? value) : undefined
  if (typeof value !== 'string' || oid === undefined || !OID.test(oid))
    throw optionInvalid(option, `one of ${[...NAMES.keys()].join(', ')}, or an OID such as "1.3.6.1.5.5.7.3.2"`, value)
  return { hex: oidContent(oid), text: value }
}

function oidContent(oid: string): string {
  const [top = 0, second = 0, ...arcs] = oid.split('.').map(Number)
  const octets = [top * 40 + second, ...arcs].flatMap(base128)
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
}

function base128(arc: number): readonly number[] {
  const octets = [arc & 0x7f]
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) octets.unshift((rest & 0x7f) | 0x80)
  return octets
}
