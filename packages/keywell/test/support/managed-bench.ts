/** A managed source over a loader that the test answers by hand, on a clock that the test moves. */
import type { Jwk } from '../../src/jwk/jwk.ts'
import { type KeySet, parseJwks } from '../../src/jwks/key-set.ts'
import type { KeySource, Lookup, SourceEvent } from '../../src/source/key-source.ts'
import { managedSource } from '../../src/source/managed.ts'
import type { LoadContext } from '../../src/source/managed-flight.ts'
import { type SourceOptions, sourceSettings } from '../../src/source/options.ts'
import { jwksOf, queryOf } from './documents.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { turn } from './turn.ts'

interface Call {
  readonly context: LoadContext
  readonly succeed: (...keys: readonly Jwk[]) => Promise<void>
  readonly fail: (error?: unknown) => Promise<void>
}

export interface Bench {
  readonly source: KeySource
  readonly clock: FakeClock
  /** Every load so far, each to be answered by the test. */
  readonly calls: Call[]
  readonly events: SourceEvent[]
  /** The load that is in flight. */
  last(): Call
}

export function bench(options: SourceOptions = {}): Bench {
  const clock = fakeClock()
  const calls: Call[] = []
  const events: SourceEvent[] = []
  const load = (context: LoadContext): Promise<KeySet> =>
    new Promise((resolve, reject) => {
      const succeed = async (...keys: readonly Jwk[]): Promise<void> => {
        resolve(parseJwks(jwksOf(...keys), { previous: context.previous }))
        await turn()
      }
      const fail = async (error: unknown = new Error('down')): Promise<void> => {
        reject(error)
        await turn()
      }
      calls.push({ context, succeed, fail })
    })
  const source = managedSource({ kind: 'test', source: 'test' }, load, sourceSettings({ ...options, clock }))
  source.subscribe((event) => events.push(event))
  const last = (): Call => {
    const call = calls.at(-1)
    if (call === undefined) throw new Error('nothing was loaded')
    return call
  }
  return { source, clock, calls, events, last }
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** A source that holds this key, just validated. */
export async function warm(key: Jwk, options: SourceOptions = {}): Promise<Bench> {
  const made = bench(options)
  const ready = made.source.refresh('cold')
  await turn()
  await made.last().succeed(key)
  await ready
  return made
}

export const ask = ({ source }: Bench, kid?: string): Lookup => source.lookup(queryOf(kid))
export const found = (lookup: Lookup): boolean => lookup.outcome === 'found'
