/** Tells published keys from secrets: whoever takes one for a shared secret lets everybody sign. */
import { bytes } from '#bytes'
import { isJsonObject, readJson } from '../jose/json.ts'
import { readElements, readSingle, TAG } from './der.ts'
import { jwkFromCertificateKey, jwkFromSpki } from './spki.ts'

/** Whether the bytes are a key, a key set or a certificate in a form in which they are published. */
export function isPublishedKey(octets: Uint8Array): boolean {
  const text = bytes.decodeUtf8(octets)
  return text !== undefined && isPublishedText(text.trim()) ? true : isPublishedDer(octets)
}

function isPublishedText(text: string): boolean {
  if (text.includes('-----BEGIN ') || /^(?:ssh|ecdsa-sha2|sk-ssh)-/.test(text)) return true
  const result = readJson(text)
  if (!result.ok) return false
  const first: unknown = Array.isArray(result.value) ? result.value[0] : result.value
  return isJsonObject(first) && (Object.hasOwn(first, 'kty') || Object.hasOwn(first, 'keys'))
}

function isPublishedDer(octets: Uint8Array): boolean {
  return octets[0] === TAG.sequence && DER_FORMS.some((read) => canRead(read, octets))
}

/** SubjectPublicKeyInfo, a certificate, and the RSAPublicKey of PKCS#1 (RFC 8017 §A.1.1), which is two integers. */
const DER_FORMS: readonly ((der: Uint8Array) => unknown)[] = [
  jwkFromSpki,
  jwkFromCertificateKey,
  (der) => {
    const [modulus, exponent, ...rest] = readElements(readSingle(der, TAG.sequence).content)
    const isPair = modulus?.tag === TAG.integer && exponent?.tag === TAG.integer && rest.length === 0
    if (!isPair) throw new Error('no RSAPublicKey')
  },
]

function canRead(read: (der: Uint8Array) => unknown, der: Uint8Array): boolean {
  try {
    read(der)
    return true
  } catch {
    // Not of this form; that is the answer.
    return false
  }
}
