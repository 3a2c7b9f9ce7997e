/** How `node:crypto` wants a key for each family: padding, salt and signature encoding spelled out, nothing left to defaults. */
import { constants, type KeyObject, type SignKeyObjectInput } from 'node:crypto'
import type { AlgorithmFacts } from '../jose/algorithms.ts'

/** A key with its options; made once per imported key, as building it costs time on every call. */
export function keyInput(key: KeyObject, algorithm: AlgorithmFacts): KeyObject | SignKeyObjectInput {
  switch (algorithm.family) {
    case 'pss':
      // RFC 7518 §3.5: the salt is as long as the hash; never "auto".
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.hashBytes }
    case 'ecdsa':
      // RFC 7518 §3.4: R ‖ S, not DER.
      return { key, dsaEncoding: 'ieee-p1363' }
    default:
      return key
  }
}
