/** What every kind of key source must do. Run on each kind by key-sources.test.ts. */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isKeySet } from '../../src/jwks/key-set.ts'
import type { KeySource, Lookup } from '../../src/source/key-source.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'

export interface SourceKind {
  readonly name: string
  /** A source that has, or obtains at its first refresh, a key for this; and how often it has loaded, where it loads. */
  readonly make: () => Promise<{
    readonly source: KeySource
    readonly kid: string
    readonly alg: string
    readonly loads?: () => number
  }>
  /** A source whose keys cannot be had; none where they are given. Time that must pass for that does so in `refresh`. */
  readonly makeDown?: () => Promise<{ readonly source: KeySource; readonly refresh: () => Promise<void> }>
  /** Whether keys are asked for one by one, so that each is unknown at first. */
  readonly isByKid?: boolean
}

export function keySourceContract({ name, make, isByKid = false }: SourceKind): void {
  describe(`the source ${name}`, () => {
    const loaded = async () => {
      const made = await make()
      await made.source.refresh(isByKid ? 'unknown-kid' : 'prefetch', { kid: made.kid })
      return made
    }

    test('answers a look-up at once, whatever is in its memory', async () => {
      const { source, kid, alg } = await make()
      const answer: Lookup = source.lookup(queryOf(kid, alg))
      expect(['found', 'missed', 'empty', 'unavailable']).toContain(answer.outcome)
    })

    test('finds the key after a refresh, with the set that it is of', async () => {
      const { source, kid, alg } = await loaded()
      const answer = source.lookup(queryOf(kid, alg))
      if (answer.outcome !== 'found') throw new Error(answer.outcome)
      expect(answer.candidates.length).toBeGreaterThan(0)
      expect(isKeySet(answer.set)).toBe(true)
      expect(answer.freshness).toEqual({ stale: false, ageMs: expect.any(Number) })
    })

    test('hands out nothing that a caller could change', async () => {
      const { source, kid, alg } = await loaded()
      const answer = source.lookup(queryOf(kid, alg))
      if (answer.outcome !== 'found') throw new Error(answer.outcome)
      for (const given of [answer.candidates, answer.candidates[0], answer.set, answer.set.keys, answer.freshness]) {
        expect(Object.isFrozen(given)).toBe(true)
      }
      expect(Object.isFrozen(source)).toBe(true)
    })

    test('answers a kid that nobody has without an error, and for good after asking once', async () => {
      const { source, alg } = await loaded()
      await source.refresh('unknown-kid', { kid: 'nobody' })
      const answer = source.lookup(queryOf('nobody', alg))
      expect(['missed', 'found']).toContain(answer.outcome)
      if (answer.outcome === 'missed') expect(answer.retry).toBe(false)
    })

    test('takes a refresh for any reason', async () => {
      const { source, kid } = await loaded()
      for (const reason of ['cold', 'due', 'unknown-kid', 'bad-signature', 'prefetch', 'changed'] as const) {
        await expect(source.refresh(reason, { kid })).resolves.toBeUndefined()
      }
    })

    test('answers whatever a header may hold without throwing', async () => {
      const { source, alg } = await loaded()
      for (const kid of [undefined, '', '__proto__', 'constructor', '../x', '\u0000', '\ud800', 'x'.repeat(1024)]) {
        expect(['found', 'missed', 'empty', 'unavailable']).toContain(source.lookup(queryOf(kid, alg)).outcome)
        expect(source.lookup(queryOf(kid, 'EdDSA')).outcome).not.toBe('found')
      }
    })

    test('loads once for all who ask at the same time', async () => {
      const { source, kid, loads } = await make()
      const reason = isByKid ? 'unknown-kid' : 'cold'
      await Promise.all(Array.from({ length: 50 }, () => source.refresh(reason, { kid })))
      const once = loads?.()
      await source.refresh('cold', { kid })
      expect(loads?.()).toBe(once)
      expect(once ?? 1).toBeGreaterThanOrEqual(1)
      expect(once ?? 1).toBeLessThanOrEqual(2)
    })

    test('ends a wait with the reason of its caller, and no other', async () => {
      const { source, kid, alg, loads } = await make()
      const reason = isByKid ? 'unknown-kid' : 'cold'
      const control = new AbortController()
      const stayer = source.refresh(reason, { kid })
      const leaver = source.refresh(reason, { kid, signal: control.signal })
      control.abort(new Error('enough'))
      // Who has nothing to wait for may be done before.
      if (loads !== undefined) await expect(leaver).rejects.toThrow('enough')
      await Promise.allSettled([leaver])
      await stayer
      expect(source.lookup(queryOf(kid, alg)).outcome).toBe('found')
    })

    test('says what it is and how it is', async () => {
      const { source } = await loaded()
      const { source: called, kind, state, keys, lastAttempt } = source.status()
      expect([called, kind]).not.toContain('')
      expect(['static', 'fresh']).toContain(state)
      expect(['none', 'ok']).toContain(lastAttempt)
      expect(isKeySet(keys)).toBe(true)
    })

    test('tells subscribers that it is closed, once, and no more of them once they have left', async () => {
      const { source } = await loaded()
      const heard: SourceEvent['type'][] = []
      const left: SourceEvent['type'][] = []
      source.subscribe(({ type }) => heard.push(type))
      source.subscribe(({ type }) => left.push(type))()
      source.close()
      const first = heard.length
      source.close()
      expect(heard).toContain('closed')
      expect([heard.length, left]).toEqual([first, []])
    })

    test('keeps two subscriptions of one function apart: the end of one is not the end of the other', async () => {
      const { source } = await loaded()
      let heard = 0
      const count = (): void => void heard++
      source.subscribe(count)
      source.subscribe(count)()
      source.close()
      expect(heard).toBeGreaterThan(0)
    })

    test('is over after its close', async () => {
      const { source, kid, alg } = await loaded()
      source.close()
      source.purge()
      const answer = source.lookup(queryOf(kid, alg))
      expect(answer).toMatchObject({ outcome: 'unavailable', error: { code: 'ERR_CLOSED' } })
      await failure('ERR_CLOSED', () => source.refresh('cold', { kid }))
      expect(source.status().state).toBe('closed')
    })

    test('survives a purge', async () => {
      const { source, kid, alg } = await loaded()
      source.purge()
      await source.refresh(isByKid ? 'unknown-kid' : 'cold', { kid })
      expect(source.lookup(queryOf(kid, alg)).outcome).toBe('found')
    })

    test('shows no secret, however it is printed', async () => {
      const { source } = await loaded()
      const shown = `${inspect(source, { depth: 9 })}${inspect(source.status(), { depth: 9 })}${JSON.stringify(source.status())}`
      expect(shown).not.toMatch(/hunter2|"d":|"k":/)
    })
  })
}

/** For kinds that obtain their keys: what they do while there are none to be had. */
export function outageContract(name: string, makeDown: NonNullable<SourceKind['makeDown']>): void {
  test(`the source ${name} is undecided while its keys cannot be had, by typed errors that hold no secret`, async () => {
    const { source, refresh } = await makeDown()
    const seen: unknown[] = []
    source.subscribe((event) => seen.push(event))
    const error = await failure('ERR_KEYS_UNAVAILABLE', refresh)
    expect(error).toMatchObject({ kind: 'unavailable', status: 503 })
    expect(error.cause).toBeDefined()
    const answer = source.lookup(queryOf('one'))
    expect(['unavailable', 'empty']).toContain(answer.outcome)
    const { state, lastAttempt, error: last } = source.status()
    expect([state, lastAttempt, last === undefined]).toEqual(['cold', 'failed', false])
    expect(inspect([seen, error, answer, source.status()], { depth: 9 })).not.toContain('hunter2')
  })
}
