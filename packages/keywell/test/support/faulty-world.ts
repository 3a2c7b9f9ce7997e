/** A remote source in a world whose every effect can be made to fail: the n-th, in one of three ways. */
import { fetchJwks } from '../../src/source/remote/fetch-jwks.ts'
import type { FetchInit, FetchResponse } from '../../src/io/http.ts'
import type { Clock } from '../../src/io/clock.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { remoteSettings } from '../../src/source/remote/http-options.ts'
import type { KeySource, RefreshReason } from '../../src/source/key-source.ts'
import { managedSource } from '../../src/source/managed/managed.ts'
import type { SnapshotStore } from '../../src/source/snapshots/snapshot-store.ts'
import { type FakeClock, fakeClock } from '../../src/testing.ts'
import { jwksOf } from './documents.ts'

export type Mode = 'throws' | 'rejects' | 'hangs'
/** `read` and `write` are those of the store for snapshots. */
export type EffectKind = 'load' | 'sleep' | 'listener' | 'headers' | 'read' | 'write'

export interface Fault {
  /** Which effect, counted from 0 over all kinds. */
  readonly n: number
  readonly mode: Mode
}

export class Injected extends Error {}

export interface World {
  readonly source: KeySource
  readonly clock: FakeClock
  /** Every effect so far. */
  readonly effects: EffectKind[]
  /** What the server does. */
  readonly server: { keys: readonly Jwk[]; isUp: boolean }
  /** Loads under way, and the most that ever were. */
  readonly loads: { now: number; most: number; reasons: RefreshReason[] }
}

export function faultyWorld(keys: readonly Jwk[], fault: Fault | undefined): World {
  const inner = fakeClock()
  const effects: EffectKind[] = []
  const server = { keys, isUp: true }
  const loads: World['loads'] = { now: 0, most: 0, reasons: [] }

  /** Does the effect, unless it is the one that fails. */
  const effect = <T>(kind: EffectKind, run: () => Promise<T>): Promise<T> => {
    const isFaulty = effects.push(kind) - 1 === fault?.n
    if (!isFaulty) return run()
    if (fault.mode === 'throws') throw new Injected(kind)
    return fault.mode === 'rejects' ? Promise.reject(new Injected(kind)) : new Promise(() => undefined)
  }

  const clock: Clock = { ...inner, sleep: (ms, signal) => effect('sleep', () => inner.sleep(ms, signal)) }
  const fetch = (_: string, { headers }: FetchInit): Promise<FetchResponse> =>
    effect('load', async () => {
      if (!server.isUp) throw new TypeError('fetch failed')
      const body = JSON.stringify(jwksOf(...server.keys))
      const etag = `"${server.keys.length}"`
      const said = { etag, 'cache-control': 'max-age=600' }
      return headers['if-none-match'] === etag
        ? new Response(null, { status: 304, headers: said })
        : new Response(body, { headers: said })
    })
  const headers = (): Promise<Record<string, string>> => effect('headers', async () => ({ 'x-key': '1' }))
  const store = new Map<string, string>()
  const snapshots: SnapshotStore = {
    get: (key) => effect('read', async () => store.get(key)),
    set: (key, text) => effect('write', async () => store.set(key, text)),
  }

  const url = new URL('https://issuer.example/jwks')
  const options = { clock, fetch, headers, snapshots, staleIfError: 3600 }
  const settings = { ...remoteSettings(options), random: () => 0.5 }
  const source = managedSource(
    { kind: 'test', source: 'test' },
    async (context) => {
      loads.now++
      loads.most = Math.max(loads.most, loads.now)
      loads.reasons.push(context.reason)
      let isOver = false
      // A load that is called off is over, though it may still hang.
      const end = (): void => void (isOver || loads.now--, (isOver = true))
      context.signal.addEventListener('abort', end, { once: true })
      try {
        return await fetchJwks(url, settings, context)
      } finally {
        end()
      }
    },
    settings,
  )
  source.subscribe(() => {
    const isFaulty = effects.push('listener') - 1 === fault?.n
    if (isFaulty && fault.mode === 'throws') throw new Injected('listener')
  })
  return { source, clock: inner, effects, server, loads }
}
