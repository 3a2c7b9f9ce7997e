/** DER of any structure that holds a key → that key. */
import { strictly, jwkFromCertificateKey, jwkFromSpki } from '../spki.ts'
import type { Jwk } from '../jwk.ts'
import { detectDer } from './detect-der.ts'
import type { KeyFormat, KeyStructure } from './key-format.ts'
import { readPkcs1, readPkcs8, readSec1 } from './private-der.ts'
import type { RawKey } from './raw-key.ts'
import { refusal } from './refusals.ts'

type Encoding = 'pem' | 'der' | 'base64'

interface StructureFacts {
  readonly title: string
  read(der: Uint8Array): Jwk
}

const STRUCTURES: Readonly<Record<KeyStructure, StructureFacts>> = {
  spki: { title: 'SubjectPublicKeyInfo', read: jwkFromSpki },
  pkcs8: { title: 'PKCS #8', read: readPkcs8 },
  pkcs1: { title: 'PKCS #1', read: readPkcs1 },
  sec1: { title: 'SEC 1 private key', read: readSec1 },
  certificate: { title: 'X.509 certificate', read: jwkFromCertificateKey },
}

/** A key in DER whose structure is known. */
export const derKey = (der: Uint8Array, structure: KeyStructure, encoding: Encoding): RawKey => ({
  format: `${structure}-${encoding}` satisfies KeyFormat,
  read: () => {
    const { title, read } = STRUCTURES[structure]
    return { jwk: strictly(`this is no ${title} in DER`, () => read(der)) }
  },
})

/** A key in DER whose structure has to be found out. @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function guessedDerKey(der: Uint8Array, encoding: Encoding): RawKey {
  const kind = strictly('this is DER of no structure that holds a key, or it is cut off', () => detectDer(der))
  switch (kind) {
    case 'encryptedPkcs8':
    case 'pkcs12':
    case 'request':
    case 'pkcs7':
      throw refusal(kind)
    default:
      return derKey(der, kind, encoding)
  }
}
