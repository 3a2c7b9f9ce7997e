/** What was recognised, as data. Never holds the thing itself, which may be a secret. */

export interface Sight {
  /** A stable name for programs, such as `token` or `certificate`. */
  readonly kind: string
  /** Completes "this is …". */
  readonly title: string
  readonly facts: readonly (readonly [string, string])[]
  /** What to do with it, the likeliest first: commands or sentences. */
  readonly next: readonly string[]
  /** Whoever has it can do harm. */
  readonly isSecret?: true
}

/** Looks at a text without white space round it. */
export type Recogniser = (text: string, nowMs: number) => Sight | undefined

export type Fact = readonly [string, string]

/** A word of a stranger for a command that people copy: as it is where a shell takes it as such, else the placeholder. */
export const shellWord = (text: string, placeholder: string): string =>
  /^[\w:/.@~%+=,-]+$/.test(text) && !text.startsWith('-') ? text : placeholder

/** Facts that are there; others are left out. */
export const factsOf = (rows: readonly (readonly [string, unknown])[]): readonly Fact[] =>
  rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, factText(value)] as const]))

const factText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
