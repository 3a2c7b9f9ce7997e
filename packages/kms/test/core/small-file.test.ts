/** Files that hold a secret: bounded, and never anything but a file. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSmallFile } from '../../src/core/small-file.ts'
import { kmsSigner } from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'keywell-small-'))
afterAll(() => rmSync(folder, { recursive: true }))

const place = (name: string): string => join(folder, name)

test('a file is read, also through a link', async () => {
  writeFileSync(place('pin'), '1234')
  symlinkSync(place('pin'), place('link'))
  for (const name of ['pin', 'link']) expect(Buffer.from(await readSmallFile(place(name), 4)).toString()).toBe('1234')
})

test('one byte too many is refused', async () => {
  await expect(readSmallFile(place('pin'), 3)).rejects.toThrow('more than 3 bytes')
})

test.each([
  ['a device without an end', () => '/dev/zero'],
  ['a folder', () => folder],
  [
    'a pipe that nobody writes to',
    () => {
      spawnSync('mkfifo', [place('pipe')])
      return place('pipe')
    },
  ],
  ['what is not there', () => place('nothing')],
])('%s is refused at once, as the key of a signer too', { timeout: 5000 }, async (_, make) => {
  const path = make()
  await expect(readSmallFile(path, 100)).rejects.toThrow(/no regular file|the system refuses/)
  await expect(kmsSigner(`file:${path}`)).rejects.toMatchObject({ code: 'ERR_SIGNER_REFUSED' })
})
