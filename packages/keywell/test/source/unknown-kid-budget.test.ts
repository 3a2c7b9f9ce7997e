/** What kids outside the set may cost, seen from outside: loads, and what look-ups say. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { parseJwks } from '../../src/jwks/key-set.ts'
import type { KeySource } from '../../src/source/key-source.ts'
import { managedSource } from '../../src/source/managed/managed.ts'
import { NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { commonsOf } from '../../src/source/process/commons.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { ask, bench, HALF, MINUTE, warm } from '../support/managed-bench.ts'
import { turn } from '../support/turn.ts'

const [a, b] = [await publicKey('a'), await publicKey('b')]
const set = parseJwks(jwksOf(a))

describe('a kid that was missing', () => {
  const missFor = async (made: Awaited<ReturnType<typeof warm>>): Promise<void> => {
    void made.source.refresh('unknown-kid', { kid: 'x' }).catch(() => undefined)
    await turn()
  }

  test('from a load past all caches is not asked for again, until the set changes', async () => {
    const made = await warm(a)
    await missFor(made)
    await made.last().succeed(a)
    expect(ask(made, 'x')).toMatchObject({ outcome: 'missed', retry: false })
    expect(made.source.status().counters?.unknownKid).toMatchObject({ negative: 1 })
    void made.source.refresh('changed')
    await turn()
    await made.last().succeed(a, b)
    expect(ask(made, 'x')).toMatchObject({ outcome: 'missed', retry: true })
  })

  test('from a load that a cache may have answered is asked for', async () => {
    const made = await warm(a)
    await made.clock.advance(9 * MINUTE - 44_000)
    expect(made.last().context.reason).toBe('due')
    await missFor(made)
    await made.last().succeed(a)
    expect(ask(made, 'x')).toMatchObject({ outcome: 'missed', retry: true })
  })

  test('because the load failed is asked for as soon as the source answers', async () => {
    const made = await warm(a)
    await missFor(made)
    await made.last().fail()
    await made.clock.advance(300)
    await made.last().fail()
    expect(ask(made, 'x')).toMatchObject({ outcome: 'unavailable' })
    await made.clock.advance(5000)
    expect(ask(made, 'x')).toMatchObject({ outcome: 'missed', retry: true })
  })

  test('is not remembered for a source that was closed meanwhile', async () => {
    const made = bench()
    const ready = made.source.refresh('unknown-kid', { kid: 'x' })
    ready.catch(() => undefined)
    await turn()
    const answered = made.last().succeed(a)
    made.source.subscribe(({ type }) => void (type === 'fetched' && made.source.close()))
    await answered
    await expect(ready).rejects.toMatchObject({ code: 'ERR_CLOSED' })
    expect(commonsOf(made.clock).negatives).toBe(0)
  })
})

/** Sources of one process that answer at once; without fresh proof, which would keep each one's last token back. */
async function many(count: number): Promise<{ clock: FakeClock; sources: KeySource[]; forced: () => number }> {
  const clock = fakeClock()
  let forced = 0
  const settings = { ...sourceSettings({ clock, refresh: 'on-demand', unknownKid: { proofSeconds: 0 } }), random: HALF }
  const sources = Array.from({ length: count }, (_, n) =>
    managedSource(
      { kind: 'test', source: `source ${n}` },
      async ({ reason }) => {
        if (reason === 'unknown-kid') forced++
        return { set, facts: NO_FACTS }
      },
      settings,
    ),
  )
  await Promise.all(sources.map((source) => source.refresh('cold')))
  return { clock, sources, forced: () => forced }
}

test('a process loads sixty times for unknown kids, and once more each second', async () => {
  const { clock, sources, forced } = await many(20)
  const flood = async (): Promise<void> => {
    for (let n = 0; n < 5; n++) {
      await Promise.all(
        sources.map((source) => source.refresh('unknown-kid', { kid: `made up ${clock.monotonic()} ${n}` })),
      )
    }
  }
  await clock.advance(MINUTE)
  await flood()
  expect(forced()).toBe(60)
  await clock.advance(10_000)
  await flood()
  expect(forced()).toBe(70)
})

test('a kid that finds no budget in the process is missing for now, and its load is owed', async () => {
  const { clock, sources, forced } = await many(16)
  await clock.advance(MINUTE)
  const [victim, ...flooders] = sources
  for (let n = 0; n < 4; n++) {
    await Promise.all(flooders.map((source) => source.refresh('unknown-kid', { kid: `made up ${n}` })))
  }
  expect(forced()).toBe(60)
  expect(victim?.lookup(queryOf('x'))).toMatchObject({ outcome: 'missed', retry: false })
  expect(victim?.status().nextAttemptMs).toBe(0)
  await clock.advance(1000)
  victim?.lookup(queryOf('a'))
  await turn()
  expect(forced()).toBe(61)
})

test('a source that nobody holds is collected, loads nothing more and takes nothing of the process with it', async () => {
  const clock = fakeClock()
  let loads = 0
  const make = async (): Promise<WeakRef<KeySource>> => {
    const load = async (): Promise<{ set: typeof set; facts: typeof NO_FACTS }> => (loads++, { set, facts: NO_FACTS })
    const source = managedSource({ kind: 'test', source: 'dropped' }, load, sourceSettings({ clock }))
    await source.refresh('cold')
    await source.refresh('unknown-kid', { kid: 'made up' })
    return new WeakRef(source)
  }
  const dropped = await make()
  const { alive } = commonsOf(clock)
  expect([alive.get('dropped'), commonsOf(clock).negatives]).toEqual([1, 1])
  for (let n = 0; n < 3; n++) {
    await turn()
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
  }
  await turn()
  expect(dropped.deref()).toBeUndefined()
  expect([alive.get('dropped'), commonsOf(clock).negatives]).toEqual([undefined, 0])
  await clock.advance(60 * MINUTE)
  expect(loads).toBe(2)
  expect(clock.sleepers).toBe(0)
})
