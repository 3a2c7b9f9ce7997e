/** The ciphers of encrypted keys, one row each. Everything here is CBC with padding; none says whether it was changed. */
import { runtime } from '#certificates'
import { notOpened, schemeUnsupported } from './problems.ts'

export interface Cipher {
  readonly name: string
  readonly keyBytes: number
  open(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Promise<Uint8Array>
}

const aes = (keyBytes: number): Cipher => ({ name: `AES-${keyBytes * 8}`, keyBytes, open: openAes })

export const TRIPLE_DES: Cipher = { name: 'Triple DES', keyBytes: 24, open: openTripleDes }

/** By the hexadecimal of the OID (RFC 8018 §B.2, NIST CSOR). */
const CIPHERS: ReadonlyMap<string, Cipher> = new Map([
  ['60864801650304012a', aes(32)],
  ['608648016503040116', aes(24)],
  ['608648016503040102', aes(16)],
  ['2a864886f70d0307', TRIPLE_DES],
])
/** aes256-CBC-PAD, the one that is written. */
export const AES_256_CBC = '60864801650304012a'

export function cipherOf(oid: string): Cipher {
  const cipher = CIPHERS.get(oid)
  if (cipher === undefined) throw schemeUnsupported('its cipher is neither AES-CBC nor Triple DES')
  return cipher
}

async function openAes(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  if (iv.length !== 16) throw notOpened()
  const imported = await crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-CBC', false, ['decrypt'])
  try {
    const params = { name: 'AES-CBC', iv: new Uint8Array(iv) }
    return new Uint8Array(await crypto.subtle.decrypt(params, imported, new Uint8Array(sealed)))
  } catch {
    throw notOpened()
  }
}

export async function sealAes(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-CBC', false, ['encrypt'])
  const params = { name: 'AES-CBC', iv: new Uint8Array(iv) }
  return new Uint8Array(await crypto.subtle.encrypt(params, imported, new Uint8Array(plain)))
}

function openTripleDes(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  const { openTripleDes: open } = runtime
  if (open === undefined) return Promise.reject(schemeUnsupported('this runtime has no Triple DES'))
  try {
    return Promise.resolve(open(key, iv, sealed))
  } catch {
    return Promise.reject(notOpened())
  }
}
