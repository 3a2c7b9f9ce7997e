/** What a caller may conclude from a refresh that another one began: that its key is there, and never that it is not. */
import { beforeAll, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { publicKey } from '../support/documents.ts'
import { ask, found, warm } from '../support/managed-bench.ts'
import { turn } from '../support/turn.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

const retryOf = (lookup: ReturnType<typeof ask>): boolean | undefined =>
  lookup.outcome === 'missed' ? lookup.retry : undefined

test('a kid that joined a refresh may be asked for at once again: the answer may be older than the kid', async () => {
  const it = await warm(one)
  const stray = it.source.refresh('unknown-kid', { kid: 'stray' })
  const joined = it.source.refresh('unknown-kid', { kid: 'two' })
  await turn()
  await it.last().succeed(one)
  await Promise.all([stray, joined])
  expect([retryOf(ask(it, 'stray')), retryOf(ask(it, 'two'))]).toEqual([false, true])
  const ready = it.source.refresh('unknown-kid', { kid: 'two' })
  await turn()
  await it.last().succeed(one, two)
  await ready
  expect(found(ask(it, 'two'))).toBe(true)
})

test('a kid that many callers ask for at once is remembered as missing for 15 s, not longer for each of them', async () => {
  const it = await warm(one)
  const callers = Array.from({ length: 10 }, () => it.source.refresh('unknown-kid', { kid: 'two' }))
  await turn()
  await it.last().succeed(one)
  await Promise.all(callers)
  await it.clock.advance(14_999)
  expect(retryOf(ask(it, 'two'))).toBe(false)
  await it.clock.advance(1)
  expect(retryOf(ask(it, 'two'))).toBe(true)
})
