import { inspect } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Clock, type JwksLoader, loadedJwks } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'

let one: Jwk
beforeAll(async () => {
  one = await publicKey('one')
})

const MINUTE = 60_000

/** A clock on which the time between two tries is over at once, and a deadline never. */
const impatient = (): Clock => {
  const clock = fakeClock()
  return { ...clock, sleep: async (ms, signal) => (ms < 1000 ? undefined : await clock.sleep(ms, signal)) }
}

describe('a loader of one’s own', () => {
  test('may give text or JSON, and is asked again when its keys are due', async () => {
    const clock = fakeClock()
    let loads = 0
    const source = loadedJwks(
      async () => ({ jwks: ++loads === 1 ? JSON.stringify({ keys: [one] }) : { keys: [one] }, maxAgeSeconds: 1200 }),
      { clock },
    )
    await source.refresh('prefetch')
    await clock.advance(14 * MINUTE)
    expect(loads).toBe(1)
    await clock.advance(5 * MINUTE)
    expect(loads).toBe(2)
    expect(source.lookup(queryOf('one')).outcome).toBe('found')
  })

  test('is told the set that is held, and a signal that ends with the source', async () => {
    const clock = fakeClock()
    const told: Parameters<JwksLoader>[0][] = []
    const source = loadedJwks(
      async (context) => {
        told.push(context)
        return { jwks: { keys: [one] } }
      },
      { clock },
    )
    await source.refresh('prefetch')
    await source.refresh('changed')
    expect(told[0]?.previous).toBeUndefined()
    expect(told[1]?.previous?.withKid('one')).toHaveLength(1)
    expect(told[1]?.signal).toBeInstanceOf(AbortSignal)
  })

  test('that throws keeps the good set, and its own error is the cause', async () => {
    const clock = fakeClock()
    let isDown = false
    const source = loadedJwks(
      async () => {
        if (isDown) throw new Error('the store is away')
        return { jwks: { keys: [one] } }
      },
      { clock, name: 'parameter store' },
    )
    await source.refresh('prefetch')
    isDown = true
    await clock.advance(11 * MINUTE)
    expect(source.lookup(queryOf('one'))).toMatchObject({ outcome: 'found', freshness: { stale: true } })
    expect(source.status()).toMatchObject({
      source: 'parameter store',
      error: { code: 'ERR_FETCH_FAILED', cause: { message: 'the store is away' } },
    })
  })

  test('may hang secrets on what it throws: only what the error says is kept of it', async () => {
    const request = { headers: { authorization: 'Bearer hunter2' } }
    const thrown = Object.assign(new TypeError('access denied', { cause: request }), { request })
    const source = loadedJwks(() => Promise.reject(thrown), { clock: impatient() })
    const shown: string[] = []
    source.subscribe((event) => shown.push(inspect(event, { depth: 9 })))
    const wait = source.refresh('cold')
    wait.catch((error: unknown) => shown.push(inspect(error, { depth: 9 })))
    await wait.catch(() => undefined)
    shown.push(inspect(source.status(), { depth: 9 }))
    expect(shown.join()).toMatch(/TypeError.*access denied/)
    expect(shown.join()).not.toContain('hunter2')
  })

  test('that throws no error has failed all the same', async () => {
    for (const thrown of ['away', undefined, { secret: 'hunter2' }]) {
      const source = loadedJwks(() => Promise.reject(thrown), { clock: impatient() })
      const error = await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
      expect(error.cause).toMatchObject({ code: 'ERR_FETCH_FAILED' })
      expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
    }
  })

  test('says that nothing changed by giving the held set back', async () => {
    const clock = fakeClock()
    const source = loadedJwks(async ({ previous }) => ({ jwks: previous ?? { keys: [one] } }), { clock })
    await source.refresh('prefetch')
    const { keys } = source.status()
    await source.refresh('changed')
    expect(source.status()).toMatchObject({ ageMs: 0, counters: { fetches: { ok: 1, notModified: 1, failed: 0 } } })
    expect(source.status().keys).toBe(keys)
  })

  test('that gives the set itself, without the object round it, is told so', async () => {
    const loader = (async () => ({ keys: [] })) as unknown as JwksLoader
    const { cause } = await failure('ERR_KEYS_UNAVAILABLE', () => loadedJwks(loader).refresh('cold'))
    expect(cause).toMatchObject({ code: 'ERR_JWKS_INVALID', message: expect.stringContaining('object with "jwks"') })
  })

  test('is held to the bound on bytes', async () => {
    const jwks = JSON.stringify({ keys: [one] }).padEnd(300_000)
    const source = loadedJwks(async () => ({ jwks }), { clock: fakeClock() })
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    expect(error.cause).toMatchObject({ code: 'ERR_JWKS_INVALID' })
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['the set itself', { keys: [] }],
    ['HTML', { jwks: '<html>' }],
    ['an array', { jwks: [] }],
    ['an endless age', { jwks: { keys: [] }, maxAgeSeconds: Number.POSITIVE_INFINITY }],
  ])('that gives %s has failed', async (_, answer) => {
    const source = loadedJwks(async () => answer as never, { clock: fakeClock() })
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    expect(error.cause).toMatchObject({ code: 'ERR_JWKS_INVALID' })
  })
})

test.each<[string, unknown, object]>([
  ['loader', 'https://issuer.example', {}],
  ['name', async () => ({}), { name: '' }],
  ['name', async () => ({}), { snapshots: new Map() }],
  ['format', async () => ({}), { format: 'xml' }],
  ['headers', async () => ({}), { headers: {} }],
])('a bad %s is refused by name', async (option, loader, options) => {
  const error = await failure('ERR_OPTION_INVALID', () => loadedJwks(loader as JwksLoader, options))
  expect(error.detail.option).toBe(option)
})
