/**
 * An RSA key bound to PSS with one hash and one salt length (RFC 4055 §3.1), so that nothing has to be said beside it:
 * options cost some 15 µs a call on Node 24. OpenSSL then refuses every other padding, hash and salt by itself.
 */
import { Buffer } from 'node:buffer'
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { AlgorithmFacts, HashName } from '../jose/algorithms.ts'

/** OBJECT IDENTIFIER of each hash and the NULL of its parameters (RFC 4055 §2.1). */
const HASH_IDENTIFIER: Readonly<Record<HashName, string>> = {
  sha256: '06096086480165030402010500',
  sha384: '06096086480165030402020500',
  sha512: '06096086480165030402030500',
}

const MGF1 = Buffer.from('06092a864886f70d010108', 'hex')
const RSASSA_PSS = Buffer.from('06092a864886f70d01010a', 'hex')

/** The bound key, or `undefined` where the runtime does not take such keys to mean what they say. */
export function pssKey(key: KeyObject, { hash = 'sha256', hashBytes }: AlgorithmFacts): KeyObject | undefined {
  try {
    const bound = createPublicKey({ key: pssSpki(key, hash, hashBytes), format: 'der', type: 'spki' })
    const details = bound.asymmetricKeyDetails
    return details?.hashAlgorithm === hash && details.saltLength === hashBytes ? bound : undefined
  } catch {
    // Not every runtime knows keys of this type; the options beside a plain key say the same.
    return undefined
  }
}

/** SubjectPublicKeyInfo with RSASSA-PSS-params. */
function pssSpki(key: KeyObject, hash: HashName, saltLength: number): Buffer {
  const digest = element(0x30, Buffer.from(HASH_IDENTIFIER[hash], 'hex'))
  const maskGeneration = element(0x30, MGF1, digest)
  const salt = element(0x02, Buffer.from([saltLength]))
  const parameters = element(0x30, element(0xa0, digest), element(0xa1, maskGeneration), element(0xa2, salt))
  const publicKey = element(0x03, Buffer.from([0]), key.export({ format: 'der', type: 'pkcs1' }))
  return element(0x30, element(0x30, RSASSA_PSS, parameters), publicKey)
}

/** One DER element; up to 65,535 octets, far more than the largest key. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
