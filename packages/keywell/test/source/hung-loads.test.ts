/** Loads that never end and heed no signal: they cost their own source its answer, and nobody else anything. */
import { expect, test } from 'vitest'
import { managedSource } from '../../src/source/managed/managed.ts'
import { NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import { fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey } from '../support/documents.ts'
import { turn } from '../support/turn.ts'

const set = parseJwks(jwksOf(await publicKey('a')))

test('loads that never end give their places in the process back when their time is up', async () => {
  const clock = fakeClock()
  const settings = sourceSettings({ clock, timeouts: { backgroundMs: 1000 } })
  const hung = Array.from({ length: 40 }, (_, n) =>
    managedSource({ kind: 'test', source: `hung ${n}` }, () => new Promise(() => undefined), settings),
  )
  const ended = Promise.allSettled(hung.map((source) => source.refresh('prefetch')))
  const good = managedSource({ kind: 'test', source: 'good' }, async () => ({ set, facts: NO_FACTS }), settings)
  const ready = good.refresh('cold')
  await clock.advance(3000)
  await expect(ready).resolves.toBeUndefined()
  expect((await ended).every(({ status }) => status === 'rejected')).toBe(true)
  expect(good.status()).toMatchObject({ state: 'fresh', waiters: 0 })
})

test('a load that is ended in the very moment when its place comes free does not begin, and leaves the place', async () => {
  const settings = sourceSettings({ clock: fakeClock() })
  const begun: string[] = []
  const hanging = (source: string) =>
    managedSource({ kind: 'test', source }, () => new Promise(() => void begun.push(source)), settings)
  const busy = Array.from({ length: 16 }, (_, n) => hanging(`busy ${n}`))
  const queued = Array.from({ length: 16 }, (_, n) => hanging(`queued ${n}`))
  const ended = Promise.allSettled([...busy, ...queued].map((source) => source.refresh('cold')))
  await turn()
  for (const source of [...busy, ...queued]) source.close()
  await ended
  const good = managedSource({ kind: 'test', source: 'good' }, async () => ({ set, facts: NO_FACTS }), settings)
  const ready = good.refresh('cold')
  await turn()
  expect(good.status().state).toBe('fresh')
  await ready
  expect(begun).toHaveLength(16)
})
