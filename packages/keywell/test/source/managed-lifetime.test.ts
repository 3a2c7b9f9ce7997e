import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { publicKey } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { turn } from '../support/turn.ts'
import { ask, bench, found, MINUTE, warm } from '../support/managed-bench.ts'

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
    expect(it.events.map(({ type }) => type)).toEqual(['loaded', 'purged'])
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
    expect(it.events.map(({ type }) => type)).toEqual(['loaded', 'closed'])
  })
})

test('events tell what happened, and a subscription ends when asked to', async () => {
  const it = await warm(one)
  const seen: string[] = []
  const end = it.source.subscribe(({ type }) => seen.push(type))
  void it.source.refresh('bad-signature')
  await turn()
  await it.last().fail()
  end()
  it.source.purge()
  expect(seen).toEqual(['failed'])
  expect(it.events[0]).toEqual({ type: 'loaded', source: 'test', keys: 1, quarantined: 0, changed: true })
  expect(it.events[1]).toMatchObject({ type: 'failed', source: 'test', reason: 'bad-signature' })
})

test('status counts the age and forgets an error after a success', async () => {
  const it = await warm(one)
  await it.clock.advance(9 * MINUTE)
  ask(it)
  await turn()
  await it.last().fail()
  expect(it.source.status()).toMatchObject({ state: 'refresh', lastAttempt: 'failed', ageMs: 9 * MINUTE })
  expect(it.source.status().error?.code).toBe('ERR_FETCH_FAILED')
  await it.clock.advance(1000)
  ask(it)
  await turn()
  await it.last().succeed(one)
  expect(it.source.status()).toMatchObject({ state: 'fresh', lastAttempt: 'ok', ageMs: 0, error: undefined })
})

test('neither a wait nor a held set keeps a process alive', () => {
  const source = new URL('../../src/source/remote.ts', import.meta.url)
  const script = `
    import { remoteJwks } from '${source.href}'
    const keys = remoteJwks('https://issuer.example/', { fetch: () => new Promise(() => {}) })
    void keys.refresh('cold')
    process.stdout.write('begun')`
  const args = ['--conditions=@keywell/source', '--input-type=module', '--eval', script]
  const { stdout, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 4000 })
  expect({ stdout, status, signal }).toEqual({ stdout: 'begun', status: 0, signal: null })
})
