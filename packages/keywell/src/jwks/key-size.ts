/** The bound on a single key of a document. Never looks at what the key says. */
import { bytes } from '#bytes'

/** Why a key is too much to read, if it is. */
export function sizeProblem(value: unknown, maxBytes: number): string | undefined {
  try {
    const text = JSON.stringify(value) ?? ''
    return bytes.encodeUtf8(text).length > maxBytes ? 'the key is larger than a key may be here' : undefined
  } catch {
    // Somebody's own loader gave it: a number without end, or an object that holds itself.
    return 'the key is no JSON'
  }
}
