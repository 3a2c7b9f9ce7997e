/** Password-based encryption: an AlgorithmIdentifier and the octets under it → the octets inside, and PBES2 back. */
import { type DerElement, expectTag, oidHex, readElements, TAG } from '../../jwk/der.ts'
import { octetString, oid, sequence } from '../../jwk/convert/der-write.ts'
import { AES_256_CBC, cipherOf, sealAes } from './ciphers.ts'
import { deriveKey, type Kdf, readKdf, writeKdf } from './kdf.ts'
import { openOld } from './old-pbe.ts'
import { schemeUnsupported } from './problems.ts'

const PBES2 = '2a864886f70d01050d'

/**
 * @param algorithm - the AlgorithmIdentifier
 * @throws DerProblem, KeywellError ERR_JWK_INVALID when the password is wrong, ERR_KEY_UNSUPPORTED
 */
export async function open(
  algorithm: DerElement | undefined,
  sealed: Uint8Array,
  password: Uint8Array,
): Promise<Uint8Array> {
  const [id, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const fields = readElements(expectTag(parameters, TAG.sequence).content)
  if (oidHex(id) === PBES2) return openPbes2(fields, sealed, password)
  const opened = await openOld(oidHex(id), fields, sealed, password)
  if (opened !== undefined) return opened
  throw schemeUnsupported('it is encrypted in an old way that is not supported')
}

async function openPbes2(
  [derivation, encryption]: readonly DerElement[],
  sealed: Uint8Array,
  password: Uint8Array,
): Promise<Uint8Array> {
  const kdf = readKdf(derivation)
  const [id, iv] = readElements(expectTag(encryption, TAG.sequence).content)
  const cipher = cipherOf(oidHex(id))
  const key = await deriveKey(password, kdf, cipher.keyBytes)
  return cipher.open(key, expectTag(iv, TAG.octetString).content, sealed)
}

export interface Sealed {
  /** The AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array
  readonly octets: Uint8Array
}

/** AES-256-CBC under a fresh salt and IV. */
export async function seal(plain: Uint8Array, password: Uint8Array, kdf: Kdf): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(16))
  const key = await deriveKey(password, kdf, 32)
  const scheme = sequence(oid(AES_256_CBC), octetString(iv))
  return { algorithm: sequence(oid(PBES2), sequence(writeKdf(kdf), scheme)), octets: await sealAes(key, iv, plain) }
}
