/** Two verdicts on one token, and what is to be said of them: a difference needs a reason, and a reason a difference. */
import type { ErrorCode } from 'keywell'
import { createVerifier, isKeywellError } from 'keywell'
import { describe, expect, test } from 'vitest'

/** What keywell says. */
export type Ours = 'accepts' | ErrorCode

/** What the vendor's library says; a refusal comes with its words, which no row depends on. */
export type Theirs = { readonly accepts: true } | { readonly accepts: false; readonly words: string }

export interface Row {
  /** In words. */
  readonly token: string
  readonly make: () => string
  readonly keywell: Ours
  /** Why the vendor's library says the opposite; absent where both agree. */
  readonly differs?: string
}

export interface Opinions {
  readonly keywell: (token: string) => Promise<Ours>
  readonly vendor: (token: string) => Promise<Theirs>
}

/** What is wrong with the row; `undefined` when all is well. */
export function finding(
  { keywell, differs }: Omit<Row, 'make' | 'token'>,
  ours: Ours,
  theirs: Theirs,
): string | undefined {
  if (ours !== keywell) return `keywell says ${ours}, not ${keywell}`
  const differ = (ours === 'accepts') !== theirs.accepts
  if (differ === (differs !== undefined)) return undefined
  if (!differ) return `both ${theirs.accepts ? 'accept' : 'refuse'} it now, so this explains nothing: ${differs}`
  return `unexplained: keywell says ${ours}, the vendor ${theirs.accepts ? 'accepts' : `refuses: ${theirs.words}`}`
}

/** One test for each row. */
export function compareOpinions(title: string, rows: readonly Row[], opinions: () => Opinions): void {
  describe.each([title])('%s', () => {
    test.each(rows)('$token: keywell $keywell', async (row) => {
      const { keywell, vendor } = opinions()
      const token = row.make()
      const [ours, theirs] = await Promise.all([keywell(token), vendor(token)])
      expect(finding(row, ours, theirs)).toBeUndefined()
    })
  })
}

type Trusts = Parameters<typeof createVerifier>[0]

/** Keywell's verdicts. Rethrows what is none. */
export function keywellOpinion(trust: Trusts): Opinions['keywell'] {
  const verifier = createVerifier(trust)
  return async (token) => {
    try {
      await verifier.verify(token)
      return 'accepts'
    } catch (error) {
      if (isKeywellError(error)) return error.code
      throw error
    }
  }
}

export const accepted: Theirs = { accepts: true }
export const refused = (words: string): Theirs => ({ accepts: false, words })
