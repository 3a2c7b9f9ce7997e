/** New keys from `node:crypto`, as private JWK members. Made on the thread pool: a large RSA key takes seconds. */
import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import type { GenerateOptions, KeyMembers } from './backend.ts'

const generatePair = promisify(generateKeyPair)

/** Makes the private half for one algorithm on one curve. */
export async function generateMembers(algorithm: AlgorithmFacts, options: GenerateOptions): Promise<KeyMembers> {
  if (algorithm.family === 'hmac') return { kty: 'oct', k: randomBytes(algorithm.hashBytes).toString('base64url') }
  const privateKey = await generatePrivateKey(algorithm, options)
  return { ...privateKey.export({ format: 'jwk' }), kty: algorithm.kty }
}

async function generatePrivateKey(algorithm: AlgorithmFacts, options: GenerateOptions): Promise<KeyObject> {
  switch (options.curve ?? algorithm.curves[0] ?? algorithm.name) {
    case 'P-256':
      return (await generatePair('ec', { namedCurve: 'prime256v1' })).privateKey
    case 'P-384':
      return (await generatePair('ec', { namedCurve: 'secp384r1' })).privateKey
    case 'P-521':
      return (await generatePair('ec', { namedCurve: 'secp521r1' })).privateKey
    case 'secp256k1':
      return (await generatePair('ec', { namedCurve: 'secp256k1' })).privateKey
    case 'Ed25519':
      return (await generatePair('ed25519')).privateKey
    case 'Ed448':
      return (await generatePair('ed448')).privateKey
    case 'ML-DSA-44':
      return (await generatePair('ml-dsa-44')).privateKey
    case 'ML-DSA-65':
      return (await generatePair('ml-dsa-65')).privateKey
    case 'ML-DSA-87':
      return (await generatePair('ml-dsa-87')).privateKey
    default:
      return (await generatePair('rsa', { modulusLength: options.modulusLength })).privateKey
  }
}
