/** Recognises octets that are no text, and what base64 on one line stands for. */
import { readKeys } from 'keywell/jwk'
import { derShape } from '../input/der-shape.ts'
import { certificateSight } from './pem-sight.ts'
import { factsOf, type Sight } from './sight.ts'

/** The first octets of Java's own stores. */
const KEYSTORES: readonly string[] = ['feedfeed', 'cececece']

export async function binarySight(octets: Uint8Array, nowMs: number): Promise<Sight | undefined> {
  const shape = derShape(octets)
  if (shape === 'pkcs12')
    return {
      kind: 'pkcs12',
      title: 'a PKCS #12 file: a private key with its certificates, under a password',
      facts: [],
      next: [
        'keywell key show FILE --password-file SECRET',
        'keywell key convert FILE --password-file SECRET --to jwe -o NEW',
      ],
    }
  if (shape !== undefined)
    return {
      kind: 'encrypted-key',
      title: 'a private key under a password (DER, PKCS #8)',
      facts: [],
      next: ['keywell key show FILE --password-file SECRET'],
    }
  if (KEYSTORES.includes(Buffer.from(octets.subarray(0, 4)).toString('hex')))
    return {
      kind: 'java-keystore',
      title: 'a Java key store',
      facts: [],
      next: ['turn it into PKCS #12: keytool -importkeystore -deststoretype pkcs12'],
    }
  return await keySight(octets, nowMs)
}

const NAMES: readonly (readonly [string, string])[] = [
  ['spki', 'DER, SPKI'],
  ['pkcs8', 'DER, PKCS #8'],
  ['pkcs1', 'DER, PKCS #1'],
  ['sec1', 'DER, SEC 1'],
  ['cose', 'COSE key, RFC 9052'],
]

async function keySight(octets: Uint8Array, nowMs: number): Promise<Sight | undefined> {
  try {
    const [key] = await readKeys(octets)
    if (key === undefined) return undefined
    const { format, isPrivate, jwk } = key
    if (format.startsWith('certificate')) return certificateSight(octets, 1, nowMs)
    const name = NAMES.find(([start]) => format.startsWith(start))?.[1] ?? format
    return {
      kind: isPrivate ? 'private-key' : 'public-key',
      title: `${isPrivate ? 'a private key' : 'a public key'} (${name})`,
      facts: factsOf(['kty', 'crv', 'alg', 'kid'].map((member) => [member, jwk[member]])),
      next: ['keywell key show FILE', 'keywell key convert FILE --to jwk'],
      ...(isPrivate ? { isSecret: true } : {}),
    }
  } catch {
    // Whatever it is, it is no key.
    return undefined
  }
}
