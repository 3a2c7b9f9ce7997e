/** Answers from a file or a command line, checked member by member. Never lets a misspelt one pass as a good answer. */
import { type Answer, type Delivery, ENCODINGS, FRAMINGS, type Point, VALIDATORS } from './answer.ts'
import { ANSWERS, statusOnly } from './named-answers.ts'

/** @param value - a name of `ANSWERS`, a status, or an answer as an object */
export function readAnswer(value: unknown): Answer {
  if (typeof value === 'object' && value !== null) return readObject(value)
  const name = String(value)
  const named = Object.entries(ANSWERS).find(([known]) => known === name)
  if (named !== undefined) return named[1]
  if (/^[2-5]\d\d$/.test(name)) return statusOnly(Number(name))
  throw new TypeError(`no answer ${JSON.stringify(value)}; a status, or one of: ${Object.keys(ANSWERS).join(', ')}`)
}

type Check = (name: string, value: unknown) => unknown

const CHECKS = {
  status: natural,
  headers: headerMap,
  text,
  json: (_: string, value: unknown) => value,
  cutToBytes: natural,
  padToBytes: natural,
  encoding: oneOf(ENCODINGS),
  validators: oneOf(VALIDATORS),
  framing: oneOf(FRAMINGS),
  delayMs: natural,
  delivery,
} satisfies Partial<Record<keyof Answer, Check>>

function readObject(value: object): Answer {
  refuseOthers(value, Object.keys(CHECKS), 'an answer')
  const checked: Record<string, unknown> = {}
  for (const [name, check] of Object.entries<Check>(CHECKS)) {
    if (Object.hasOwn(value, name)) checked[name] = check(name, Reflect.get(value, name))
  }
  return checked
}

function delivery(name: string, value: unknown): Delivery {
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object with "how"', value)
  refuseOthers(value, ['how', 'after', 'bytes', 'everyMs'], name)
  const how = oneOf(['whole', 'slow', 'stall', 'reset', 'cut', 'endless'])('how', Reflect.get(value, 'how'))
  if (how === 'whole' || how === 'endless') return { how }
  if (how !== 'slow') return { how, after: point('after', Reflect.get(value, 'after')) }
  const bytes = natural('bytes', Reflect.get(value, 'bytes'))
  if (bytes === 0) throw wrong('bytes', 'at least 1, or it would never end', bytes)
  return { how, bytes, everyMs: natural('everyMs', Reflect.get(value, 'everyMs')) }
}

function point(name: string, value: unknown): Point {
  if (value === 'request' || value === 'headers') return value
  if (typeof value === 'number') return natural(name, value)
  throw wrong(name, '"request", "headers" or a number of bytes', value)
}

function natural(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw wrong(name, 'a whole number', value)
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrong(name, 'a string', value)
}

function headerMap(name: string, value: unknown): Readonly<Record<string, string | null>> {
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object of strings', value)
  const entries = Object.entries(value).map(
    ([header, content]) => [header.toLowerCase(), content === null ? null : text(header, content)] as const,
  )
  return Object.fromEntries(entries)
}

function oneOf<const T extends string>(allowed: readonly T[]): (name: string, value: unknown) => T {
  return (name, value) => {
    const found = allowed.find((one) => one === value)
    if (found === undefined) throw wrong(name, `one of ${allowed.join(', ')}`, value)
    return found
  }
}

function refuseOthers(value: object, known: readonly string[], what: string): void {
  const other = Object.keys(value).find((name) => !known.includes(name))
  if (other !== undefined)
    throw new TypeError(`${what} has no ${JSON.stringify(other)}; it may have ${known.join(', ')}`)
}

const wrong = (name: string, expected: string, value: unknown): TypeError =>
  new TypeError(`${name} must be ${expected}, unlike ${JSON.stringify(value)}`)
