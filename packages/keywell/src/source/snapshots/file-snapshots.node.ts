/** Snapshots as files of one folder, each written whole or not at all. Readable by their owner only. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isKeywellError, nonEmptyString, optionInvalid } from '../../errors/index.ts'
import { systemClock } from '../../io/clock.ts'
import { errnoOf, fileFailed, WRITE_HINT } from '../../io/file-error.node.ts'
import { readTextFile } from '../../io/read-file.node.ts'
import type { SnapshotStore } from './snapshot-store.ts'

/** Far more than a snapshot has with the usual bounds; only keeps a wrong file from filling the memory. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Keeps snapshots in a folder, which is made when it is first needed. Several processes may share it: a file is written
 * beside its place and renamed, so that a reader sees the old one or the new one.
 * @param folder - of one's own: who can write there can put keys into it
 * @throws KeywellError ERR_OPTION_INVALID; its `get` and `set` reject with ERR_FETCH_FAILED and ERR_FETCH_TOO_LARGE
 * @example const keys = discoverJwks(issuer, { snapshots: fileSnapshots('/var/lib/app/keys') })
 */
export function fileSnapshots(folder: string): SnapshotStore {
  const root = nonEmptyString('folder', folder)
  let isSwept = false
  return Object.freeze({
    get: async (key: string) => await read(join(root, fileName(key))),
    set: async (key: string, value: string) => {
      await write(root, fileName(key), value)
      if (isSwept) return
      isSwept = true
      await sweep(root)
    },
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
    if (isKeywellError(error) && errnoOf(error.cause) === 'ENOENT') return undefined
    throw error
  }
}

async function write(root: string, name: string, value: string): Promise<void> {
  const draft = join(root, `.${name}.${process.pid}.${randomBytes(6).toString('hex')}`)
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
    await writeDurably(draft, value)
    await rename(draft, join(root, name))
  } catch (error) {
    await discard(draft)
    throw fileFailed(join(root, name), error, WRITE_HINT)
  }
}

async function discard(path: string): Promise<void> {
  try {
    await rm(path, { force: true })
  } catch {
    // What went wrong before says more; the next sweep takes the draft.
  }
}

/** Nobody writes for this long: a draft so old is of a process that was killed. */
const ABANDONED_MS = 3_600_000
const DRAFT = /^\.[\w-][\w.-]*\.json\.\d+\.[\da-f]{12}$/

/** Processes that are killed while they write, again and again, must not fill the disk. */
async function sweep(root: string): Promise<void> {
  try {
    const drafts = (await readdir(root)).filter((name) => DRAFT.test(name)).map((name) => join(root, name))
    for (const draft of drafts) {
      const { mtimeMs } = await stat(draft)
      if (systemClock.now() - mtimeMs > ABANDONED_MS) await discard(draft)
    }
  } catch {
    // Another process swept at the same time, or may not look here: the snapshot itself is written.
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
