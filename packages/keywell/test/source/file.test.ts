import { generateKeyPairSync } from 'node:crypto'
import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fileJwks, type FileOptions } from '../../src/node.node.ts'
import type { SourceEvent } from '../../src/source/source-event.ts'
import { fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { fileOf, mountFile, newFolder, replaceFile } from '../support/folders.ts'
import { moduleUrl, runScript } from '../support/source-process.ts'

const MINUTE = 60_000

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

const textOf = (...keys: readonly Jwk[]): string => JSON.stringify(jwksOf(...keys))

function open(path: string, options: FileOptions = {}) {
  const source = fileJwks(path, options)
  onTestFinished(source.close)
  const events: SourceEvent[] = []
  source.subscribe((event) => events.push(event))
  const outcome = (kid: string): string => source.lookup(queryOf(kid)).outcome
  const expectSoon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 4000 })
  const types = (): readonly string[] => events.map(({ type }) => type)
  return { source, events, types, outcome, expectSoon }
}

/** Open, and its keys read. */
async function reading(path: string, options: FileOptions = {}) {
  const opened = open(path, options)
  await opened.source.refresh('prefetch')
  return opened
}

describe('a file with keys', () => {
  test('is read at its first use, not before', async () => {
    const path = await fileOf(textOf(one))
    const { source, events, outcome } = open(path)
    expect([source.status().state, events]).toEqual(['cold', []])
    await replaceFile(path, textOf(two))
    await source.refresh('cold')
    expect([outcome('one'), outcome('two')]).toEqual(['missed', 'found'])
    expect(source.status()).toMatchObject({ kind: 'file', source: path, state: 'fresh' })
  })

  test('that changes before its first use is not read for that', async () => {
    const path = await fileOf(textOf(one))
    const { types } = open(path)
    const witness = await reading(path)
    await replaceFile(path, textOf(two))
    await witness.expectSoon(() => expect(witness.outcome('two')).toBe('found'))
    expect(types()).toEqual([])
  })

  test('may be of any form', async () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' })
    const forms: readonly [FileOptions, string][] = [
      [{ format: 'jwk' }, JSON.stringify(one)],
      [{ format: 'array' }, JSON.stringify([one])],
      [{ format: 'pem-map' }, JSON.stringify({ one: pem })],
      [{ format: 'pem', kidless: 'single' }, String(pem)],
    ]
    for (const [options, text] of forms) {
      const { outcome } = await reading(await fileOf(text), options)
      expect(outcome('one')).toBe('found')
    }
  })

  test('keeps its path when the process changes its folder', async () => {
    const path = await fileOf(textOf(one))
    const { stdout } = runScript(`
      const { fileJwks } = await import(${moduleUrl('node.node.ts')})
      process.chdir(${JSON.stringify(join(path, '..'))})
      const keys = fileJwks('keys.json')
      process.chdir('/')
      await keys.refresh('cold')
      console.log(keys.status().source, keys.status().keys.keys.length)
    `)
    expect(stdout).toBe('keys.json 1\n')
  })
})

describe('a change', () => {
  const changes: readonly [string, (path: string, text: string) => Promise<void>][] = [
    ['written in place', (path, text) => writeFile(path, text)],
    ['renamed over it', replaceFile],
    [
      'made after a deletion',
      async (path, text) => {
        await rm(path)
        await writeFile(path, text)
      },
    ],
  ]
  test.each(changes)('that is %s is read at once', async (_, change) => {
    const path = await fileOf(textOf(one))
    const { outcome, expectSoon, types } = await reading(path)
    await change(path, textOf(two))
    await expectSoon(() => expect([outcome('one'), outcome('two')]).toEqual(['missed', 'found']))
    expect(types()).toContain('all-replaced')
  })

  test('of a mounted secret is read at once, again and again', async () => {
    const folder = await newFolder()
    await mountFile(folder, 'keys.json', textOf(one))
    const { outcome, expectSoon } = await reading(join(folder, 'keys.json'))
    for (const [key, kid] of [
      [two, 'two'],
      [one, 'one'],
    ] as const) {
      await mountFile(folder, 'keys.json', textOf(key))
      await expectSoon(() => expect(outcome(kid)).toBe('found'))
    }
  })

  test.each<[string, string, string]>([
    ['half written', '{"keys":[{"kty"', 'ERR_JWKS_INVALID'],
    ['empty', '', 'ERR_JWKS_INVALID'],
    ['too large', 'x'.repeat(300_000), 'ERR_FETCH_TOO_LARGE'],
    ['without a usable key', '{"keys":[{"kty":"XYZ"}]}', 'ERR_JWKS_INVALID'],
    ['without any key', '{"keys":[]}', 'ERR_JWKS_INVALID'],
  ])('to a file that is %s keeps the keys and is reported, and the next good one is taken', async (_, text, code) => {
    const path = await fileOf(textOf(one))
    const { source, outcome, events, expectSoon } = await reading(path)
    await replaceFile(path, text)
    await expectSoon(() => expect(source.status().error?.code).toBe(code))
    expect(outcome('one')).toBe('found')
    expect(events).toContainEqual(expect.objectContaining({ type: 'failed', reason: 'changed' }))
    await replaceFile(path, textOf(two))
    await expectSoon(() => expect(outcome('two')).toBe('found'))
    expect(source.status().error).toBeUndefined()
  })

  test('to no file at all keeps the keys', async () => {
    const path = await fileOf(textOf(one))
    const { source, outcome, expectSoon } = await reading(path)
    await rm(path)
    await expectSoon(() => expect(source.status().error).toMatchObject({ code: 'ERR_FETCH_FAILED' }))
    expect(outcome('one')).toBe('found')
  })

  test('is heard by a copy of the source when the original is gone', async () => {
    const path = await fileOf(textOf(one))
    const { stdout, status } = runScript(
      `
      const { fileJwks } = await import(${moduleUrl('node.node.ts')})
      const { writeFileSync } = await import('node:fs')
      const path = ${JSON.stringify(path)}
      const copy = { ...fileJwks(path) }
      await copy.refresh('cold')
      await new Promise((resolve) => setTimeout(resolve, 50))
      gc()
      await new Promise((resolve) => setTimeout(resolve, 50))
      writeFileSync(path, ${JSON.stringify(textOf(two))})
      for (let round = 0; round < 100 && copy.status().keys.withKid('two').length === 0; round++)
        await new Promise((resolve) => setTimeout(resolve, 30))
      console.log(copy.status().keys.withKid('two').length)
    `,
      ['--expose-gc'],
    )
    expect([stdout, status]).toEqual(['1\n', 0])
  })
})

