/** Entries that real key sets have beside good keys, and that a client must set aside. None of them can verify anything. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** What to publish, by what is odd about it; made anew with every call. */
export const ODD_KEYS = Object.freeze({
  null: () => null,
  text: () => 'a key, honestly',
  /** RFC 7517 §5: implementations should ignore JWKs of types they do not understand. */
  'future-type': () => ({ kty: 'LATTICE', kid: 'future-type', alg: 'XYZ512', use: 'sig' }),
  'akp-unknown-algorithm': () => ({ kty: 'AKP', kid: 'akp-unknown', alg: 'ML-DSA-1024', pub: base64url(1312) }),
  'akp-wrong-length': () => ({ kty: 'AKP', kid: 'akp-short', alg: 'ML-DSA-44', pub: base64url(99) }),
  /** For key agreement (RFC 7748), not for signatures. */
  'okp-x25519': () => ({ ...exported('x25519'), kid: 'x25519' }),
  'okp-unknown-curve': () => ({ kty: 'OKP', kid: 'okp-unknown', crv: 'Ed9000', x: base64url(32) }),
  'rsa-without-modulus': () => ({ kty: 'RSA', kid: 'no-n', e: 'AQAB', use: 'sig' }),
  /** Below what RFC 7518 §3.3 asks for. */
  'rsa-1024': () => ({
    ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
    kid: 'rsa-1024',
    use: 'sig',
  }),
  'ec-off-curve': () => ({ kty: 'EC', kid: 'off-curve', crv: 'P-256', x: base64url(32), y: base64url(32) }),
  'for-encryption': () => ({ kty: 'RSA', kid: 'enc', use: 'enc', alg: 'RSA-OAEP-256', e: 'AQAB', n: base64url(256) }),
  'shared-secret': () => ({ kty: 'oct', kid: 'secret', alg: 'HS256', k: base64url(32) }),
  /** A private key that somebody published. */
  'private-key': () => ({
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
    kid: 'private',
  }),
})

export type OddKey = keyof typeof ODD_KEYS

const base64url = (bytes: number): string => randomBytes(bytes).toString('base64url')

const exported = (type: 'x25519'): object => generateKeyPairSync(type).publicKey.export({ format: 'jwk' })
