import { describe, expect, test } from 'vitest'
import { initialState, type CacheState } from '../../../src/source/policy/cache-state.ts'
import { isFinal, judgeUnknownKid, type UnknownKidVerdict } from '../../../src/source/policy/unknown-kid.ts'
import { sourceSettings } from '../../../src/source/settings.ts'

const { policy } = sourceSettings({})
const AT = 1_000_000

interface Question {
  readonly tokens: number
  /** Milliseconds since the validation. */
  readonly ago: number
  readonly isFlying: boolean
  readonly isOpen: boolean
  readonly isNegative: boolean
  readonly isGranted: boolean
}

const quiet: Question = { tokens: 4, ago: 60_000, isFlying: false, isOpen: false, isNegative: false, isGranted: true }

function stateOf({ tokens, ago, isFlying, isOpen }: Question): CacheState {
  const validatedAt = AT - ago
  const life = { validatedAt, dueAt: AT + 1, freshUntil: AT + 2, staleUntil: AT + 3, lookAgainAt: AT + 4 }
  return {
    ...initialState(policy),
    life,
    lastAttempt: isFlying ? 'in-flight' : 'ok',
    openUntil: isOpen ? AT + 1 : AT,
    bucket: { tokens, at: AT },
  }
}

function verdict(change: Partial<Question>): UnknownKidVerdict {
  const question = { ...quiet, ...change }
  return judgeUnknownKid(stateOf(question), { at: AT, ...question }, policy)
}

describe('an unknown kid', () => {
  test.each<[string, Partial<Question>, UnknownKidVerdict]>([
    ['is worth a refresh while all is quiet', {}, 'fetch'],
    ['is worth one though the set is fresh, as the budget is full: a rotation may just have come', { ago: 0 }, 'fetch'],
    ['is worth one with two tokens left', { ago: 0, tokens: 2 }, 'fetch'],
    ['is disproved by a fresh set with fewer than two tokens left', { ago: 0, tokens: 1.999 }, 'proof'],
    ['is disproved up to 14 s', { ago: 13_999, tokens: 1 }, 'proof'],
    ['is not disproved at 14 s', { ago: 14_000, tokens: 1 }, 'fetch'],
    ['costs the last token', { tokens: 1 }, 'fetch'],
    ['finds no budget below one token', { tokens: 0.999 }, 'budget'],
    ['finds no budget where the process grants none', { isGranted: false }, 'budget'],
    ['joins what is in flight', { isFlying: true }, 'join'],
    ['joins, even without a budget', { isFlying: true, tokens: 0, isGranted: false }, 'join'],
    ['is disproved rather than joined', { isFlying: true, tokens: 0, ago: 0 }, 'proof'],
    ['cannot be judged while the breaker is open', { isOpen: true }, 'breaker'],
    ['cannot be judged then, budget or not', { isOpen: true, tokens: 0, isGranted: false }, 'breaker'],
    ['joins the attempt whose stamp keeps the breaker open', { isOpen: true, isFlying: true }, 'join'],
    ['that was missed a moment ago does not exist', { isNegative: true }, 'negative'],
    [
      'that was missed costs nothing, whatever else is',
      { isNegative: true, isFlying: true, isOpen: true, tokens: 0, ago: 0 },
      'negative',
    ],
  ])('%s', (_, change, expected) => expect(verdict(change)).toBe(expected))

  test('for every combination is judged by the first rule that applies', () => {
    const flags = [false, true]
    for (const isNegative of flags)
      for (const tokens of [0, 1, 1.5, 2, 4])
        for (const ago of [0, 13_999, 14_000, 9e9])
          for (const isFlying of flags)
            for (const isOpen of flags)
              for (const isGranted of flags) {
                const rules: readonly (readonly [boolean, UnknownKidVerdict])[] = [
                  [isNegative, 'negative'],
                  [tokens < 2 && ago < 14_000, 'proof'],
                  [isFlying, 'join'],
                  [isOpen, 'breaker'],
                  [isGranted && tokens >= 1, 'fetch'],
                  [true, 'budget'],
                ]
                const expected = rules.find(([applies]) => applies)?.[1]
                expect(verdict({ isNegative, tokens, ago, isFlying, isOpen, isGranted })).toBe(expected)
              }
  })

  test('is settled at once by what needs no load', () => {
    const all: readonly UnknownKidVerdict[] = ['negative', 'proof', 'join', 'breaker', 'fetch', 'budget']
    expect(all.filter(isFinal)).toEqual(['negative', 'proof', 'budget'])
  })
})
