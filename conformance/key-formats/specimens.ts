/** One key of every type, made by OpenSSL, with OpenSSL's own spelling of it in every structure it writes. */
import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { WritableKeyFormat } from 'keywell/jwk'
import { jwkFromKeyObject } from 'keywell/node'
import type { Jwk } from 'keywell/jwk'

export interface Specimen {
  readonly name: string
  readonly key: KeyObject
  readonly jwk: Jwk
  /** Whether the openssl program of Debian 12 knows the key type; the OpenSSL inside Node knows all. */
  readonly isOldEnough: boolean
}

const specimen = (name: string, key: KeyObject, isOldEnough = true): Specimen => ({
  name,
  key,
  jwk: jwkFromKeyObject(key),
  isOldEnough,
})

const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey

export const specimens = (): readonly Specimen[] => [
  specimen('RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  specimen('P-256', ec('prime256v1')),
  specimen('P-384', ec('secp384r1')),
  specimen('P-521', ec('secp521r1')),
  specimen('secp256k1', ec('secp256k1')),
  specimen('Ed25519', generateKeyPairSync('ed25519').privateKey),
  specimen('Ed448', generateKeyPairSync('ed448').privateKey),
  specimen('ML-DSA-44', generateKeyPairSync('ml-dsa-44').privateKey, false),
  specimen('ML-DSA-65', generateKeyPairSync('ml-dsa-65').privateKey, false),
  specimen('ML-DSA-87', generateKeyPairSync('ml-dsa-87').privateKey, false),
  specimen('oct', createSecretKey(randomBytes(32))),
]

/** How OpenSSL spells the key in a structure of ASN.1, in DER; `undefined` for what it has no writer for. */
export function opensslDer(key: KeyObject, format: WritableKeyFormat): Buffer | undefined {
  const [structure] = format.split('-')
  if (key.type === 'secret') return undefined
  switch (structure) {
    case 'spki':
      return createPublicKey(key).export({ format: 'der', type: 'spki' })
    case 'pkcs8':
      return key.export({ format: 'der', type: 'pkcs8' })
    case 'pkcs1':
      return key.asymmetricKeyType === 'rsa' ? key.export({ format: 'der', type: 'pkcs1' }) : undefined
    case 'sec1':
      return key.asymmetricKeyType === 'ec' ? key.export({ format: 'der', type: 'sec1' }) : undefined
    default:
      return undefined
  }
}
