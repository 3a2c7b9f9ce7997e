/** Snapshots as files of one folder, each written whole or not at all. Readable by their owner only. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isKeywellError, nonEmptyString, optionInvalid } from '../errors/index.ts'
import { readTextFile } from '../io/read-file.node.ts'
import type { SnapshotStore } from './snapshot-store.ts'

/** More than any snapshot has (settings: bounds.bodyBytes); only keeps a wrong file from filling the memory. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Keeps snapshots in a folder, which is made when it is first needed. Several processes may share it: a file is written
 * beside its place and renamed, so that a reader sees the old one or the new one.
 * @param folder - of one's own: who can write there can put keys into it
 * @throws KeywellError ERR_OPTION_INVALID
 * @example const keys = discoverJwks(issuer, { snapshots: fileSnapshots('/var/lib/app/keys') })
 */
export function fileSnapshots(folder: string): SnapshotStore {
  const root = nonEmptyString('folder', folder)
  return Object.freeze({
    get: (key: string) => read(join(root, fileName(key))),
    set: (key: string, value: string) => write(root, fileName(key), value),
  })
}

/** Keys come from `snapshotKey`; one of another make could lead out of the folder. */
function fileName(key: string): string {
  if (/^[\w-][\w.-]{0,200}$/.test(key)) return `${key}.json`
  throw optionInvalid('key', 'letters, digits, "_", "-" and "."', key)
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path, MAX_BYTES)
  } catch (error) {
    if (isKeywellError(error) && hasCode(error.cause, 'ENOENT')) return undefined
    throw error
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

async function write(root: string, name: string, value: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const draft = join(root, `.${name}.${process.pid}.${randomBytes(6).toString('hex')}`)
  try {
    await writeDurably(draft, value)
    await rename(draft, join(root, name))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** On the disk before it takes its name: a crash must not leave the name with half of the text. */
async function writeDurably(path: string, value: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(value, 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
}
