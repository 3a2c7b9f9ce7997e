/** One deadline for everything that a command asks a source, and no second try after a failed one: people are waiting. */
import { isKeywellError, KeywellError, type KeySource } from 'keywell'
import { setTimeout as wait } from 'node:timers/promises'

export interface BoundedSource {
  readonly source: KeySource
  /** Why keys could not be had. */
  failure(): KeywellError | undefined
}

/** @param ms - what `--timeout` allows in all; the first load has a deadline of its own, which says what was late */
export function bounded(source: KeySource, ms: number): BoundedSource {
  const endsAt = performance.now() + ms
  let failure: KeywellError | undefined
  let loads = 0
  const refresh: KeySource['refresh'] = async (reason, options) => {
    if (failure !== undefined) throw failure
    loads += 1
    try {
      const load = source.refresh(reason, options)
      await (loads === 1 ? load : within(load, Math.max(0, endsAt - performance.now()), source))
    } catch (error) {
      if (isKeywellError(error)) failure = error
      throw error
    }
  }
  return {
    source: Object.freeze({
      ...source,
      refresh,
      lookup: (query: Parameters<KeySource['lookup']>[0]) =>
        failure === undefined ? source.lookup(query) : ({ outcome: 'unavailable', error: failure } as const),
    }),
    failure: () => failure,
  }
}

async function within(load: Promise<void>, ms: number, source: KeySource): Promise<void> {
  const timer = new AbortController()
  const late = async (): Promise<never> => {
    await wait(ms, undefined, { signal: timer.signal })
    throw lateError(source.status().source)
  }
  try {
    await Promise.race([load, late()])
  } finally {
    timer.abort()
  }
}

const lateError = (source: string): KeywellError =>
  new KeywellError(
    'ERR_KEYS_UNAVAILABLE',
    `no keys from "${source}"`,
    { source, reason: 'asking again for the key took longer than --timeout' },
    { hint: 'look why the server is slow, or give it longer with --timeout' },
  )
