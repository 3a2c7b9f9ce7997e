/** A private JWK with its certificates → PKCS #12 (RFC 7292), everything under one password. */
import { bytes } from '#bytes'
import { knownOptions, nonEmptyString, optional } from '../../errors/index.ts'
import { element, octetString, oid, sequence, smallInteger } from '../../jwk/convert/der-write.ts'
import { TAG } from '../../jwk/der.ts'
import { asJwk, type Jwk } from '../../jwk/jwk.ts'
import { thumbprint } from '../../jwk/thumbprint.ts'
import { readChain } from '../input.ts'
import { checkJwkCertificates } from '../x5-members.ts'
import { seal } from './pbe.ts'
import { PKCS12 } from './pkcs12-ids.ts'
import { macData } from './pkcs12-mac.ts'
import { type EncryptOptions, freshKdf, MIN_ITERATIONS, sealedKey } from './pkcs8.ts'
import { strongPassword } from './problems.ts'

export interface Pkcs12WriteOptions extends EncryptOptions {
  /** The friendly name, an "alias" in Java; the `kid` unless said otherwise. */
  readonly name?: string
}

const SET = 0x31
const BMP_STRING = 0x1e

/**
 * A private JWK as PKCS #12, with the certificates of its `x5c`. PBES2 with AES-256 and a MAC with SHA-256, each of
 * 600,000 iterations: read by OpenSSL and Java. Takes one or two seconds, and some twenty where there is
 * WebCrypto only, which hashes one block at a time.
 * @throws KeywellError ERR_OPTION_INVALID; ERR_CERTIFICATE_INVALID when `x5c` is not of this key; ERR_JWK_INVALID
 * @example await writeFile('signer.p12', await jwkToPkcs12(jwk, { password }), { mode: 0o600, flag: 'wx' })
 */
export async function jwkToPkcs12(jwk: Jwk, options: Pkcs12WriteOptions): Promise<Uint8Array> {
  const given = knownOptions('options', options, ['password', 'kdf', 'iterations', 'name'])
  asJwk(jwk)
  const password = strongPassword(given.password)
  const attributes = await bagAttributes(optional(nonEmptyString, 'name', given.name) ?? jwk.kid, jwk)
  const key = bag(PKCS12.shroudedKey, await sealedKey(jwk, password, freshKdf(given)), attributes)
  const safes = [dataContent(sequence(key))]
  const certificates = await certificateBags(jwk, attributes)
  if (certificates !== undefined) {
    const { algorithm, octets } = await seal(certificates, password, freshKdf(given))
    const info = sequence(oid(PKCS12.data), algorithm, element(0x80, octets))
    safes.unshift(sequence(oid(PKCS12.encryptedData), element(TAG.context0, sequence(smallInteger(0), info))))
  }
  const safe = sequence(...safes)
  const mac = await macData(safe, password, given.iterations ?? MIN_ITERATIONS)
  return sequence(smallInteger(3), dataContent(safe), mac)
}

const dataContent = (octets: Uint8Array): Uint8Array =>
  sequence(oid(PKCS12.data), element(TAG.context0, octetString(octets)))

const bag = (id: string, value: Uint8Array, attributes: Uint8Array | undefined): Uint8Array =>
  sequence(oid(id), element(TAG.context0, value), ...(attributes === undefined ? [] : [attributes]))

/** SafeContents with each certificate of `x5c`, that of the key with the key's attributes. */
async function certificateBags(jwk: Jwk, attributes: Uint8Array): Promise<Uint8Array | undefined> {
  if (!Object.hasOwn(jwk, 'x5c')) return undefined
  await checkJwkCertificates(jwk)
  const bags = readChain(jwk['x5c']).map(({ der }, at) =>
    bag(
      PKCS12.certificate,
      sequence(oid(PKCS12.x509), element(TAG.context0, octetString(der))),
      at === 0 ? attributes : undefined,
    ),
  )
  return sequence(...bags)
}

/** localKeyId ties key and certificate together, which is what Java looks for; any octets will do. */
async function bagAttributes(name: string | undefined, jwk: Jwk): Promise<Uint8Array> {
  const id = bytes.encodeUtf8(await thumbprint(jwk))
  const local = sequence(oid(PKCS12.localKeyId), element(SET, octetString(id)))
  if (name === undefined) return element(SET, local)
  const friendly = sequence(oid(PKCS12.name), element(SET, element(BMP_STRING, bmpOctets(name))))
  return element(SET, friendly, local)
}

function bmpOctets(text: string): Uint8Array {
  const octets = new Uint8Array(2 * text.length)
  const view = new DataView(octets.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at))
  return octets
}
