import { execFileSync } from 'node:child_process'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTextFile } from '../../src/io/read-file.node.ts'
import { failure } from '../support/failures.ts'
import { newFolder } from '../support/folders.ts'
import { moduleUrl, runScript } from '../support/source-process.ts'

const file = async (content: string | Uint8Array): Promise<string> => {
  const path = join(await newFolder(), 'file')
  await writeFile(path, content)
  return path
}

describe('a file', () => {
  test('is read as it is, up to its very last byte', async () => {
    const text = `\ufeff{"keys":"ключ"}\n${'x'.repeat(10_000)}`
    const path = await file(text)
    expect(await readTextFile(path, Buffer.byteLength(text))).toBe(text)
  })

  test('may be empty', async () => {
    expect(await readTextFile(await file(''), 1)).toBe('')
  })

  test('may be reached through symbolic links', async () => {
    const path = await file('text')
    await symlink(path, `${path}.link`)
    expect(await readTextFile(`${path}.link`, 10)).toBe('text')
  })

  test('whose size the system does not tell is read all the same', async () => {
    expect(await readTextFile('/proc/self/status', 65_536)).toContain('VmRSS')
    await failure('ERR_FETCH_TOO_LARGE', () => readTextFile('/proc/self/status', 100))
  })

  test('with one byte more than allowed is refused', async () => {
    const path = await file('x'.repeat(101))
    const error = await failure('ERR_FETCH_TOO_LARGE', () => readTextFile(path, 100))
    expect(error.detail.maxBytes).toBe(100)
  })

  test('costs no memory for a generous bound', async () => {
    const path = await file('text')
    const before = process.memoryUsage().arrayBuffers
    await Promise.all(Array.from({ length: 20 }, () => readTextFile(path, 64 * 1024 * 1024)))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024)
  })

  test('of bytes that are no UTF-8 is refused', async () => {
    const path = await file(Buffer.from([0x7b, 0xff, 0x7d]))
    const error = await failure('ERR_FETCH_FAILED', () => readTextFile(path, 100))
    expect(error.detail.reason).toBe('the file is no valid UTF-8')
  })
})

describe('what is no file to read', () => {
  const paths: readonly [string, () => Promise<string>, string][] = [
    ['a missing one', async () => join(await newFolder(), 'absent'), 'there is no such file'],
    ['a folder', newFolder, 'this is a folder, not a file'],
    ['a path through a file', async () => join(await file(''), 'file'), 'a part of the path is no folder'],
    ['a link to nowhere', linkTo('absent'), 'there is no such file'],
    ['a link to itself', linkTo('link'), 'the symbolic links go round in a circle'],
    ['a name too long', async () => join(await newFolder(), 'x'.repeat(300)), 'the path is too long'],
    ['a device', async () => '/dev/zero', 'this is no regular file'],
    ['a pipe that nobody writes to', pipe, 'this is no regular file'],
    ['a path with a null character', async () => 'a\0b', 'the system cannot do that with the file'],
  ]
  test.each(paths)('%s fails with its reason', async (_, make, reason) => {
    const path = await make()
    const error = await failure('ERR_FETCH_FAILED', () => readTextFile(path, 100))
    expect(error.detail).toEqual({ url: path, reason })
    expect(error.kind).toBe('retrieval')
  })

  test('one that this user may not read fails with its reason', async () => {
    const path = await file('text')
    await chmod(path, 0)
    const { stdout } = runScript(`
      const { readTextFile } = await import(${moduleUrl('io/read-file.node.ts')})
      // Root may read everything.
      if (process.getuid() === 0) process.seteuid(65_534)
      await readTextFile(${JSON.stringify(path)}, 100).catch(({ code, detail }) => console.log(code, detail.reason))
    `)
    expect(stdout).toBe('ERR_FETCH_FAILED this user may not do that\n')
  })
})

function linkTo(target: string): () => Promise<string> {
  return async () => {
    const path = join(await newFolder(), 'link')
    await symlink(target, path)
    return path
  }
}

const MAKE_PIPE = 'mkfifo'

async function pipe(): Promise<string> {
  const folder = join(await newFolder(), 'in')
  await mkdir(folder)
  const path = join(folder, 'pipe')
  execFileSync(MAKE_PIPE, [path])
  return path
}
