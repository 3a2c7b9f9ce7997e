/** The tree that `explain` gives: serialisable, and without the token. */
import { describe, type ErrorCode, type KeywellError, printable } from '../errors/index.ts'

export type Verdict = 'pass' | 'fail' | 'skipped' | 'unknown'

export interface Explanation {
  /** What was looked at: `token`, `form`, `iss`, `algorithm`, a claim, `key`, `signature`, `checks`, `trust` */
  readonly id: string
  readonly verdict: Verdict
  /** What the token says; short, printable. */
  readonly seen: string | undefined
  readonly expected: string | undefined
  readonly because: string
  /** What to do about it; on failures only. */
  readonly fix?: string
  readonly code?: ErrorCode
  readonly children?: readonly Explanation[]
}

/** What a node may say beside its id and verdict. */
export interface NodeFacts {
  readonly seen?: unknown
  readonly expected?: string | undefined
  readonly because?: string
  readonly error?: KeywellError | undefined
  readonly children?: readonly Explanation[]
}

/** One node; an error makes it a failure and gives it its reason, fix and code. */
export function explained(id: string, verdict: Verdict, facts: NodeFacts = {}): Explanation {
  const { seen, expected, because, error, children } = facts
  return Object.freeze({
    id,
    verdict,
    seen: seen === undefined ? undefined : show(seen),
    expected: expected === undefined ? undefined : printable(expected),
    because: error?.message ?? because ?? '',
    ...(error === undefined ? {} : { fix: error.hint, code: error.code }),
    ...(children === undefined ? {} : { children: Object.freeze(children) }),
  })
}

/** `pass`, or `fail` with its error. */
export const judged = (id: string, error: KeywellError | undefined, facts: NodeFacts): Explanation =>
  explained(id, error === undefined ? 'pass' : 'fail', { ...facts, error })

/** Lists as their items, everything else as errors show it. */
function show(value: unknown): string {
  return Array.isArray(value) ? value.slice(0, 8).map(describe).join(', ') : describe(value)
}
