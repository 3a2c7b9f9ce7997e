/** A rotation without warning, while made-up kids use up every refresh that there is. */
import { beforeAll, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { publicKey } from '../support/documents.ts'
import { ask, type Bench, found, warm } from '../support/managed-bench.ts'
import { turn } from '../support/turn.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

/** Long, for an exchange between a service and its issuer. */
const EXCHANGE_MS = 300

let strays = 0
const stray = async (it: Bench): Promise<void> => {
  const kid = `stray-${strays++}`
  const lookup = ask(it, kid)
  if (lookup.outcome === 'missed' && lookup.retry) void it.source.refresh('unknown-kid', { kid })
  await turn()
}

/** Floods for this long; whatever is asked for, the issuer answers with these keys a while after. */
async function flood(it: Bench, ms: number, ...keys: readonly Jwk[]): Promise<void> {
  for (let elapsed = 0; elapsed < ms; elapsed += 100) {
    await stray(it)
    const isAsked = it.source.status().lastAttempt === 'in-flight'
    await it.clock.advance(isAsked ? EXCHANGE_MS : 100)
    if (isAsked) await it.last().succeed(...keys)
  }
}

test('is over within 15 s, the exchange included, when it just missed a refresh', async () => {
  const it = await warm(one)
  await flood(it, 60_000, one)
  const before = it.calls.length
  while (it.calls.length === before) await flood(it, 100, one)
  const rotatedAt = it.clock.monotonic() - EXCHANGE_MS / 2
  while (!found(ask(it, 'two'))) await flood(it, 100, two)
  expect(it.clock.monotonic() - rotatedAt).toBeLessThanOrEqual(15_000)
})
