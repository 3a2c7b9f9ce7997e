/** Keys made by node:crypto, which is not what is tested here. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { jwkFromKeyObject } from '../../../src/node.node.ts'
import type { Jwk } from '../../../src/jwk.ts'

/** A second private key of the same type. */
export function another(name: string): Jwk {
  const { asymmetricKeyType, asymmetricKeyDetails } = keyOf(name)
  if (asymmetricKeyType === 'ec') return jwkFromKeyObject(ec(asymmetricKeyDetails?.namedCurve ?? ''))
  const pair = asymmetricKeyType === 'ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('ed25519')
  return jwkFromKeyObject(pair.privateKey)
}

const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey

export const keys: Readonly<Record<string, KeyObject>> = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  'P-256': ec('prime256v1'),
  'P-384': ec('secp384r1'),
  'P-521': ec('secp521r1'),
  secp256k1: ec('secp256k1'),
  Ed25519: generateKeyPairSync('ed25519').privateKey,
  Ed448: generateKeyPairSync('ed448').privateKey,
  'ML-DSA-44': generateKeyPairSync('ml-dsa-44').privateKey,
}

export function keyOf(name: string): KeyObject {
  const key = keys[name]
  if (key === undefined) throw new Error(`no key is called ${name}`)
  return key
}

export const jwkOf = (name: string): Jwk => jwkFromKeyObject(keyOf(name))
export const publicOf = (name: string): Jwk => jwkFromKeyObject(createPublicKey(keyOf(name)))

export const pemOf = (name: string, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8'): string =>
  keyOf(name).export({ format: 'pem', type }).toString()
export const spkiOf = (name: string): string =>
  createPublicKey(keyOf(name)).export({ format: 'pem', type: 'spki' }).toString()
export const derOf = (name: string): Buffer => keyOf(name).export({ format: 'der', type: 'pkcs8' })

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
