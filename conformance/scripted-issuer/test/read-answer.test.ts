/** Answers from outside: what is taken, and that nothing misspelt is. */
import { expect, test } from 'vitest'
import { ANSWERS } from '../named-answers.ts'
import { readAnswer } from '../read-answer.ts'

test.each(Object.entries(ANSWERS))('a name stands for its answer: %s', (name, answer) => {
  expect(readAnswer(name)).toBe(answer)
})

test.each(Object.entries(ANSWERS))('a named answer can also be written out: %s', (_, answer) => {
  expect(readAnswer(JSON.parse(JSON.stringify(answer)))).toEqual(answer)
})

test('a number stands for a status with an empty body', () => {
  expect(readAnswer('503')).toEqual({ status: 503, headers: {}, text: '' })
  expect(readAnswer(410)).toEqual({ status: 410, headers: {}, text: '' })
})

test('names of headers become lower case, and null stays', () => {
  expect(readAnswer({ headers: { ETag: '"x"', Date: null } })).toEqual({ headers: { etag: '"x"', date: null } })
})

test.each([
  ['nonsense', 'no answer "nonsense"'],
  ['toString', 'no answer "toString"'],
  ['999', 'no answer "999"'],
  [null, 'no answer null'],
  [{ staus: 503 }, 'an answer has no "staus"'],
  [{ status: '503' }, 'status must be a whole number'],
  [{ text: 7 }, 'text must be a string'],
  [{ headers: { age: 7 } }, 'age must be a string'],
  [{ encoding: 'zip' }, 'encoding must be one of gzip, br, deflate'],
  [{ delivery: 'slow' }, 'delivery must be an object'],
  [{ delivery: { how: 'gone' } }, 'how must be one of whole'],
  [{ delivery: { how: 'slow', bytes: 0, everyMs: 1 } }, 'bytes must be at least 1'],
  [{ delivery: { how: 'stall', after: 'body' } }, 'after must be "request"'],
  [{ delivery: { how: 'stall', when: 1 } }, 'delivery has no "when"'],
])('%j is refused', (value, words) => {
  expect(() => readAnswer(value)).toThrow(words)
})
