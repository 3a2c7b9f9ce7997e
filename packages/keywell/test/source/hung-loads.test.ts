/** Loads that never end and heed no signal: they cost their own source its answer, and nobody else anything. */
import { expect, test } from 'vitest'
import { managedSource } from '../../src/source/managed/managed.ts'
import { NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import { fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey } from '../support/documents.ts'

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
