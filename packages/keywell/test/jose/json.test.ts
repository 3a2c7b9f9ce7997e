/** The bounded JSON reader of headers, key sets and metadata. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from '../../src/jose/json.ts'

const value = (text: string): unknown => {
  const result = readJson(text)
  return result.ok ? result.value : undefined
}
const problem = (text: string): string | undefined => {
  const result = readJson(text)
  return result.ok ? undefined : result.reason
}
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

test('reads whatever JSON.stringify wrote, to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (written) => {
      const text = JSON.stringify(written)
      expect(JSON.stringify(value(text))).toBe(text)
    }),
  )
})

test('accepts nothing that JSON.parse refuses, and gives the same value', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '"a"',
    '1',
    '-',
    '.',
    'e5',
    'null',
    'true',
    ' ',
    '\\',
    '/',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const result = readJson(text)
      if (result.ok) expect(JSON.stringify(result.value)).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 3000 },
  )
})

test('never throws, whatever the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof readJson(text).ok === 'boolean'))
})

test('gives objects without a prototype, and everything frozen', () => {
  const read = value('{"a":{"b":[1]}}') as { a: { b: number[] } }
  expect([Object.getPrototypeOf(read), Object.getPrototypeOf(read.a)]).toEqual([null, null])
  expect([read, read.a, read.a.b].every(Object.isFrozen)).toBe(true)
})

describe('duplicate members', () => {
  test.each([
    ['spelled alike', '{"alg":1,"alg":2}'],
    ['one of them escaped', '{"a":1,"\\u0061":2}'],
    ['both escaped', '{"\\u0061":1,"\\u0061":2}'],
    ['with equal values', '{"a":1,"a":1}'],
    ['not next to each other', '{"a":1,"b":2,"a":3}'],
    ['inside another object', '{"x":{"a":1,"a":2}}'],
    ['called __proto__', '{"__proto__":1,"__proto__":2}'],
    ['of no name', '{"":1,"":2}'],
  ])('are refused: %s', (_, text) => {
    expect(problem(text)).toBe('a member name occurs twice')
  })

  test('are none when they are in different objects', () => {
    expect(value('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }])
  })

  test('are none when they differ in case or by Unicode normalization', () => {
    expect(Object.keys(value('{"a":1,"A":2,"é":3,"e\\u0301":4}') as object)).toHaveLength(4)
  })

  test('are reported at the second one', () => {
    expect(readJson('{"a":1,"a":2}')).toMatchObject({ offset: 7 })
  })
})

describe('depth', () => {
  test('of 16 is read', () => {
    expect(problem(nested(16))).toBeUndefined()
    expect(problem(`${'{"a":'.repeat(16)}1${'}'.repeat(16)}`)).toBeUndefined()
  })

  test('of 17 is refused', () => {
    expect(problem(nested(17))).toBe('nested deeper than 16')
    expect(problem(`${'{"a":'.repeat(17)}1${'}'.repeat(17)}`)).toBe('nested deeper than 16')
  })

  test('of 60,000 is refused without recursion', () => {
    expect(problem('['.repeat(60_000))).toBe('nested deeper than 16')
    expect(problem(nested(30_000))).toBe('nested deeper than 16')
  })

  test('counts what is open, not what was', () => {
    expect(value(`[${Array.from({ length: 100 }, () => nested(15)).join(',')}]`)).toHaveLength(100)
  })
})

describe('what follows the value', () => {
  test.each(['{}x', '{} {}', '[]]', '{}}', '1 2', '""""', 'null,', '{}\0'])('is refused: %j', (text) => {
    expect(readJson(text).ok).toBe(false)
  })

  test('may be JSON’s own white space', () => {
    expect(value(' \t\r\n{"a" : 1 } \n')).toEqual({ a: 1 })
  })

  test.each(['\u00a0{}', '{}\u2028', '\ufeff{}', '\v{}', '\f{}'])('may not be other white space: %j', (text) => {
    expect(readJson(text).ok).toBe(false)
  })
})

describe('names', () => {
  test('of __proto__, constructor and toString are members like any other', () => {
    const read = value('{"__proto__":{"x":1},"constructor":2,"toString":3}') as Record<string, unknown>
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.getPrototypeOf(read)).toBeNull()
    expect(read['x']).toBeUndefined()
  })

  test.each(['{a:1}', "{'a':1}", '{1:2}', '{"a" 1}', '{"a":}', '{"a"}', '{,}', '{"a":1,}', '{:1}'])(
    'are strings and followed by a colon: %s is refused',
    (text) => {
      expect(readJson(text).ok).toBe(false)
    },
  )
})

describe('numbers', () => {
  test.each(['1e400', '-1e400', '[1e999]'])('that are no finite double are refused: %s', (text) => {
    expect(problem(text)).toBe('a number is out of range')
  })

  test.each(['01', '+1', '.5', '5.', '1e', '0x10', 'NaN', 'Infinity', '-', '1_000', '١'])(
    'not of JSON are refused: %s',
    (text) => {
      expect(readJson(text).ok).toBe(false)
    },
  )

  test.each([
    ['0', 0],
    ['-0', -0],
    ['1e5', 100_000],
    ['1.5E-3', 0.0015],
    ['1e-400', 0],
  ])('of JSON are read: %s', (text, expected) => {
    expect(value(text)).toBe(expected)
  })
})

describe('strings', () => {
  test.each(['"', '"a', '"a\\"', '"\\', '"\\u12"', '"\\x41"', '"a\nb"', '"\0"', "'a'"])(
    'that do not end or hold what JSON forbids are refused: %j',
    (text) => {
      expect(readJson(text).ok).toBe(false)
    },
  )

  test('are unescaped', () => {
    expect(value('"\\u0041\\n\\"\\\\\\/\\ud83d\\ude00"')).toBe('A\n"\\/😀')
  })
})

test.each([
  '',
  ' ',
  '{',
  '[',
  '[1',
  '[1,',
  '{"a":1',
  '// c\n{}',
  '{}/**/',
  '[1,]',
  '[,1]',
  '[1 2]',
  'tru',
  'nul',
  'True',
  'undefined',
])('refuses %j', (text) => {
  expect(readJson(text).ok).toBe(false)
})

test('the reason never quotes the text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{12}$/), (secret) => {
      expect(problem(`{"k":${secret}}`)).not.toContain(secret)
      expect(problem(`{"${secret}":1,"${secret}":2}`)).not.toContain(secret)
    }),
  )
})

test('reads a large set in linear time', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => ({ kty: 'EC', kid: String(index), x: 'A'.repeat(43) }))
  const started = performance.now()
  expect(readJson(JSON.stringify({ keys })).ok).toBe(true)
  // A tenth of this on a slow machine; a quadratic reader takes minutes.
  expect(performance.now() - started).toBeLessThan(5000)
})
