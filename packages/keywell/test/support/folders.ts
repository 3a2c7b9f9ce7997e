/** Folders of a test's own, and the ways in which files are put into them. */
import { mkdtemp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keywell-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The path of a new file in a folder of its own. */
export async function fileOf(text: string): Promise<string> {
  const path = join(await newFolder(), 'keys.json')
  await writeFile(path, text)
  return path
}

/** As careful programs replace a file: beside it first, then over it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

let revision = 0

/**
 * As kubelet mounts a secret or a config map (kubernetes/pkg/volume/util/atomic_writer.go): the file is a link through
 * `..data`, which is swapped for a new folder; the old one goes.
 */
export async function mountFile(folder: string, name: string, text: string): Promise<void> {
  const fresh = `..2026_01_01_00_00_00.${++revision}`
  const before = `..2026_01_01_00_00_00.${revision - 1}`
  await mkdir(join(folder, fresh))
  await writeFile(join(folder, fresh, name), text)
  await symlink(fresh, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  try {
    await symlink(join('..data', name), join(folder, name))
  } catch (error) {
    // The link itself is made once.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  await rm(join(folder, before), { recursive: true, force: true })
}
