/** What the fuzzer starts from: every key type in every format, and the texts that are refused by name. */
import { isKeywellError } from 'keywell'
import { KEY_FORMATS, publicJwk, writeKey } from 'keywell/jwk'
import type { Jwk } from 'keywell/jwk'
import { specimens } from '../specimens.ts'

const REFUSED = [
  'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
  'PuTTY-User-Key-File-3: ssh-ed25519',
  '---- BEGIN SSH2 PUBLIC KEY ----',
  '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----',
  'from="10.0.0.0/8",command="a \\" b" ssh-ed25519 AAAA',
  '{"keys":[{"kty":"EC"},{"kty":"oct","k":"AAAA"}]}',
] as const

export type Corpus = readonly [Buffer, ...Buffer[]]

export function corpus(): Corpus {
  const jwks = specimens().flatMap(({ jwk }) => (jwk.kty === 'oct' ? [jwk] : [jwk, publicJwk(jwk)]))
  const written = jwks.flatMap((jwk) => everyForm(jwk))
  return [Buffer.from('{}'), ...REFUSED.map((text) => Buffer.from(text)), ...written]
}

function everyForm(jwk: Jwk): readonly Buffer[] {
  return KEY_FORMATS.filter((format) => !isCertificate(format)).flatMap((format) => {
    try {
      return isCertificate(format) ? [] : [Buffer.from(writeKey(jwk, { format }))]
    } catch (error) {
      if (isKeywellError(error)) return []
      throw error
    }
  })
}

const isCertificate = (format: string): format is `certificate-${'pem' | 'der' | 'base64'}` =>
  format.startsWith('certificate-')
