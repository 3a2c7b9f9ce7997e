import { describe, expect, test } from 'vitest'
import { parseJwks } from '../../../src/jwks/key-set.ts'
import { stillLeaving, withLeaving, withoutReturned } from '../../../src/source/managed/removal-grace.ts'
import { jwksOf, publicKey } from '../../support/documents.ts'
import { ask, found, warm } from '../../support/managed-bench.ts'
import { turn } from '../../support/turn.ts'

const [jwkA, jwkB] = [await publicKey('a'), await publicKey('b')]
const [a, b] = [parseJwks(jwksOf(jwkA)), parseJwks(jwksOf(jwkB))]
const leavingOf = (set: typeof a, until: number) => set.keys.map((key) => ({ key, until }))

describe('a key in its grace', () => {
  test('is there until its time, and no longer', () => {
    const leaving = leavingOf(a, 100)
    expect(stillLeaving(leaving, 99)).toEqual(leaving)
    expect(stillLeaving(leaving, 100)).toEqual([])
  })

  test('stands behind the keys of the set, which says when the first one goes', () => {
    const { all, retireAt } = withLeaving(b, [...leavingOf(a, 100), ...leavingOf(a, 70)])
    expect(all?.keys[0]?.kid).toBe('b')
    expect(retireAt).toBe(70)
  })

  test('leaves the set itself as it is when nothing leaves', () => {
    expect(withLeaving(b, [])).toEqual({ all: b, retireAt: undefined })
    expect(withLeaving(undefined, leavingOf(a, 9))).toEqual({ all: undefined, retireAt: undefined })
  })

  test('that is back, as another object, leaves no more', () => {
    const again = parseJwks(jwksOf(jwkA, jwkB))
    expect(withoutReturned([...leavingOf(a, 9), ...leavingOf(b, 9)], again)).toEqual([])
    expect(withoutReturned(leavingOf(a, 9), b)).toHaveLength(1)
  })
})

test('a key that comes and goes is one candidate, and its grace counts from when it went last', async () => {
  const made = await warm(jwkA, { removalGraceSeconds: 1000, refresh: 'on-demand' })
  const reload = async (jwk: typeof jwkA): Promise<void> => {
    void made.source.refresh('changed')
    await turn()
    await made.last().succeed(jwk)
  }
  await reload(jwkB)
  await made.clock.advance(100_000)
  await reload(jwkA)
  expect(ask(made, 'a')).toMatchObject({ candidates: { length: 1 } })
  await reload(jwkB)
  expect(ask(made, 'a')).toMatchObject({ candidates: { length: 1 } })
  await made.clock.advance(999_999)
  void made.source.refresh('changed')
  await turn()
  await made.last().succeed(jwkB)
  expect(found(ask(made, 'a'))).toBe(true)
  await made.clock.advance(1)
  expect(found(ask(made, 'a'))).toBe(false)
})

test('no more keys are in their grace than a set may have, and those that went last', async () => {
  const jwks = await Promise.all(['1', '2', '3', '4', '5'].map(publicKey))
  const made = await warm(jwkA, { removalGraceSeconds: 1000, refresh: 'on-demand', bounds: { keys: 3 } })
  for (const jwk of jwks) {
    void made.source.refresh('changed')
    await turn()
    await made.last().succeed(jwk)
  }
  expect(made.source.status().keys?.keys.map(({ kid }) => kid)).toEqual(['5', '2', '3', '4'])
})
