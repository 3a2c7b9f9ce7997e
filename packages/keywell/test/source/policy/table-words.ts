/** A state and its effects in words, as the truth table has them. */
import { ageOf } from '../../../src/source/policy/age.ts'
import { type CacheEffect, type CacheState, readiness, wakeAt } from '../../../src/source/policy/cache-state.ts'
import { tokensIn } from '../../../src/source/policy/token-bucket.ts'
import { policy } from './states.ts'

const ATTEMPT = { none: 'never tried', 'in-flight': 'in flight', ok: 'ok', failed: 'failed' } as const

/** Two decimals at most, without zeros at the end. */
const secondsOf = (ms: number): string => `${Number((ms / 1000).toFixed(2))} s`

export function wordsOf(state: CacheState, seconds: number): string {
  const at = seconds * 1000
  if (state.isClosed) return 'closed'
  const tokens = Math.floor(tokensIn(state.bucket, at, policy.unknownKid) + 1e-6)
  const wake = wakeAt(state)
  const words: readonly (readonly [boolean, string])[] = [
    [true, ageOf(state.life, at)],
    [true, ATTEMPT[state.lastAttempt] + (state.failures > 1 ? ` ×${state.failures}` : '')],
    [true, readiness(state, at)],
    [state.openUntil > at, `open ${secondsOf(state.openUntil - at)}`],
    [Number.isFinite(wake), wake > at ? `wakes in ${secondsOf(wake - at)}` : 'wakes now'],
    [tokens < policy.unknownKid.burst, `${tokens} left`],
    [Number.isFinite(state.trailingAt), 'refresh owed'],
    [state.isOutdated, 'changed since'],
    [Number.isFinite(state.emptySince ?? Infinity), 'empty once'],
    [state.emptySince === -Infinity, 'empty'],
    [state.outage !== undefined, `outage ${state.outage}`],
  ]
  return words.flatMap(([applies, word]) => (applies ? [word] : [])).join(', ')
}

export function effectWord(effect: CacheEffect): string {
  switch (effect.type) {
    case 'fetch':
      return `${effect.isProbe ? 'probe' : 'fetch'} ${effect.reason}`
    case 'keep':
      return effect.isRestored ? 'keep restored' : 'keep'
    case 'outage':
      return `outage ${effect.age}, ${secondsOf(effect.remainingMs)} left`
    case 'announce':
      return effect.event
    case 'abort':
    case 'renew':
    case 'forget':
    case 'blame':
      return effect.type
  }
}
