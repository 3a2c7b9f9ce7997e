import { describe, expect, test } from 'vitest'
import { step } from '../../../src/source/policy/cache-state.ts'
import { EVENTS, type Fixture, isPossible, policy, STATES } from './states.ts'
import { readPage, withPart, writePart } from '../../support/written-page.ts'
import { showTable, TRUTH_TABLE } from './table-page.ts'
import { effectWord, wordsOf } from './table-words.ts'
import { TABLE } from './truth-table.ts'

function outcome(fixture: Fixture, make: (fixture: Fixture) => Parameters<typeof step>[1]): string | undefined {
  const { state, effects } = step(fixture.state, make(fixture), policy)
  if (state === fixture.state && effects.length === 0) return undefined
  return `${effects.map(effectWord).join(' + ') || 'nothing'} → ${wordsOf(state, fixture.seconds)}`
}

describe.each(Object.entries(STATES))('a source that is %s', (name, fixture) => {
  const { is, ...rows } = TABLE[name] ?? {}

  test('is what its name says', () => expect(wordsOf(fixture.state, fixture.seconds)).toBe(is))

  const possible = Object.entries(EVENTS).filter(([event]) => isPossible(fixture, event))
  test.each(possible)('goes where the table says on "%s"', (event, make) => {
    expect(outcome(fixture, make)).toBe(rows[event])
  })

  test('is frozen, and so is whatever follows it', () => {
    for (const make of Object.values(EVENTS)) {
      expect(Object.isFrozen(step(fixture.state, make(fixture), policy).state)).toBe(true)
    }
  })
})

test('the table has a row for nothing else', () => {
  expect(Object.keys(TABLE)).toEqual(Object.keys(STATES))
  const known = new Set(['is', ...Object.keys(EVENTS)])
  expect(Object.values(TABLE).flatMap((rows) => Object.keys(rows).filter((event) => !known.has(event)))).toEqual([])
})

test('the page in docs shows this very table; KEYWELL_WRITE_DOCS=1 writes it', async () => {
  await writePart(TRUTH_TABLE, showTable())
  const page = await readPage(TRUTH_TABLE)
  expect(page).toBe(withPart(page, TRUTH_TABLE, showTable()))
})
