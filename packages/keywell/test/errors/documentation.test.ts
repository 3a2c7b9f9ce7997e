/** docs/errors.md against the code, both ways: what exists is explained, what is explained exists. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, type ErrorCode } from '../../src/errors/index.ts'
import { expectGoodMessage } from '../support/message-rules.ts'
import { PROVOKE, provoked, RESERVED } from './provoke.ts'

const text = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
const CODES = Object.keys(ERROR_CODES) as ErrorCode[]

const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section): [string, string] => [section.slice(0, section.indexOf('\n')), section]),
)

const example = (code: string): unknown =>
  JSON.parse(/```json\n([\s\S]*?)```/.exec(sections.get(code) ?? '')?.[1] ?? 'null')

test('every code has a heading, and every heading is a code', () => {
  expect([...sections.keys()].toSorted()).toEqual(CODES.toSorted())
})

test('no code is spelled in the text that does not exist', () => {
  const mentioned = new Set(text.match(/ERR_[A-Z_]+/g))
  expect([...mentioned].filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([])
})

describe.each(CODES)('%s', (code) => {
  test('is documented with the kind and status of the table', () => {
    const { kind, status } = ERROR_CODES[code]
    const stated = sections.get(code)?.split('\n')[2]
    expect(stated).toBe(`kind \`${kind}\`${status === undefined ? '' : ` · status \`${status}\``}`)
  })

  test('says what it means, when it happens and what to do', () => {
    const section = sections.get(code) ?? ''
    expect(section).toContain('\n**When.** ')
    expect(section).toContain('\n**What to do.** ')
  })

  test('is shown by an error that really looks like this', async () => {
    const { message, detail } = await provoked(code)
    expect(example(code)).toEqual(JSON.parse(JSON.stringify({ message, detail })))
  })

  test('has a message that keeps to the rules', async () => {
    expectGoodMessage(await provoked(code))
  })
})

test('codes that nothing raises are called reserved, but for the one that users raise', () => {
  const reserved = CODES.filter((code) => sections.get(code)?.includes('Reserved: ') === true)
  expect(reserved).toEqual(RESERVED.filter((code) => code !== 'ERR_SCOPE_INSUFFICIENT'))
})

test('there is a way to provoke every code', () => {
  expect(Object.keys(PROVOKE).toSorted()).toEqual(CODES.toSorted())
})
