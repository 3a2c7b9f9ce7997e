import { describe, expect, test } from 'vitest'
import { commonsOf, MAX_NEGATIVES } from '../../../src/source/process/commons.ts'
import { createNegativeKids, type NegativeKids } from '../../../src/source/process/negative-kids.ts'
import { sourceSettings } from '../../../src/source/settings.ts'
import { fakeClock } from '../../../src/testing.ts'

const { policy } = sourceSettings({})
const SECOND = 1000

function make(commons = commonsOf(fakeClock())) {
  return { commons, kids: createNegativeKids(commons, policy) }
}

function fill(kids: NegativeKids, count: number, from = 0): void {
  for (let n = from; n < from + count; n++) kids.add(`kid ${n}`, 0)
}

describe('a missing kid', () => {
  test('is remembered for 15 s, to the millisecond', () => {
    const { kids } = make()
    kids.add('a', 1000)
    expect(kids.isLive('a', 1000 + 15 * SECOND - 1)).toBe(true)
    expect(kids.isLive('a', 1000 + 15 * SECOND)).toBe(false)
  })

  test('is not remembered before it was missed, nor under another text', () => {
    const { kids } = make()
    kids.add('a', 0)
    expect(kids.isLive('A', 0)).toBe(false)
    expect(kids.isLive('', 0)).toBe(false)
  })

  test('is remembered twice as long each time, up to 300 s', () => {
    const { kids } = make()
    let at = 0
    for (const seconds of [15, 30, 60, 120, 240, 300, 300]) {
      kids.add('a', at)
      expect(kids.isLive('a', at + seconds * SECOND - 1)).toBe(true)
      at += seconds * SECOND
      expect(kids.isLive('a', at)).toBe(false)
    }
  })

  test('is forgotten when the set changes, and its time begins anew', () => {
    const { kids, commons } = make()
    kids.add('a', 0)
    kids.add('a', 0)
    kids.clear()
    expect(kids.isLive('a', 0)).toBe(false)
    expect(commons.negatives).toBe(0)
    kids.add('a', 0)
    expect(kids.isLive('a', 15 * SECOND)).toBe(false)
  })
})

describe('the memory for missing kids', () => {
  test('keeps 256 of one source, and drops the one that was missed longest ago', () => {
    const { kids, commons } = make()
    fill(kids, 256)
    kids.add('kid 0', 0)
    fill(kids, 1, 256)
    expect(commons.negatives).toBe(256)
    expect(kids.isLive('kid 0', 1)).toBe(true)
    expect(kids.isLive('kid 1', 1)).toBe(false)
    expect(kids.isLive('kid 2', 1)).toBe(true)
    expect(kids.isLive('kid 256', 1)).toBe(true)
  })

  test('keeps 10,000 of the process, and what one source forgets another may remember', () => {
    const { commons } = make()
    const sources = Array.from({ length: 50 }, () => make(commons).kids)
    for (const kids of sources) fill(kids, 256)
    expect(commons.negatives).toBe(MAX_NEGATIVES)
    const [first, last] = [sources[0], sources.at(-1)]
    expect(last?.isLive('kid 255', 1)).toBe(false)
    fill(first ?? make().kids, 1, 999)
    expect(first?.isLive('kid 999', 1)).toBe(true)
    expect(first?.isLive('kid 0', 1)).toBe(false)
    first?.clear()
    expect(commons.negatives).toBe(MAX_NEGATIVES - 256)
    last?.add('x', 0)
    expect(last?.isLive('x', 1)).toBe(true)
  })
})
