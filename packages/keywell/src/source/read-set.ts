/** A document → a set, by the source's format and bounds. */
import { type KeySet, parseJwks } from '../jwks/key-set.ts'
import type { LoadContext } from './managed/loader.ts'
import type { SourceSettings } from './settings.ts'

/** @throws KeywellError ERR_JWKS_INVALID */
export const readSet = (
  document: unknown,
  { format, bounds }: SourceSettings,
  { previous }: Pick<LoadContext, 'previous'>,
): KeySet =>
  parseJwks(document, {
    format,
    maxKeys: bounds.keys,
    maxKeyBytes: bounds.keyBytes,
    maxDepth: bounds.depth,
    previous,
  })
