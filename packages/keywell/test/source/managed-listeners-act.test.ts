/** Listeners may act on what they are told, at once, and the source must be whole at every such moment. */
import { expect, test } from 'vitest'
import { KeywellError } from '../../src/errors/index.ts'
import type { LoadContext } from '../../src/source/managed/loader.ts'
import { managedSource } from '../../src/source/managed/managed.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { fakeClock } from '../../src/testing.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { publicKey } from '../support/documents.ts'
import { ask, bench, type Bench } from '../support/managed-bench.ts'
import { turn } from '../support/turn.ts'

const key = await publicKey('a')
const facts = { freshMs: undefined, staleIfErrorMs: undefined, isNoStore: false }
const validators = { url: 'x', etag: '"1"', lastModified: undefined }

function once({ source }: Bench, type: SourceEvent['type'], act: () => void): void {
  const stop = source.subscribe((event) => {
    if (event.type !== type) return
    stop()
    act()
  })
}

test('a first load after a purge asks for the whole set, not whether the forgotten one is still right', async () => {
  const made = bench()
  void made.source.refresh('cold')
  await turn()
  await made.last().answer({ keys: [key], facts, validators })
  made.source.purge()
  void made.source.refresh('cold')
  await turn()
  expect(made.last().context).toMatchObject({ previous: undefined, validators: undefined })
  await made.last().succeed(key)
  expect(ask(made, 'a').outcome).toBe('found')
})

test('a purge on hearing of a load forgets that load, and its callers get the next one', async () => {
  const made = bench()
  once(made, 'loaded', () => made.source.purge())
  const ready = made.source.refresh('cold')
  await turn()
  await made.last().answer({ keys: [key], facts, validators })
  await turn()
  expect(made.calls).toHaveLength(2)
  expect(made.last().context).toMatchObject({ previous: undefined, validators: undefined })
  await made.last().succeed(key)
  await expect(ready).resolves.toBeUndefined()
  expect(made.source.status()).toMatchObject({ state: 'fresh', lastAttempt: 'ok' })
})

test.each(['purge', 'close'] as const)(
  'a %s on hearing of a failure calls off the load that was to follow',
  async (act) => {
    const made = bench()
    const callers = [made.source.refresh('changed'), made.source.refresh('changed')]
    await turn()
    once(made, 'failed', () => made.source[act]())
    const ended = Promise.allSettled(callers)
    await made.last().fail(new KeywellError('ERR_JWKS_INVALID', 'no', { reason: 'no', offset: undefined }))
    await turn()
    expect(made.calls).toHaveLength(1)
    made.source.close()
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(made.calls.filter(({ context }) => !context.signal.aborted)).toEqual([])
  },
)

test('a close on hearing of too many sources leaves no load behind', async () => {
  const clock = fakeClock()
  const signals: AbortSignal[] = []
  const load = ({ signal }: LoadContext): Promise<never> => {
    signals.push(signal)
    return new Promise(() => undefined)
  }
  const settings = sourceSettings({ clock })
  const sources = Array.from({ length: 10 }, () => managedSource({ kind: 'test', source: 'one' }, load, settings))
  const [source] = sources
  let heard = 0
  source?.subscribe(({ type }) => {
    if (type !== 'duplicate-source') return
    heard++
    source.close()
  })
  await expect(source?.refresh('cold')).rejects.toMatchObject({ code: 'ERR_CLOSED' })
  await clock.advance(0)
  expect(heard).toBe(1)
  expect(signals.filter(({ aborted }) => !aborted)).toEqual([])
})

test('a close on hearing of a load rejects its callers', async () => {
  const made = bench()
  once(made, 'loaded', () => made.source.close())
  const ready = made.source.refresh('cold')
  ready.catch(() => undefined)
  await turn()
  await made.last().succeed(key)
  await expect(ready).rejects.toMatchObject({ code: 'ERR_CLOSED' })
})
