import { beforeAll, expect, test } from 'vitest'
import { remoteJwks, type SnapshotStore } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'
import { turn } from '../support/turn.ts'

let one: Jwk
beforeAll(async () => {
  one = await publicKey('one')
})

const nothing: SnapshotStore = { get: async () => undefined, set: async () => undefined }
const never = (): Promise<never> => new Promise(() => undefined)
const broken = (): never => {
  throw new Error('broken')
}

function world(store: Partial<SnapshotStore>) {
  const clock = fakeClock()
  const { fetch } = scriptedFetch(clock, () => ({ body: { keys: [one] } }))
  const source = remoteJwks('https://issuer.example/jwks', { fetch, clock, snapshots: { ...nothing, ...store } })
  const events: SourceEvent[] = []
  source.subscribe((event) => events.push(event))
  return { clock, source, events }
}

test.each<[string, Partial<SnapshotStore>]>([
  ['throws when it reads', { get: broken }],
  ['rejects when it reads', { get: async () => broken() }],
  ['never answers when it reads', { get: never }],
  ['throws when it writes', { set: broken }],
  ['rejects when it writes', { set: async () => broken() }],
  ['never answers when it writes', { set: never }],
])('a store that %s costs the source nothing but time, and is reported once', async (_, store) => {
  const { clock, source, events } = world(store)
  const ready = source.refresh('cold')
  await clock.advance(20_000)
  await ready
  expect(source.lookup(queryOf('one')).outcome).toBe('found')
  const failed = events.filter((event) => event.type === 'snapshot' && event.outcome === 'failed')
  expect(failed).toHaveLength(1)
  expect(JSON.stringify(failed)).not.toContain('broken')
})

test('a write that hangs is given up, and the next one is made', async () => {
  const written: string[] = []
  const set = async (_key: string, value: string): Promise<void> => {
    if (written.push(value) === 1) await never()
  }
  const { clock, source } = world({ set })
  await source.refresh('cold')
  await source.refresh('changed')
  expect(written).toHaveLength(1)
  await clock.advance(10_000)
  expect(written).toHaveLength(2)
})

test('a snapshot that is read after a purge is not taken over', async () => {
  let answer: (text: string) => void = () => undefined
  const get = (): Promise<string> =>
    new Promise((resolve) => {
      answer = resolve
    })
  const { source, events } = world({ get })
  source.lookup(queryOf('one'))
  await turn()
  source.purge()
  answer('{}')
  await turn()
  expect(source.status().state).toBe('cold')
  expect(events.map(({ type }) => type)).not.toContain('loaded')
})
