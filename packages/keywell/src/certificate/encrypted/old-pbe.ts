/** The encryption of PKCS #12 before PBES2 (RFC 7292 §C), read only: SHA-1 with Triple DES or RC2. */
import { type DerElement, expectTag, TAG } from '../../jwk/der.ts'
import { readCount } from '../tags.ts'
import { type Budget, charge } from './budget.ts'
import { type Cipher, TRIPLE_DES } from './ciphers.ts'
import { KDF_PURPOSE, pkcs12Key } from './pkcs12-kdf.ts'
import { openRc2 } from './rc2.ts'

const rc2 = (keyBytes: number): Cipher => ({
  name: `RC2-${keyBytes * 8}`,
  keyBytes,
  open: async (key, iv, sealed) => openRc2(key, iv, sealed),
})

/** Two keys: the third is the first again. */
const TWO_KEYS: Cipher = {
  name: 'Triple DES with two keys',
  keyBytes: 16,
  open: (key, iv, sealed) => TRIPLE_DES.open(Uint8Array.of(...key, ...key.subarray(0, 8)), iv, sealed),
}

/** 1.2.840.113549.1.12.1.*; RC4 is left out, as nothing writes it. */
const SCHEMES: ReadonlyMap<string, Cipher> = new Map([
  ['2a864886f70d010c0103', TRIPLE_DES],
  ['2a864886f70d010c0104', TWO_KEYS],
  ['2a864886f70d010c0105', rc2(16)],
  ['2a864886f70d010c0106', rc2(5)],
])

/** Up to three derivations, each round of which takes a few times as long as one of PBKDF2. */
const ROUNDS_WEIGHT = 10

/** `undefined` for a scheme that is not known. @throws DerProblem, KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export async function openOld(
  scheme: string,
  [salt, iterations]: readonly DerElement[],
  sealed: Uint8Array,
  { password, budget }: { readonly password: Uint8Array; readonly budget: Budget },
): Promise<Uint8Array | undefined> {
  const cipher = SCHEMES.get(scheme)
  if (cipher === undefined) return undefined
  const facts = {
    hash: 'SHA-1',
    salt: expectTag(salt, TAG.octetString).content,
    iterations: readCount(iterations),
  } as const
  charge(budget, facts.iterations * ROUNDS_WEIGHT)
  const key = await pkcs12Key(password, { ...facts, purpose: KDF_PURPOSE.key, length: cipher.keyBytes })
  const iv = await pkcs12Key(password, { ...facts, purpose: KDF_PURPOSE.iv, length: 8 })
  return cipher.open(key, iv, sealed)
}
