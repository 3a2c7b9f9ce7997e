/** Installs the packed library here, as a user would, and runs every consumer. One line each; the first failure ends it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withTarball } from '../../scripts/pack.mjs'

const here = import.meta.dirname
const bin = (name) => join(here, 'node_modules/.bin', name)
const floor = join(here, '../../runtimes/node_modules/node20/bin/node')

/** Runs quietly; what it printed is shown only when it failed. */
function run(command, args) {
  try {
    return execFileSync(command, args, { cwd: here, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    console.error(`error: ${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`)
    process.exit(1)
  }
}

/** Through npm, so that a tarball that npm would refuse is refused here; the lock file is left as it is. */
async function install() {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8')
  rmSync(join(here, 'node_modules/keywell'), { recursive: true, force: true })
  const flags = ['--no-save', '--no-package-lock', '--no-fund', '--no-audit', '--prefer-offline', '--loglevel=error']
  await withTarball((tarball) => run('npm', ['install', ...flags, tarball]))
  if (readFileSync(join(here, 'package-lock.json'), 'utf8') !== lock) throw new Error('the lock file was changed')
}

await install()
rmSync(join(here, 'dist'), { recursive: true, force: true })
run(bin('tsc'), ['-p', '.'])
console.log('types: tsc with module nodenext, skipLibCheck off')
for (const node of [floor, process.execPath]) {
  process.stdout.write(run(node, ['dist/esm.mjs']))
  process.stdout.write(run(node, ['--no-warnings', 'dist/commonjs.cjs']))
}
const jest = (config) => [bin('jest'), '--config', config, '--silent']
run(process.execPath, ['--experimental-vm-modules', '--no-warnings', ...jest('jest/modules/jest.config.mjs')])
console.log('jest: ES modules, under --experimental-vm-modules')
run(process.execPath, jest('jest/commonjs/jest.config.cjs'))
console.log('jest: CommonJS, the library transformed by Babel')
process.stdout.write(run(process.execPath, ['browser.mjs']))
