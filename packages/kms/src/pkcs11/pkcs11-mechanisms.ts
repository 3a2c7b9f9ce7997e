/** JOSE's algorithms as mechanisms of PKCS#11 (v3.1 §6.1, §6.3), and which of them a token can do. */
import type { Algorithm } from 'keywell'
import type { SignRequest } from '../core/service.ts'
import type { Pkcs11Mechanism } from './pkcs11-options.ts'

interface Row {
  readonly mechanism: Pkcs11Mechanism
  /** ECDSA takes the digest: tokens that hash for it are rare. The others hash by themselves. */
  readonly takes: 'digest' | 'data'
}

const row = (alg: Algorithm, mechanism: number, takes: Row['takes']): readonly [Algorithm, Row] => [
  alg,
  { mechanism: { mechanism }, takes },
]

/** CK_RSA_PKCS_PSS_PARAMS; `type` is how `pkcs11js` names the structure. The salt is as long as the digest (RFC 7518 §3.5). */
const pss = (
  alg: Algorithm,
  mechanism: number,
  [hashAlg, mgf, saltLen]: readonly [number, number, number],
): readonly [Algorithm, Row] => [
  alg,
  { mechanism: { mechanism, parameter: { type: 5, hashAlg, mgf, saltLen } }, takes: 'data' },
]

const ROWS: ReadonlyMap<Algorithm, Row> = new Map([
  row('RS256', 0x40, 'data'),
  row('RS384', 0x41, 'data'),
  row('RS512', 0x42, 'data'),
  pss('PS256', 0x43, [0x250, 2, 32]),
  pss('PS384', 0x44, [0x260, 3, 48]),
  pss('PS512', 0x45, [0x270, 4, 64]),
  row('ES256', 0x1041, 'digest'),
  row('ES384', 0x1041, 'digest'),
  row('ES512', 0x1041, 'digest'),
  row('ES256K', 0x1041, 'digest'),
  row('EdDSA', 0x1057, 'data'),
  row('Ed25519', 0x1057, 'data'),
])

/** @param listed - of the slot, `C_GetMechanismList` */
export const tokenAlgorithms = (listed: readonly number[]): readonly Algorithm[] =>
  [...ROWS].filter(([, { mechanism }]) => listed.includes(mechanism.mechanism)).map(([alg]) => alg)

/** `undefined` for what PKCS#11 has no mechanism for. */
export function signInput({ alg, data, digest }: SignRequest): readonly [Pkcs11Mechanism, Uint8Array] | undefined {
  const found = ROWS.get(alg)
  return found === undefined ? undefined : [found.mechanism, found.takes === 'digest' ? digest : data]
}
