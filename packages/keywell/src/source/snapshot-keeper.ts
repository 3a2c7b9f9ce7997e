/** Reads a source's snapshot before its first load, and writes one after each validation. Never harms the keys. */
import type { KeySet } from '../jwks/key-set.ts'
import type { Cell } from './cell.ts'
import type { Validators } from './loader.ts'

export interface SnapshotKeeper {
  /** Once in the life of a source; later calls answer `undefined`. Never rejects. */
  read(signal: AbortSignal): Promise<RestoredSet | undefined>
  /** Starts writing what the source holds. */
  write(cell: Cell): void
}

export interface RestoredSet {
  readonly set: KeySet
  /** How long ago it was validated. */
  readonly agoMs: number
  readonly validators: Validators | undefined
}
