import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { remoteJwks } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fileSnapshots } from '../../src/node.node.ts'
import { fakeClock } from '../../src/testing.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { newFolder } from '../support/folders.ts'
import { scriptedFetch } from '../support/scripted-fetch.ts'
import { moduleUrl, runScript, startScript } from '../support/source-process.ts'

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
const DRAFT = '.a.json.1.0123456789ab'

describe('a folder of snapshots', () => {
  test('gives back what was put into it, and nothing for what was not', async () => {
    const store = fileSnapshots(await newFolder())
    await store.set('a', 'ключ')
    await store.set('b', 'two')
    await store.set('a', 'one')
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['one', 'two', undefined])
  })

  test('is made when it is needed, for its owner alone, and so are its files', async () => {
    const folder = join(await newFolder(), 'deep', 'er')
    const store = fileSnapshots(folder)
    expect(await store.get('a')).toBeUndefined()
    await store.set('a', 'one')
    expect([await modeOf(folder), await modeOf(join(folder, 'a.json'))]).toEqual([0o700, 0o600])
  })

  test('is left as it is when it exists', async () => {
    const folder = join(await newFolder(), 'shared')
    await mkdir(folder, { mode: 0o750 })
    await fileSnapshots(folder).set('a', 'one')
    expect(await modeOf(folder)).toBe(0o750)
  })

  test('holds nothing but snapshots when all is written', async () => {
    const folder = await newFolder()
    const store = fileSnapshots(folder)
    await Promise.all(Array.from({ length: 20 }, (_, place) => store.set('a', `text ${place}`)))
    expect(await readdir(folder)).toEqual(['a.json'])
  })

  test('replaces a link instead of writing to where it leads', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'elsewhere'), 'mine')
    await symlink('elsewhere', join(folder, 'a.json'))
    await fileSnapshots(folder).set('a', 'one')
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('mine')
  })

  test('loses the drafts of processes that were killed, once they are old', async () => {
    const folder = await newFolder()
    const names = [DRAFT, '.b.json.2.0123456789ab', '.mine', 'a.json.1.0123456789ab']
    for (const name of names) await writeFile(join(folder, name), 'half')
    const longAgo = Date.now() / 1000 - 7200
    for (const name of names.filter((one) => !one.startsWith('.b'))) await utimes(join(folder, name), longAgo, longAgo)
    await fileSnapshots(folder).set('c', 'one')
    expect(await readdir(folder)).toEqual(['.b.json.2.0123456789ab', '.mine', 'a.json.1.0123456789ab', 'c.json'])
  })

  test.each(['', '..', '../a', 'a/b', '/etc/passwd', 'a\0', '.hidden', 'a\\b', 'x'.repeat(202)])(
    'takes no key like %j',
    async (key) => {
      const store = fileSnapshots(await newFolder())
      await failure('ERR_OPTION_INVALID', () => store.set(key, 'x'))
      await expect(store.get(key)).rejects.toMatchObject({ code: 'ERR_OPTION_INVALID' })
    },
  )

  test('must be named', async () => {
    await failure('ERR_OPTION_INVALID', () => fileSnapshots(''))
  })
})

describe('a folder that cannot be used', () => {
  test('fails with a typed error that says why', async () => {
    const folder = join(await newFolder(), 'file')
    await writeFile(folder, '')
    const store = fileSnapshots(folder)
    const written = await failure('ERR_FETCH_FAILED', () => store.set('a', 'one'))
    expect(written.detail.reason).toBe('there is a file where a folder is needed')
    const read = await failure('ERR_FETCH_FAILED', () => store.get('a'))
    expect(read.detail.reason).toBe('a part of the path is no folder')
  })

  test('fails so for whoever may not write there, and leaves nothing behind', async () => {
    const folder = await newFolder()
    const { stdout } = runScript(`
      const { fileSnapshots } = await import(${moduleUrl('node.node.ts')})
      // Root may write everywhere.
      if (process.getuid() === 0) process.seteuid(65_534)
      else (await import('node:fs')).chmodSync(${JSON.stringify(folder)}, 0o500)
      const store = fileSnapshots(${JSON.stringify(folder)})
      await store.set('a', 'one').catch(({ code, detail }) => console.log(code, detail.reason))
    `)
    expect(stdout).toBe('ERR_FETCH_FAILED this user may not do that\n')
    expect(await readdir(folder)).toEqual([])
  })

  test('fails so when a folder is in the place of a snapshot, and its draft is gone', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'a.json'))
    const store = fileSnapshots(folder)
    await failure('ERR_FETCH_FAILED', () => store.set('a', 'one'))
    await failure('ERR_FETCH_FAILED', () => store.get('a'))
    expect(await readdir(folder)).toEqual(['a.json'])
  })
})

