/** Password-based encryption: an AlgorithmIdentifier and the octets under it → the octets inside, and PBES2 back. */
import { type DerElement, expectTag, oidHex, readElements, TAG } from '../../jwk/der.ts'
import { octetString, oid, sequence } from '../../jwk/convert/der-write.ts'
import { type Budget, charge, freshBudget } from './budget.ts'
import { AES_256_CBC, cipherOf, sealAes } from './ciphers.ts'
import { deriveKey, iterationsOf, type Kdf, readKdf, writeKdf } from './kdf.ts'
import { openOld } from './old-pbe.ts'
import { schemeUnsupported } from './problems.ts'

const PBES2 = '2a864886f70d01050d'

/** What opens a file. */
export interface Key {
  readonly password: Uint8Array
  readonly budget?: Budget
}

/**
 * @param algorithm - the AlgorithmIdentifier
 * @param budget - shared by all that one file holds
 * @throws DerProblem, KeywellError ERR_JWK_INVALID when the password is wrong, ERR_KEY_UNSUPPORTED
 */
export async function open(
  algorithm: DerElement | undefined,
  sealed: Uint8Array,
  { password, budget = freshBudget() }: Key,
): Promise<Uint8Array> {
  const [id, parameters] = readElements(expectTag(algorithm, TAG.sequence).content)
  const fields = readElements(expectTag(parameters, TAG.sequence).content)
  if (oidHex(id) === PBES2) return openPbes2(fields, sealed, { password, budget })
  const opened = await openOld(oidHex(id), fields, sealed, { password, budget })
  if (opened !== undefined) return opened
  throw schemeUnsupported('it is encrypted in an old way that is not supported')
}

async function openPbes2(
  [derivation, encryption]: readonly DerElement[],
  sealed: Uint8Array,
  { password, budget }: Required<Key>,
): Promise<Uint8Array> {
  const kdf = readKdf(derivation)
  charge(budget, iterationsOf(kdf))
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
