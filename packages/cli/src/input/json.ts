/** JSON of files. A message never quotes its input, which may be a private key. */
import { Failure } from '../failure.ts'

export function readJson(text: string, what: string, hint: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch {
    const isMarkup = /^\s*</.test(text)
    throw new Failure('unparseable', `${what} is ${isMarkup ? 'HTML or XML' : 'no JSON'}`, { hint })
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
