/** Finds the key that made a signature, among the candidates that the source named. */
import { KeywellError } from '../errors/index.ts'
import type { AlgorithmFacts } from '../jose/algorithms.ts'
import type { CheckedHeader } from '../jose/header.ts'
import { importKey, type ImportedKey } from '../jwk/import.ts'
import type { Key } from '../jwk/key.ts'
import { keyDetail } from './key-failures.ts'
import type { Steps } from './need.ts'

/** What was signed, and the signature to find the key of. */
export interface SignedBytes {
  readonly header: CheckedHeader
  readonly data: Uint8Array
  readonly signature: Uint8Array
}

export interface SigningKey {
  readonly key: Key
  readonly imported: ImportedKey
}

/** The first candidate whose key made the signature. */
export function* findSigningKey(
  { header, data, signature }: SignedBytes,
  keys: readonly Key[],
): Steps<SigningKey | KeywellError> {
  let refused: unknown
  for (const key of keys) {
    const imported: ImportedKey | Error = yield* ready(key, header.algorithm)
    if (imported instanceof Error) {
      refused = imported
      continue
    }
    const { verifyKey } = imported
    // RFC 7518 §3.4, RFC 8017 §8.2.2: a signature of another length is none, whatever a crypto library makes of it.
    if (signature.length !== verifyKey.signatureBytes) continue
    if ((yield { kind: 'signature', verifyKey, data, signature }) === true) return { key, imported }
  }
  return signatureFailure(header, keys.length, refused)
}

function* ready(key: Key, algorithm: AlgorithmFacts): Steps<ImportedKey | Error> {
  const imported = attemptImport(key, algorithm)
  if (!(imported instanceof Promise)) return imported
  const answer = yield { kind: 'import', promise: imported }
  if (answer instanceof Error) return answer
  const settled = attemptImport(key, algorithm)
  return settled instanceof Promise ? new Error('the key is not imported yet') : settled
}

function attemptImport(key: Key, algorithm: AlgorithmFacts): ReturnType<typeof importKey> | Error {
  try {
    return importKey(key, algorithm)
  } catch (error) {
    return error instanceof Error ? error : new Error('the import failed')
  }
}

function signatureFailure(header: CheckedHeader, tried: number, refused: unknown): KeywellError {
  const detail = keyDetail(header)
  if (refused === undefined) {
    return new KeywellError('ERR_SIGNATURE_INVALID', 'the signature does not match', { ...detail, tried })
  }
  const reason = 'the runtime refuses the key'
  return new KeywellError(
    'ERR_KEY_MISMATCH',
    `${reason} that the token names`,
    { ...detail, reason },
    { cause: refused },
  )
}
