/** A certificate for `x5c`, signed by its own key. Just enough DER (RFC 5280 §4.1); OpenSSL need not be there. */
import { type KeyObject, sign } from 'node:crypto'

/** Long past, as in most sets that publish certificates: nobody renews them, since nobody looks. */
const VALID = ['20150101000000Z', '20160101000000Z'] as const

/** In base64, as `x5c` has it (RFC 7517 §4.7). */
export function selfSigned(publicKey: KeyObject, privateKey: KeyObject): string {
  const body = sequence(
    tlv(0x02, Buffer.from([1])),
    RSA_SHA256,
    NAME,
    sequence(...VALID.map((time) => tlv(0x18, Buffer.from(time)))),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return sequence(body, RSA_SHA256, signature).toString('base64')
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...parts)
}

/** sha256WithRSAEncryption (RFC 4055 §5). */
const RSA_SHA256 = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'))
/** A commonName (2.5.4.3) of one word. */
const NAME = sequence(tlv(0x31, sequence(Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from('issuer')))))
