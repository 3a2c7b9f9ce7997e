/** What the shell does with a keeper of snapshots, whatever that keeper does. */
import { expect, test } from 'vitest'
import { parseJwks } from '../../src/jwks/key-set.ts'
import type { Cell } from '../../src/source/cell.ts'
import { dispatch } from '../../src/source/effects.ts'
import type { LoadKeys } from '../../src/source/loader.ts'
import { createCell } from '../../src/source/new-cell.ts'
import { NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import type { RestoredSet, SnapshotKeeper } from '../../src/source/snapshot-keeper.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey } from '../support/documents.ts'
import { turn } from '../support/turn.ts'

const set = parseJwks(jwksOf(await publicKey('a')))
const good: LoadKeys = async () => ({ set, facts: NO_FACTS })
const hung: LoadKeys = () => new Promise(() => undefined)
const nothing: SnapshotKeeper = { read: async () => undefined, write: () => undefined }

interface Made {
  readonly cell: Cell
  readonly clock: FakeClock
  readonly events: SourceEvent['type'][]
}

function cellWith(keeper: Partial<SnapshotKeeper>, load: LoadKeys = good): Made {
  const clock = fakeClock()
  const bare = createCell({ kind: 'test', source: 'test' }, load, sourceSettings({ clock, refresh: 'on-demand' }))
  const cell: Cell = Object.assign(bare, { snapshots: { ...nothing, ...keeper } })
  const events: SourceEvent['type'][] = []
  cell.listeners.add(({ type }) => void events.push(type))
  dispatch(cell, { type: 'wanted', reason: 'cold', at: 0, random: 0.5, isGranted: true })
  return { cell, clock, events }
}

const broken = (): never => {
  throw new Error('broken')
}

test.each<[string, Partial<SnapshotKeeper>]>([
  ['throws when it reads', { read: broken }],
  ['rejects when it reads', { read: async () => broken() }],
  ['never answers when it reads', { read: () => new Promise(() => undefined) }],
  ['throws when it writes', { write: broken }],
])('a keeper that %s costs the source nothing but time, and is reported once', async (_, keeper) => {
  const { cell, clock, events } = cellWith(keeper)
  await clock.advance(3000)
  expect(cell.state.lastAttempt).toBe('ok')
  expect(cell.set).toBe(set)
  expect(cell.flight).toBeUndefined()
  expect(events.filter((type) => type === 'snapshot')).toHaveLength(1)
})

test.each([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'a snapshot is not there after a purge, which came %d callbacks after the store answered',
  async (callbacks) => {
    let answer: (kept: RestoredSet) => void = () => undefined
    const { cell, events } = cellWith({ read: () => new Promise((resolve) => (answer = resolve)) }, hung)
    await turn()
    if (callbacks >= 0) answer({ set, agoMs: 0, validators: undefined })
    for (let n = 0; n < callbacks; n++) await Promise.resolve()
    dispatch(cell, { type: 'purged' })
    answer({ set, agoMs: 0, validators: undefined })
    await turn()
    expect([cell.set, cell.state.life, cell.validators]).toEqual([undefined, undefined, undefined])
    expect(events).toEqual(['purged'])
  },
)

test('a snapshot serves while the load goes on, and is asked about with its validators', async () => {
  const validators = { url: 'x', etag: '"1"', lastModified: undefined }
  const asked: unknown[] = []
  const { cell } = cellWith({ read: async () => ({ set, agoMs: 5, validators }) }, (context) => {
    asked.push(context.validators)
    return new Promise(() => undefined)
  })
  await turn()
  expect(cell.set).toBe(set)
  expect(asked).toEqual([validators])
})

test('nothing is written for a source that a listener has purged or closed on hearing of the load', async () => {
  for (const type of ['purged', 'closed'] as const) {
    let writes = 0
    const { cell } = cellWith({ write: () => void writes++ })
    cell.listeners.add((event) => void (event.type === 'loaded' && dispatch(cell, { type })))
    await turn()
    expect(cell.generation).toBe(1)
    expect(writes).toBe(0)
  }
})
