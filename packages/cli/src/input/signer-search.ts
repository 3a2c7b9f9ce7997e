/** Which key of the set made a signature, whatever the token's kid says: a wrong label is a common fault of issuers. */
import { decodeJwt, staticJwks } from 'keywell'
import type { Key, KeySet } from 'keywell/jwk'
import { verifyJws } from 'keywell/jws'

/** Verifying costs; sets in the field have fewer keys than this. */
const MAX_TRIED = 32

/** The key that made the token's signature, tried one by one. */
export async function findSigner(token: string, set: KeySet): Promise<Key | undefined> {
  const { alg } = decodeJwt(token).header
  for (const key of set.withAlgorithm(alg).slice(0, MAX_TRIED)) {
    if (await isSignedBy(token, key)) return key
  }
  return undefined
}

async function isSignedBy(token: string, key: Key): Promise<boolean> {
  // A sole key without kid is asked about any token.
  const { kid: _, ...anonymous } = key.jwk
  try {
    await verifyJws(token, { keys: staticJwks([anonymous], { kidless: 'single' }) })
    return true
  } catch {
    // Whatever the reason, this key does not vouch for the token.
    return false
  }
}
