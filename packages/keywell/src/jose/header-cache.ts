/** Remembers headers by their text: every token of one key has the same one. Holds only headers that passed all checks. */
import { checkHeader, type CheckedHeader } from './header.ts'

/** One per key and token kind of an issuer; a verifier with many tenants may see hundreds. */
const MAX_ENTRIES = 512

/** Real headers have 50 to 200 characters; longer ones are read anew each time. */
const MAX_SEGMENT = 512

/** Returns `checkHeader` with a memory of its own, emptied when full. */
export function createHeaderReader(): (segment: string) => CheckedHeader {
  const seen = new Map<string, CheckedHeader>()
  return (segment) => {
    const known = seen.get(segment)
    if (known !== undefined) return known
    const checked = checkHeader(segment)
    if (segment.length > MAX_SEGMENT) return checked
    if (seen.size >= MAX_ENTRIES) seen.clear()
    seen.set(segment, checked)
    return checked
  }
}
