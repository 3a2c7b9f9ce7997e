/** What a source holds of its process, given back once: when it is closed, or when nobody has it any more. */

export interface Held {
  readonly source: string
  /** Made when a kid is first missed. */
  negatives: { clear(): void } | undefined
  isGivenBack: boolean
}

/** How many sources of one name are alive. */
export interface Ledger {
  readonly alive: Map<string, number>
}

export function take(ledger: Ledger, source: string): Held {
  count(ledger, source, 1)
  return { source, negatives: undefined, isGivenBack: false }
}

export function giveBack(ledger: Ledger, held: Held): void {
  if (held.isGivenBack) return
  held.isGivenBack = true
  count(ledger, held.source, -1)
  held.negatives?.clear()
}

function count({ alive }: Ledger, source: string, change: number): void {
  const left = (alive.get(source) ?? 0) + change
  if (left > 0) alive.set(source, left)
  else alive.delete(source)
}
