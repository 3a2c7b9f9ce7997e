/**
 * A bounded JSON reader for headers, key sets and metadata: refuses duplicate members, depth, and trailing bytes.
 * Slower than JSON.parse on purpose of strictness; token payloads do not come through here.
 */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [member: string]: JsonValue
}

/** RFC 8259 §9 lets a parser bound the depth; keys and headers nest 3 deep in the field. */
export const MAX_JSON_DEPTH = 16

export type JsonResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly reason: string; readonly offset: number }

interface Cursor {
  readonly text: string
  readonly maxDepth: number
  at: number
  depth: number
}

/** Thrown inside this file only; `readJson` turns it into a result. */
class JsonProblem extends Error {
  readonly offset: number
  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}

/**
 * Reads one JSON value. Objects come with a null prototype, and everything frozen.
 * @param text - decoded text; the caller has refused invalid UTF-8
 */
export function readJson(text: string, maxDepth: number = MAX_JSON_DEPTH): JsonResult {
  const cursor: Cursor = { text, maxDepth, at: 0, depth: 0 }
  try {
    const value = readValue(cursor)
    skipSpace(cursor)
    if (cursor.at < text.length) throw new JsonProblem('something follows the JSON value', cursor.at)
    return { ok: true, value }
  } catch (error) {
    if (error instanceof JsonProblem) return { ok: false, reason: error.message, offset: error.offset }
    throw error
  }
}

/** Whether `value` is a JSON object: neither null nor an array. */
export const isJsonObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readValue(cursor: Cursor): JsonValue {
  skipSpace(cursor)
  switch (cursor.text[cursor.at]) {
    case '{':
      return nested(cursor, readObject)
    case '[':
      return nested(cursor, readArray)
    case '"':
      return readString(cursor)
    case undefined:
      throw new JsonProblem('the JSON ends early', cursor.at)
    default:
      return readScalar(cursor)
  }
}

function nested<T>(cursor: Cursor, read: (cursor: Cursor) => T): T {
  const { maxDepth } = cursor
  if (cursor.depth === maxDepth) throw new JsonProblem(`nested deeper than ${maxDepth}`, cursor.at)
  cursor.depth++
  cursor.at++
  const value = read(cursor)
  cursor.depth--
  return value
}

function readObject(cursor: Cursor): JsonObject {
  const members: Record<string, JsonValue> = { __proto__: null }
  while (!closes(cursor, '}')) {
    const start = cursor.at
    if (cursor.text[start] !== '"') throw new JsonProblem('a member name must be a string', start)
    const name = readString(cursor)
    if (Object.hasOwn(members, name)) throw new JsonProblem('a member name occurs twice', start)
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== ':') throw new JsonProblem('":" is missing', cursor.at)
    cursor.at++
    members[name] = readValue(cursor)
    separates(cursor, '}')
  }
  return Object.freeze(members)
}

function readArray(cursor: Cursor): readonly JsonValue[] {
  const items: JsonValue[] = []
  while (!closes(cursor, ']')) {
    items.push(readValue(cursor))
    separates(cursor, ']')
  }
  return Object.freeze(items)
}

/** True, and past it, when the closing bracket is next. */
function closes(cursor: Cursor, bracket: string): boolean {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== bracket) return false
  cursor.at++
  return true
}

/** Past a comma, which something must follow; or still before the closing bracket. */
function separates(cursor: Cursor, bracket: string): void {
  skipSpace(cursor)
  if (cursor.text[cursor.at] === bracket) return
  if (cursor.text[cursor.at] !== ',') throw new JsonProblem(`"," or "${bracket}" is missing`, cursor.at)
  cursor.at++
  skipSpace(cursor)
  if (cursor.text[cursor.at] === bracket) throw new JsonProblem('a comma too many', cursor.at)
}

/** Finds the closing quote; JSON.parse judges escapes and control characters. */
function readString(cursor: Cursor): string {
  const start = cursor.at
  let end = start + 1
  while (cursor.text[end] !== '"') {
    if (end >= cursor.text.length) throw new JsonProblem('a string does not end', start)
    end += cursor.text[end] === '\\' ? 2 : 1
  }
  cursor.at = end + 1
  return String(parseToken(cursor.text.slice(start, cursor.at), start))
}

function readScalar(cursor: Cursor): JsonValue {
  const start = cursor.at
  while (cursor.at < cursor.text.length && !DELIMITERS.has(cursor.text.charAt(cursor.at))) cursor.at++
  const value = parseToken(cursor.text.slice(start, cursor.at), start)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new JsonProblem('a number is out of range', start)
  return value
}

const SPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r'])
const DELIMITERS: ReadonlySet<string> = new Set([...SPACE, ',', ':', '{', '}', '[', ']', '"'])

function skipSpace(cursor: Cursor): void {
  while (SPACE.has(cursor.text.charAt(cursor.at))) cursor.at++
}

function parseToken(text: string, offset: number): string | number | boolean | null {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-return -- a token holds no array and no object
    return JSON.parse(text)
  } catch {
    // The engine's message quotes its input, which must not reach anybody.
    throw new JsonProblem('this is no JSON', offset)
  }
}
