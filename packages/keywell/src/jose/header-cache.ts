/** Remembers headers by their text: every token of one key has the same one. Holds only headers that passed all checks. */
import { bytes } from '#bytes'
import { type CompactParts, headerSegment } from './compact.ts'
import { checkHeader, type CheckedHeader } from './header.ts'

export type HeaderReader = (parts: CompactParts) => CheckedHeader

/** One per key and token kind of an issuer; a verifier with many tenants may see hundreds. */
const MAX_ENTRIES = 512

/** Real headers have 50 to 200 characters; longer ones are read anew each time. */
const MAX_SEGMENT = 512

/** Returns `checkHeader` with a memory of its own, emptied when full. */
export function createHeaderReader(): HeaderReader {
  const seen = new Map<string, CheckedHeader>()
  let lastSegment = ''
  let lastChecked: CheckedHeader | undefined
  return (parts) => {
    // Most issuers sign with one key at a time: comparing with the last header is cheaper than hashing this one.
    const segment = headerSegment(parts)
    if (lastChecked !== undefined && segment === lastSegment) return lastChecked
    const known = seen.get(segment)
    const checked = known ?? checkHeader(segment)
    if (segment.length > MAX_SEGMENT) return checked
    const kept = ownText(segment)
    if (known === undefined) {
      if (seen.size >= MAX_ENTRIES) seen.clear()
      seen.set(kept, checked)
    }
    lastSegment = kept
    lastChecked = checked
    return checked
  }
}

/** A copy: a slice would keep the whole token in memory. The segment has been checked, so it is ASCII. */
const ownText = (segment: string): string => bytes.decodeUtf8(bytes.encodeAscii(segment)) ?? segment
