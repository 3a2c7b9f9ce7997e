import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { jwksOf, publicKey } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { turn } from '../support/turn.ts'
import { ask, bench, found, warm } from '../support/managed-bench.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

describe('a wait', () => {
  test("that its caller's signal ends leaves the load and the other callers alone", async () => {
    const it = bench()
    const control = new AbortController()
    const leaver = it.source.refresh('cold', { signal: control.signal })
    const stayer = it.source.refresh('cold')
    await turn()
    control.abort(new Error('enough'))
    await expect(leaver).rejects.toThrow('enough')
    expect(it.last().context.signal.aborted).toBe(false)
    await it.last().succeed(one)
    await stayer
    expect(found(ask(it, 'one'))).toBe(true)
    expect(it.calls).toHaveLength(1)
  })

  test('ends after 5 s, while the load goes on and serves later callers', async () => {
    const it = bench()
    const waiting = failure('ERR_KEYS_UNAVAILABLE', () => it.source.refresh('cold'))
    await it.clock.advance(5000)
    expect((await waiting).detail.reason).toBe('still no answer after 5000 ms')
    await it.last().succeed(one)
    expect(found(ask(it, 'one'))).toBe(true)
    expect(it.calls).toHaveLength(1)
  })

  test('is never for a loader that hangs: 15 s end the load, and the next one may begin', async () => {
    const it = bench()
    ask(it)
    await turn()
    const { signal } = it.last().context
    await it.clock.advance(15_000)
    expect(signal.aborted).toBe(true)
    expect(it.source.status().error).toMatchObject({ code: 'ERR_FETCH_TIMEOUT', detail: { phase: 'load' } })
    ask(it)
    await turn()
    expect(it.calls).toHaveLength(2)
    await it.calls[0]?.succeed(two)
    expect(it.source.status().keys).toBeUndefined()
  })
})

describe('a purge', () => {
  test('forgets the keys', async () => {
    const it = await warm(one)
    it.source.purge()
    expect(it.source.status()).toMatchObject({ state: 'cold', keys: undefined })
    expect(ask(it, 'one').outcome).toBe('empty')
    expect(it.events.map(({ type }) => type)).toEqual(['loaded', 'fetched', 'purged'])
  })

  test('in mid-flight drops what that brings; its waiters get the next one', async () => {
    const it = bench()
    const ready = it.source.refresh('cold')
    await turn()
    it.source.purge()
    await turn()
    expect(it.calls).toHaveLength(2)
    expect(it.calls[0]?.context.signal.aborted).toBe(true)
    await it.calls[0]?.succeed(one)
    await it.calls[1]?.succeed(two)
    await ready
    expect([found(ask(it, 'one')), found(ask(it, 'two'))]).toEqual([false, true])
  })
})

test('callers that come after a purge join the load that began with it, while the one before is still ending', async () => {
  const it = bench()
  const before = it.source.refresh('cold')
  await turn()
  it.source.purge()
  const after = it.source.refresh('cold')
  await turn()
  const later = it.source.refresh('cold')
  await turn()
  expect(it.calls).toHaveLength(2)
  await it.last().succeed(one)
  await Promise.all([before, after, later])
  expect(it.calls).toHaveLength(2)
})

describe('a close', () => {
  test('aborts the load, rejects the waiters and answers nothing more', async () => {
    const it = bench()
    const waiting = failure('ERR_CLOSED', () => it.source.refresh('cold'))
    await turn()
    const { signal } = it.last().context
    it.source.close()
    await waiting
    expect(signal.aborted).toBe(true)
    expect(ask(it, 'one')).toMatchObject({ outcome: 'unavailable', error: { code: 'ERR_CLOSED' } })
    await failure('ERR_CLOSED', () => it.source.refresh('cold'))
    expect(it.source.status().state).toBe('closed')
    expect(it.clock.sleepers).toBe(0)
  })

  test('is announced once, however often it is asked for', async () => {
    const it = await warm(one)
    it.source.close()
    it.source.close()
    it.source.purge()
    expect(it.events.map(({ type }) => type)).toEqual(['loaded', 'fetched', 'closed'])
  })
})

