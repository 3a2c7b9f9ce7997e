/** A whole life of a source, told again and again; each time another one of its effects fails, in each possible way. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { KeySource, RefreshReason } from '../../src/source/key-source.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { type EffectKind, type Fault, faultyWorld, Injected, type Mode, type World } from '../support/faulty-world.ts'

const [a, b] = [await publicKey('a'), await publicKey('b')]
const SECOND = 1000
const FOREGROUND = 5 * SECOND
/** A headers function that hangs is given the 15 s of a load, in which three callers give up. */
const TRIES = 4

/** What is thrown where nobody waits for it. */
const loose: unknown[] = []
const collect = (error: unknown): void => void loose.push(error)
beforeAll(() => {
  process.on('unhandledRejection', collect)
  // A listener's own error is thrown in a microtask of its own, so that it surfaces as uncaught.
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      if (!(error instanceof Injected)) collect(error)
    }
  })
})
afterAll(() => {
  process.off('unhandledRejection', collect)
  vi.unstubAllGlobals()
})

interface Telling extends World {
  /** What went wrong, in words. */
  readonly wrongs: string[]
  /** Effects that had begun when each chapter ended. */
  readonly chapters: Record<string, number>
}

const finds = (source: KeySource, kid: string): boolean => source.lookup(queryOf(kid)).outcome === 'found'

/** A caller who asks, waits as long as a caller does, and looks up. */
async function asks({ source, clock, wrongs }: Telling, reason: RefreshReason, kid?: string): Promise<void> {
  let isSettled = false
  const settle = (): void => void (isSettled = true)
  source.refresh(reason, { kid }).then(settle, settle)
  await clock.advance(FOREGROUND)
  if (!isSettled) wrongs.push(`a caller for ${reason} still waits`)
}

/** Time goes by, with a look-up now and then as traffic brings it; the good set must be there all along. */
async function passes({ source, clock, wrongs }: Telling, seconds: number, every: number): Promise<void> {
  for (let gone = 0; gone < seconds; gone += every) {
    await clock.advance(every * SECOND)
    if (!finds(source, 'a')) wrongs.push(`the good set is gone ${gone + every} s into a wait`)
  }
}

async function tell(fault: Fault | undefined): Promise<Telling> {
  const told: Telling = { ...faultyWorld([a], fault), wrongs: [], chapters: {} }
  const { source, clock, server, loads, effects, wrongs, chapters } = told
  const must = (isTrue: boolean, what: string): void => void (isTrue || wrongs.push(what))
  const ends = (chapter: string): void => {
    chapters[chapter] = effects.length
    must(loads.now <= 1 && loads.most <= 1, `${loads.most} loads at once by the end of ${chapter}`)
  }

  for (let tries = 0; tries < TRIES && !finds(source, 'a'); tries++) await asks(told, 'cold')
  must(finds(source, 'a'), 'no set after so many tries, of which one fault can spoil three')
  ends('cold start')

  await passes(told, 560, 80)
  ends('refresh')

  server.keys = [a, b]
  for (let tries = 0; tries < TRIES && !finds(source, 'b'); tries++) await asks(told, 'unknown-kid', 'b')
  must(finds(source, 'b'), 'a new kid is not found')
  await asks(told, 'unknown-kid', 'made up')
  ends('unknown kid')

  server.isUp = false
  await passes(told, 900, 100)
  await asks(told, 'unknown-kid', 'made up too')
  must(source.status().state === 'stale', 'the outage does not show')
  ends('outage')

  server.isUp = true
  await passes(told, 180, 60)
  must(source.status().state === 'fresh', 'no recovery within three minutes')
  ends('recovery')

  source.purge()
  must(!finds(source, 'a'), 'a purge leaves the set there')
  for (let tries = 0; tries < TRIES && !finds(source, 'a'); tries++) await asks(told, 'cold')
  must(finds(source, 'a'), 'no set after a purge')
  ends('purge')

  const last = asks(told, 'changed')
  source.close()
  await last
  must(source.lookup(queryOf('a')).outcome === 'unavailable', 'a closed source answers')
  await clock.advance(20 * SECOND)
  must(clock.sleepers === 0, `${clock.sleepers} sleepers are left after the close`)
  ends('close')

  const { waiters, counters } = source.status()
  must(waiters === 0, `${waiters} waiters are left`)
  must(loads.now === 0, 'a load is left')
  // 4 in a row and one more each 15 s: the callers for unknown kids never spend that much here.
  const forced = loads.reasons.filter((reason) => reason === 'unknown-kid').length
  must(forced <= 8, `${forced} loads for unknown kids`)
  must((counters?.fetches.failed ?? 0) <= 20, `${counters?.fetches.failed} loads in the outage`)
  return told
}

test('without a fault the story comes to every kind of effect in every chapter', async () => {
  const { wrongs, effects, chapters } = await tell(undefined)
  expect(wrongs).toEqual([])
  expect(new Set(effects)).toEqual(new Set<EffectKind>(['load', 'sleep', 'listener', 'headers', 'read', 'write']))
  const ends = Object.values(chapters)
  expect(ends).toHaveLength(7)
  expect(ends.every((end, n) => end > (ends[n - 1] ?? 0))).toBe(true)
})

test.each<Mode>(['throws', 'rejects', 'hangs'])(
  'whichever effect %s, callers are answered, good sets stay, and nothing is left over',
  async (mode) => {
    const { effects } = await tell(undefined)
    loose.length = 0
    const tellings = await Promise.all(
      effects.map(async (kind, n) => {
        const { wrongs } = await tell({ n, mode })
        return wrongs.map((wrong) => `${n} (${kind}) ${mode}: ${wrong}`)
      }),
    )
    expect(tellings.flat()).toEqual([])
    expect(loose).toEqual([])
  },
  60_000,
)