/** Each text is one letter so many times: half of one, or a mixture of two, shows. */
const LENGTH = 300_000
/** More than a test waits for, and an end even when nobody is left to kill the writer. */
const ROUNDS = 1000
const writer = (folder: string, letters: string): string => `
  const { fileSnapshots } = await import(${moduleUrl('node.node.ts')})
  const store = fileSnapshots(${JSON.stringify(folder)})
  console.log('ready')
  for (let round = 0; round < ${ROUNDS}; round++) {
    for (const letter of ${JSON.stringify(letters)}) await store.set('a', letter.repeat(${LENGTH}))
  }
`
const isWhole = (text: string | null | undefined): boolean =>
  text?.length === LENGTH && text === text.charAt(0).repeat(LENGTH)

function ready(child: ReturnType<typeof startScript>): Promise<void> {
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()))
}

function end(child: ReturnType<typeof startScript>): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  return gone
}

describe('a reader sees a whole snapshot, old or new', () => {
  test('whenever its writer is killed', { timeout: 30_000 }, async () => {
    const folder = await newFolder()
    const store = fileSnapshots(folder)
    await store.set('a', 'z'.repeat(LENGTH))
    for (let round = 0; round < 5; round++) {
      const child = startScript(writer(folder, 'abc'))
      await ready(child)
      // A different moment of the write in each round.
      await new Promise((resolve) => setTimeout(resolve, 5 + round * 4))
      await end(child)
      expect(isWhole(await store.get('a'))).toBe(true)
    }
  })

  test('while several processes write', { timeout: 30_000 }, async () => {
    const folder = await newFolder()
    const store = fileSnapshots(folder)
    await store.set('a', 'z'.repeat(LENGTH))
    const children = ['abc', 'def', 'ghi'].map((letters) => startScript(writer(folder, letters)))
    await Promise.all(children.map(ready))
    const seen = new Set<string>()
    for (let round = 0; round < 200; round++) {
      const text = await store.get('a')
      expect(isWhole(text)).toBe(true)
      seen.add(String(text).charAt(0))
    }
    await Promise.all(children.map(end))
    expect(seen.size).toBeGreaterThan(2)
  })
})

describe('a source with a folder', () => {
  let one: Jwk
  beforeAll(async () => {
    one = await publicKey('one')
  })

  test('finds its keys there in the next process, though the issuer is away', async () => {
    const clock = fakeClock()
    const folder = await newFolder()
    let isDown = false
    const { fetch } = scriptedFetch(clock, () => (isDown ? { fault: 'stall' } : { body: jwksOf(one) }))
    const start = () => remoteJwks('https://issuer.example/jwks', { fetch, clock, snapshots: fileSnapshots(folder) })
    const first = start()
    const stored = new Promise<void>((resolve) => {
      first.subscribe((event) => event.type === 'snapshot' && event.outcome === 'stored' && resolve())
    })
    await first.refresh('prefetch')
    await stored
    isDown = true
    const second = start()
    await second.refresh('cold')
    expect(second.lookup(queryOf('one'))).toMatchObject({ outcome: 'found', freshness: { stale: true } })
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^keywell-remote-issuer\.example-[\da-f]{16}\.json$/)])
  })
})