describe('events', () => {
  test('tell what happened, and a subscription ends when asked to', async () => {
    const it = await warm(one)
    const seen: string[] = []
    const end = it.source.subscribe(({ type }) => seen.push(type))
    void it.source.refresh('bad-signature')
    await turn()
    await it.clock.advance(20)
    await it.last().fail()
    end()
    it.source.purge()
    expect(seen).toEqual(['failed', 'fetched'])
    const first = { type: 'loaded', source: 'test', keys: 1, quarantined: 0, changed: true, generation: 1 }
    expect(it.events.slice(0, 3)).toEqual([
      first,
      { type: 'fetched', source: 'test', reason: 'cold', result: 'ok', durationMs: 0 },
      { type: 'failed', source: 'test', reason: 'bad-signature', error: it.source.status().error },
    ])
    expect(it.events[3]).toMatchObject({ type: 'fetched', reason: 'bad-signature', result: 'failed', durationMs: 20 })
  })

  test('name the keys that came and went, and never show one', async () => {
    const it = await warm(one)
    await it.clock.advance(495_000)
    await it.last().succeed(one, two)
    await it.clock.advance(495_000)
    await it.last().succeed(two)
    const changes = it.events.filter(({ type }) => type.startsWith('key-'))
    expect(changes).toEqual([
      { type: 'key-added', source: 'test', kid: 'two', kty: 'EC' },
      { type: 'key-removed', source: 'test', kid: 'one', kty: 'EC' },
    ])
  })

  test('tell of an outage once for each state that it reaches, and of its end', async () => {
    const it = await warm(one, { staleIfError: 900 })
    await it.clock.advance(590_000)
    await it.last().fail()
    for (let tries = 0; tries < 12; tries++) {
      await it.clock.advance(60_000)
      if (it.source.status().lastAttempt === 'in-flight') await it.last().fail()
    }
    // Nobody asks: the timer finds out that the issuer is back, also when no key is left that anybody could ask for.
    await it.clock.advance(60_000)
    await it.last().succeed(one)
    const told = it.events.filter(({ type }) => type === 'outage' || type === 'recovered')
    expect(told).toMatchObject([
      { type: 'outage', state: 'stale', error: { code: expect.stringMatching(/^ERR_FETCH_/) } },
      { type: 'outage', state: 'expired', remainingMs: 0 },
      { type: 'recovered' },
    ])
  })
})

test('status counts the age and forgets an error after a success', async () => {
  const it = await warm(one)
  await it.clock.advance(495_000)
  await it.last().fail()
  expect(it.source.status()).toMatchObject({ state: 'refresh', lastAttempt: 'failed', ageMs: 495_000 })
  expect(it.source.status().error?.code).toBe('ERR_FETCH_FAILED')
  await it.clock.advance(750)
  await it.last().succeed(one)
  expect(it.source.status()).toMatchObject({ state: 'fresh', lastAttempt: 'ok', ageMs: 0, error: undefined })
})

describe('a process', () => {
  /** What a script with `remoteJwks` at hand comes to in a process of its own. */
  const run = (body: string): object => {
    const source = new URL('../../src/source/remote/remote.ts', import.meta.url)
    const script = `import { remoteJwks } from '${source.href}'\n${body}`
    const args = ['--conditions=@keywell/source', '--input-type=module', '--eval', script]
    const { stdout, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 4000 })
    return { stdout, status, signal }
  }

  test('is kept alive by a wait until its answer is there, and no longer', () => {
    const stalled = `
      const timeouts = { foregroundMs: 200 }
      const keys = remoteJwks('https://issuer.example/', { fetch: () => new Promise(() => {}), timeouts })
      process.stdout.write(await keys.refresh('cold').catch(({ code }) => code))`
    expect(run(stalled)).toEqual({ stdout: 'ERR_KEYS_UNAVAILABLE', status: 0, signal: null })
  })

  test('is not kept alive by a held set and its timer', () => {
    const held = `
      const set = ${JSON.stringify(JSON.stringify(jwksOf(one)))}
      const keys = remoteJwks('https://issuer.example/', { fetch: async () => new Response(set) })
      await keys.refresh('cold')
      process.stdout.write(keys.status().state)`
    expect(run(held)).toEqual({ stdout: 'fresh', status: 0, signal: null })
  })

  test('does not end between two tries of a load that it awaits', () => {
    const failing = `
      const keys = remoteJwks('https://issuer.example/', { fetch: async () => { throw new TypeError('down') } })
      process.stdout.write(await keys.refresh('cold').catch(({ code }) => code))`
    expect(run(failing)).toEqual({ stdout: 'ERR_KEYS_UNAVAILABLE', status: 0, signal: null })
  })
})
