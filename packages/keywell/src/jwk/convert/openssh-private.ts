/** OpenSSH private keys without a passphrase (PROTOCOL.key of OpenSSH, "openssh-key-v1") → JWK. */
import { encodeBase64url } from '../../jose/base64url.ts'
import { DerProblem } from '../der.ts'
import type { Jwk } from '../jwk.ts'
import { keyUnsupported } from '../problems.ts'
import { strictly } from '../spki.ts'
import type { Found } from './raw-key.ts'
import { refusal } from './refusals.ts'
import { crtExponents } from './rsa-numbers.ts'
import { readSshBlob, readSshEcPoint } from './ssh-key-types.ts'
import { type SshReader, sshReader } from './ssh-wire.ts'

/** "openssh-key-v1" and a zero octet. */
export const OPENSSH_MAGIC: Uint8Array = Uint8Array.from('openssh-key-v1\0', (character) => character.charCodeAt(0))
/** The block size of the cipher "none". */
export const OPENSSH_BLOCK = 8
const ED25519_SEED_OCTETS = 32

/** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export const readOpensshPrivate = (octets: Uint8Array): Found =>
  strictly('this is no OpenSSH private key, or it is cut off', () => readEnvelope(octets))

function readEnvelope(octets: Uint8Array): Found {
  const magic = octets.subarray(0, OPENSSH_MAGIC.length)
  if (!isSame(magic, OPENSSH_MAGIC)) throw new DerProblem('another format')
  const reader = sshReader(octets.subarray(OPENSSH_MAGIC.length))
  const [cipher, kdf, options] = [reader.text(), reader.text(), reader.octets()]
  if (cipher !== 'none' || kdf !== 'none') throw refusal('encryptedOpenssh')
  if (options.length > 0) throw new DerProblem('options of no cipher')
  if (reader.uint32() !== 1) throw keyUnsupported('unknown', 'a file of several OpenSSH private keys is not supported')
  const published = readSshBlob(reader.octets())
  const secret = reader.octets()
  if (reader.rest().length > 0) throw new DerProblem('something follows the key')
  return readSecret(secret, published)
}

function readSecret(secret: Uint8Array, published: Jwk): Found {
  const reader = sshReader(secret)
  if (secret.length % OPENSSH_BLOCK !== 0) throw new DerProblem('no whole blocks')
  if (reader.uint32() !== reader.uint32()) throw new DerProblem('the two check numbers differ')
  const jwk = readPrivate(reader.text(), reader)
  const comment = reader.text()
  const padding = reader.rest()
  const isCounted = padding.length < OPENSSH_BLOCK && padding.every((octet, place) => octet === place + 1)
  if (!isCounted) throw new DerProblem('padding that does not count')
  const isPublished = Object.entries(published).every(([name, value]) => jwk[name] === value)
  if (!isPublished) throw new DerProblem('the public key in front belongs to another private key')
  return { jwk, comment }
}

function readPrivate(type: string, reader: SshReader): Jwk {
  if (type === 'ssh-rsa') return readRsa(reader)
  if (type === 'ssh-ed25519') return readEd25519(reader)
  return { ...readSshEcPoint(type, reader), d: encodeBase64url(reader.number()) }
}

function readRsa(reader: SshReader): Jwk {
  const members: Record<string, string> = {}
  for (const name of ['n', 'e', 'd', 'qi', 'p', 'q']) members[name] = encodeBase64url(reader.number())
  return { kty: 'RSA', ...members, ...crtExponents(members) }
}

/** The public key, then the seed with the public key again. */
function readEd25519(reader: SshReader): Jwk {
  const point = reader.octets()
  const both = reader.octets()
  if (!isSame(both.subarray(ED25519_SEED_OCTETS), point)) throw new DerProblem('two public keys that differ')
  const seed = both.subarray(0, ED25519_SEED_OCTETS)
  return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(point), d: encodeBase64url(seed) }
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((octet, place) => octet === other[place])