describe('a source that is', () => {
  test('closed hears nothing any more', async () => {
    const path = await fileOf(textOf(one))
    const { source, types } = await reading(path)
    source.close()
    const before = types()
    const witness = await reading(path)
    await replaceFile(path, textOf(two))
    await witness.expectSoon(() => expect(witness.outcome('two')).toBe('found'))
    expect(types()).toEqual(before)
  })

  test('closed does not look at its file any more', async () => {
    const clock = fakeClock()
    const { source, expectSoon } = open(await fileOf(textOf(one)), { clock })
    await expectSoon(() => expect(clock.sleepers).toBe(1))
    source.close()
    await expectSoon(() => expect(clock.sleepers).toBe(0))
  })

  test('forgotten without a close is not watched for ever', async () => {
    const path = await fileOf(textOf(one))
    const { stdout, status } = runScript(
      `
      const { fileJwks } = await import(${moduleUrl('node.node.ts')})
      const { systemClock } = await import(${moduleUrl('io/clock.ts')})
      const path = ${JSON.stringify(path)}
      let asleep = 0
      let most = 0
      const sleep = async (ms, signal, options) => {
        asleep += ms === 5000 ? 1 : 0
        most = Math.max(most, asleep)
        try { await systemClock.sleep(ms, signal, options) } finally { asleep -= ms === 5000 ? 1 : 0 }
      }
      // Its own deadlines are shorter than the watch's pause.
      const options = { clock: { ...systemClock, sleep }, refresh: 'on-demand', timeouts: { foregroundMs: 4000 } }
      await (async () => { await fileJwks(path, options).refresh('cold') })()
      // A busy machine begins to watch late, or collects at once what nobody holds.
      for (let round = 0; round < 100 && most === 0; round++) await new Promise((resolve) => setTimeout(resolve, 20))
      for (let round = 0; round < 50 && asleep > 0; round++) {
        gc()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      console.log(most, asleep)
    `,
      ['--expose-gc'],
    )
    expect([stdout, status]).toEqual(['1 0\n', 0])
  })

  test('not watched reads its file when it is due', async () => {
    const path = await fileOf(textOf(one))
    const clock = fakeClock()
    const { outcome, expectSoon } = await reading(path, { watch: false, clock })
    await replaceFile(path, textOf(two))
    await clock.advance(5 * MINUTE)
    expect([outcome('one'), clock.sleepers]).toEqual(['found', 1])
    await clock.advance(5 * MINUTE)
    await expectSoon(() => expect(outcome('two')).toBe('found'))
  })

  test('older than its freshness never becomes stale while its file can be read', async () => {
    const path = await fileOf(textOf(one))
    const before = await stat(path)
    const clock = fakeClock()
    // The file is read in real time, of which the clock of the test knows nothing: no deadline may pass meanwhile.
    const timeouts = { backgroundMs: 24 * 60 * MINUTE }
    const { source, expectSoon } = await reading(path, { clock, timeouts })
    for (let round = 1; round <= 12; round++) {
      await clock.advance(9 * MINUTE)
      await expectSoon(() => expect(source.status()).toMatchObject({ state: 'fresh', lastAttempt: 'ok' }))
    }
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs)
  })

  test('told of a touch has the same keys as before', async () => {
    const path = await fileOf(textOf(one))
    const { source, events, expectSoon } = await reading(path)
    const key = source.status().keys?.keys[0]
    await utimes(path, 1, 1)
    await expectSoon(() => expect(events.filter(({ type }) => type === 'loaded')).toHaveLength(2))
    expect(source.status().keys?.keys[0]).toBe(key)
    expect(events.at(-1)).toMatchObject({ type: 'fetched', result: 'ok' })
  })
})

test('a missing file is said to be missing, and its keys are there as soon as it is', async () => {
  const path = join(await newFolder(), 'keys.json')
  const { source, outcome, expectSoon } = open(path)
  const error = await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
  expect(error.cause).toMatchObject({ code: 'ERR_FETCH_FAILED', detail: { reason: 'there is no such file' } })
  await writeFile(path, textOf(one))
  await expectSoon(() => expect(outcome('one')).toBe('found'))
})

test.each<[string, unknown, object]>([
  ['path', '', {}],
  ['path', 7, {}],
  ['watch', 'keys.json', { watch: 'yes' }],
  ['format', 'keys.json', { format: 'xml' }],
  ['headers', 'keys.json', { headers: {} }],
])('a bad %s is refused by name', async (option, path, options) => {
  const error = await failure('ERR_OPTION_INVALID', () => fileJwks(path as string, options))
  expect(error.detail.option).toBe(option)
})
