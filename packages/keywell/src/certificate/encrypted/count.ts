/** Numbers of costs as DER INTEGERs. */
import { integer } from '../../jwk/convert/der-write.ts'

export function writeCount(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value)
  return integer(octets)
}
