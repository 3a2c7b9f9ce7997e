/** docs/cli.md and the tables say the same, in both directions. */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { EXITS } from '../src/exit-codes.ts'
import { FLAGS } from '../src/flags.ts'
import { nameOf } from '../src/help.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/cli.md'), 'utf8')
const rows = (pattern: RegExp): readonly string[] =>
  [...page.matchAll(pattern)].map(([, name = '']) => name).toSorted((one, other) => one.localeCompare(other))
const sorted = (names: readonly string[]): readonly string[] => names.toSorted((one, other) => one.localeCompare(other))

test('every command is there, and no other', () => {
  expect(rows(/^\| `(keywell [a-z ]*[a-z])/gm)).toEqual(sorted(COMMANDS.map(nameOf)))
})

test('every flag is there, and no other', () => {
  expect(rows(/^\| (?:`-\w`, )?`--([a-z-]+)` \|/gm)).toEqual(sorted(Object.keys(FLAGS)))
})

test('every exit code is there with its meaning', () => {
  const table = [...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => `${code} ${meaning}`)
  expect(table).toEqual(Object.values(EXITS).map(({ code, meaning }) => `${code} ${meaning}`))
})

test('every schema is there, and no other', () => {
  const sources = globSync('src/**/*.ts', { cwd: resolve(import.meta.dirname, '..') })
  const text = sources.map((file) => readFileSync(resolve(import.meta.dirname, '..', file), 'utf8')).join('\n')
  const used = [...text.matchAll(/'(keywell\/[a-z.]+@\d+)'/g)].map(([, name = '']) => name)
  expect(rows(/^\| `(keywell\/[a-z.]+@\d+)` \|/gm)).toEqual(sorted([...new Set(used)]))
})
