/** A managed source over a loader that the test answers by hand, on a clock that the test moves. */
import type { Jwk } from '../../src/jwk/jwk.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import type { KeySource, Lookup } from '../../src/source/key-source.ts'
import type { LoadContext, Loaded } from '../../src/source/managed/loader.ts'
import { managedSource } from '../../src/source/managed/managed.ts'
import type { SourceOptions } from '../../src/source/options.ts'
import { type CacheFacts, NO_FACTS } from '../../src/source/policy/cache-control.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { jwksOf, queryOf } from './documents.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { turn } from './turn.ts'

interface Call {
  readonly context: LoadContext
  readonly succeed: (...keys: readonly Jwk[]) => Promise<void>
  /** The same with what the server says about the set's lifetime. */
  readonly answer: (loaded: Partial<Loaded> & { readonly keys?: readonly Jwk[] }) => Promise<void>
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

/** Chance, set by the test: 0.5 halves every range that the policy draws from. */
export const HALF = (): number => 0.5

export function bench(options: SourceOptions = {}, random: () => number = HALF): Bench {
  const clock = fakeClock()
  const calls: Call[] = []
  const events: SourceEvent[] = []
  const load = (context: LoadContext): Promise<Loaded> =>
    new Promise((resolve, reject) => {
      const answer: Call['answer'] = async ({ keys = [], set, facts = NO_FACTS, validators }) => {
        resolve({ set: set ?? parseJwks(jwksOf(...keys), { previous: context.previous }), facts, validators })
        await turn()
      }
      const succeed = (...keys: readonly Jwk[]): Promise<void> => answer({ keys })
      const fail = async (error: unknown = new Error('down')): Promise<void> => {
        reject(error)
        await turn()
      }
      calls.push({ context, succeed, answer, fail })
    })
  const source = managedSource({ kind: 'test', source: 'test' }, load, {
    ...sourceSettings({ ...options, clock }),
    random,
  })
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
export async function warm(
  key: Jwk,
  options: SourceOptions = {},
  facts: CacheFacts = NO_FACTS,
  random: () => number = HALF,
): Promise<Bench> {
  const made = bench(options, random)
  const ready = made.source.refresh('cold')
  await turn()
  await made.last().answer({ keys: [key], facts })
  await ready
  return made
}

export const ask = ({ source }: Bench, kid?: string): Lookup => source.lookup(queryOf(kid))
export const found = (lookup: Lookup): boolean => lookup.outcome === 'found'
