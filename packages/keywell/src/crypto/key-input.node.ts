/** How `node:crypto` wants a key for each family: padding, salt and signature encoding spelled out, nothing left to defaults. */
import { constants, type KeyObject, type SignKeyObjectInput, type VerifyKeyObjectInput } from 'node:crypto'
import { pssKey } from './pss-key.node.ts'
import type { AlgorithmFacts } from '../jose/algorithms.ts'

/**
 * Made once per imported key. Plain where it can be: on Node 24 options beside the key cost some 15 µs a call, so an
 * ECDSA signature is given as DER, the default, instead of naming its encoding, and a key for PSS says so itself.
 */
export const verifyInput = (key: KeyObject, algorithm: AlgorithmFacts): KeyObject | VerifyKeyObjectInput =>
  algorithm.family === 'pss' ? (pssKey(key, algorithm) ?? pssInput(key, algorithm)) : key

/** ECDSA signatures come out as R ‖ S (RFC 7518 §3.4). */
export function signInput(key: KeyObject, algorithm: AlgorithmFacts): KeyObject | SignKeyObjectInput {
  if (algorithm.family === 'ecdsa') return { key, dsaEncoding: 'ieee-p1363' }
  return algorithm.family === 'pss' ? pssInput(key, algorithm) : key
}

/** RFC 7518 §3.5: the salt is as long as the hash; never "auto". */
const pssInput = (key: KeyObject, { hashBytes }: AlgorithmFacts): SignKeyObjectInput & VerifyKeyObjectInput => ({
  key,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: hashBytes,
})
