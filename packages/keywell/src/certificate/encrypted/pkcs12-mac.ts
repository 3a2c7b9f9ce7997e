/** The MAC over a PKCS #12 file (RFC 7292 §4): tells whether the password is right, and whether anything was changed. */
import { type DerElement, expectTag, oidHex, readElements, TAG } from '../../jwk/der.ts'
import { nullValue, octetString, oid, sequence } from '../../jwk/convert/der-write.ts'
import type { OldHash } from '../runtime.ts'
import { readCount } from '../tags.ts'
import { writeCount } from './count.ts'
import { KDF_PURPOSE, pkcs12Key } from './pkcs12-kdf.ts'
import { notOpened, schemeUnsupported } from './problems.ts'

const HASHES: ReadonlyMap<string, readonly [name: OldHash, octets: number]> = new Map([
  ['2b0e03021a', ['SHA-1', 20]],
  ['608648016503040201', ['SHA-256', 32]],
  ['608648016503040202', ['SHA-384', 48]],
  ['608648016503040203', ['SHA-512', 64]],
])
const SHA256 = '608648016503040201'

/** @throws DerProblem; KeywellError ERR_JWK_INVALID when it does not fit, ERR_KEY_UNSUPPORTED */
export async function checkMac(mac: DerElement, content: Uint8Array, password: Uint8Array): Promise<void> {
  const [info, salt, iterations] = readElements(expectTag(mac, TAG.sequence).content)
  const [algorithm, digest] = readElements(expectTag(info, TAG.sequence).content)
  const hash = HASHES.get(oidHex(readElements(expectTag(algorithm, TAG.sequence).content)[0]))
  if (hash === undefined) throw schemeUnsupported('its MAC uses a hash or a scheme that is not supported')
  const [name, length] = hash
  const count = iterations === undefined ? 1 : readCount(iterations)
  const facts = { hash: name, salt: expectTag(salt, TAG.octetString).content, iterations: count }
  const key = await pkcs12Key(password, { ...facts, purpose: KDF_PURPOSE.mac, length })
  const imported = await importHmac(key, name, 'verify')
  const expected = new Uint8Array(expectTag(digest, TAG.octetString).content)
  if (!(await crypto.subtle.verify('HMAC', imported, expected, new Uint8Array(content)))) throw notOpened()
}

/** MacData with SHA-256, DER. */
export async function macData(content: Uint8Array, password: Uint8Array, iterations: number): Promise<Uint8Array> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const key = await pkcs12Key(password, { hash: 'SHA-256', salt, iterations, purpose: KDF_PURPOSE.mac, length: 32 })
  const imported = await importHmac(key, 'SHA-256', 'sign')
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, new Uint8Array(content)))
  const info = sequence(sequence(oid(SHA256), nullValue()), octetString(mac))
  return sequence(info, octetString(salt), writeCount(iterations))
}

const importHmac = (key: Uint8Array, hash: OldHash, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(key), { name: 'HMAC', hash }, false, [use])
