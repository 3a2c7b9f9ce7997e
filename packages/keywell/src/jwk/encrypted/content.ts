/** Content encryption of JWE (RFC 7518 §5): AES-GCM, and for reading AES-CBC with HMAC, which other tools write. */

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly ciphertext: Uint8Array<ArrayBuffer>
  readonly tag: Uint8Array<ArrayBuffer>
}

interface EncryptionFacts {
  readonly keyOctets: number
  readonly ivOctets: number
  readonly tagOctets: number
  /** The hash of the HMAC; AES-GCM has none. */
  readonly hash?: 'SHA-256' | 'SHA-512'
}

/** RFC 7518 §5.1. The ones with AES-192 are left out: not every WebCrypto has it. */
const ENCRYPTIONS: ReadonlyMap<string, EncryptionFacts> = new Map([
  ['A128GCM', { keyOctets: 16, ivOctets: 12, tagOctets: 16 }],
  ['A256GCM', { keyOctets: 32, ivOctets: 12, tagOctets: 16 }],
  ['A128CBC-HS256', { keyOctets: 32, ivOctets: 16, tagOctets: 16, hash: 'SHA-256' }],
  ['A256CBC-HS512', { keyOctets: 64, ivOctets: 16, tagOctets: 32, hash: 'SHA-512' }],
])

export const encryptionFacts = (enc: string): EncryptionFacts | undefined => ENCRYPTIONS.get(enc)

/** A256GCM with a fresh key, which comes along. @param aad - the encoded header */
export async function seal(
  plain: Uint8Array<ArrayBuffer>,
  aad: Uint8Array<ArrayBuffer>,
): Promise<Sealed & { readonly key: CryptoKey }> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const params = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }
  const sealed = new Uint8Array(await crypto.subtle.encrypt(params, key, plain))
  return { key, iv, ciphertext: sealed.slice(0, -16), tag: sealed.slice(-16) }
}

/** Rejects, or gives nothing, when the content was changed. @param cek - octets of the size that `facts` names */
export async function open(
  cek: Uint8Array<ArrayBuffer>,
  { iv, ciphertext, tag }: Sealed,
  aad: Uint8Array<ArrayBuffer>,
  { hash }: EncryptionFacts,
): Promise<ArrayBuffer | undefined> {
  if (hash !== undefined) return openCbc(cek, { iv, ciphertext, tag }, aad, hash)
  const key = await crypto.subtle.importKey('raw', cek, 'AES-GCM', false, ['decrypt'])
  const params = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }
  return crypto.subtle.decrypt(params, key, new Uint8Array([...ciphertext, ...tag]))
}

/** RFC 7518 §5.2.2.2: the MAC first, over header, vector, ciphertext and the header's length in bits. */
async function openCbc(
  cek: Uint8Array<ArrayBuffer>,
  { iv, ciphertext, tag }: Sealed,
  aad: Uint8Array<ArrayBuffer>,
  hash: 'SHA-256' | 'SHA-512',
): Promise<ArrayBuffer | undefined> {
  const half = cek.length / 2
  const macKey = await crypto.subtle.importKey('raw', cek.slice(0, half), { name: 'HMAC', hash }, false, ['sign'])
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(aad.length) * 8n)
  const input = new Uint8Array([...aad, ...iv, ...ciphertext, ...length])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', macKey, input)).subarray(0, half)
  if (!isEqual(mac, tag)) return undefined
  const key = await crypto.subtle.importKey('raw', cek.slice(half), 'AES-CBC', false, ['decrypt'])
  return crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, ciphertext)
}

/** In a time that does not tell where the first difference is. */
const isEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.reduce((seen, octet, place) => seen | (octet ^ (other[place] ?? 0)), 0) === 0
