/** Keys of files: a JWK, a JWK Set, or PEM of any label that holds a key. Gives the public part, always. */
import { createPublicKey } from 'node:crypto'
import { type Jwk, jwkFromPem, publicJwk, thumbprint } from 'keywell/jwk'
import { Failure } from '../failure.ts'
import { isObject, readJson } from './json.ts'

export interface PublicKeys {
  readonly keys: readonly Jwk[]
  /** Whether the input was a set, so that the output is one. */
  readonly isSet: boolean
  readonly hadPrivate: boolean
}

const SECRETS = ['d', 'priv', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/** @throws Failure, KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export async function publicKeys(text: string): Promise<PublicKeys> {
  const { items, isSet, hadPrivate } = text.includes('-----BEGIN ') ? fromPem(text) : fromJson(text)
  const keys = items.map(publicJwk)
  // Computing a thumbprint checks the key's numbers, which taking its public part does not.
  await Promise.all(keys.map((key) => thumbprint(key)))
  return { keys, isSet, hadPrivate }
}

interface Items {
  readonly items: readonly unknown[]
  readonly isSet: boolean
  readonly hadPrivate: boolean
}

function fromJson(text: string): Items {
  const document = readJson(text, 'the key', 'a JWK, a JWK Set or PEM is expected')
  if (!isObject(document)) throw new Failure('unparseable', 'a JWK must be a JSON object')
  const set = document['keys']
  if (document['kty'] === undefined && !Array.isArray(set)) {
    throw new Failure('unparseable', 'this is neither a JWK nor a JWK Set', {
      hint: 'a JWK has "kty", a set has "keys"',
    })
  }
  const isSet = Array.isArray(set) && document['kty'] === undefined
  const items: readonly unknown[] = isSet ? set : [document]
  return { items, isSet, hadPrivate: items.some(isPrivate) }
}

const isPrivate = (item: unknown): boolean => isObject(item) && SECRETS.some((member) => Object.hasOwn(item, member))

/** The library reads public keys only; Node's own reader knows the labels of private keys and certificates. */
function fromPem(text: string): Items {
  const hadPrivate = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)
  const item = text.includes('-----BEGIN PUBLIC KEY-----') ? jwkFromPem(text) : exported(text)
  return { items: [item], isSet: false, hadPrivate }
}

function exported(pem: string): unknown {
  try {
    return createPublicKey(pem.replaceAll('\\n', '\n')).export({ format: 'jwk' })
  } catch (cause) {
    const isEncrypted = /ENCRYPTED/.test(pem)
    const hint = isEncrypted
      ? 'take its public part first: openssl pkey -pubout'
      : 'check it with: openssl pkey -noout -text'
    throw new Failure(
      'unparseable',
      isEncrypted ? 'this private key is encrypted' : 'this PEM holds no key that can be read',
      { hint, cause },
    )
  }
}
