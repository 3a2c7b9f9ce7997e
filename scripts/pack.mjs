/** Packs a package as npm would publish it. Needs a build first; leaves nothing in the repository. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** Calls `use` with the path of a fresh tarball of `workspace` and the names of the files in it, and removes it afterwards. */
export async function withTarball(use, workspace = 'keywell') {
  const folder = mkdtempSync(join(tmpdir(), 'keywell-pack-'))
  try {
    const args = ['pack', '--workspace', workspace, '--pack-destination', folder, '--json', '--loglevel=error']
    const report = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))
    const [{ filename, files }] = Object.values(report)
    return await use(
      join(folder, filename),
      files.map(({ path }) => path),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
