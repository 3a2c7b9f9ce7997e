/** What a recorded file is, told from its content: their servers declare no form, and neither do their names. */

export type RecordedForm = 'jwks' | 'jwk' | 'array' | 'pem-map' | 'spki' | 'discovery'

export interface Recorded {
  readonly form: RecordedForm
  readonly text: string
  /** Parsed JSON; absent for a key without any armour. */
  readonly document?: unknown
}

/** Base64 of a SubjectPublicKeyInfo: it begins with a SEQUENCE of two length octets. */
const SPKI = /^MI[A-Za-z\d+/\s]+={0,2}$/

/** @throws Error for what is none of the forms */
export function recordedForm(text: string): Recorded {
  const trimmed = text.trim()
  if (SPKI.test(trimmed)) return { form: 'spki', text: trimmed }
  const document: unknown = JSON.parse(text)
  if (Array.isArray(document)) return { form: 'array', text, document }
  if (isObject(document)) return { form: formOf(document), text, document }
  throw new Error('no object, no array and no key')
}

function formOf(document: Readonly<Record<string, unknown>>): RecordedForm {
  if (Array.isArray(document['keys'])) return 'jwks'
  if (typeof document['kty'] === 'string') return 'jwk'
  if (typeof document['issuer'] === 'string') return 'discovery'
  const values = Object.values(document)
  const isPemMap =
    values.length > 0 && values.every((value) => typeof value === 'string' && value.includes('-----BEGIN '))
  if (isPemMap) return 'pem-map'
  throw new Error('neither a key set, nor a key, nor a map of PEM, nor metadata')
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
