/** Checks tarballs, not their folders: what is in it, publint's rules, and types that resolve (attw). */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { withTarball } from './pack.mjs'

/** Whatever else gets in is a mistake: tests, build state, notes. */
const EXPECTED = /^(dist\/.+\.(js|d\.ts)(\.map)?|src\/.+\.ts|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return true
  console.error(`error: ${command} ${args.join(' ')}\n${stdout}${stderr}`)
  return false
}

/** Every file that `exports` and `imports` name for a published package; source conditions are for this repository. */
function targets(value) {
  if (typeof value === 'string') return [value]
  return Object.entries(value).flatMap(([key, inner]) => (key === '@keywell/source' ? [] : targets(inner)))
}

const sourceOf = (file) => file.replace(/^dist\/(.+)\.js$/, 'src/$1.ts')

const verdict = (isGood) => (isGood ? 'passed' : 'failed')

/** @param folder - of packages/ */
const check = (folder) => (tarball, files) => {
  const { exports, imports = {} } = JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8'))
  const stray = files.filter((file) => !EXPECTED.test(file))
  const missing = [...targets(exports), ...targets(imports)].filter((path) => !files.includes(path.replace('./', '')))
  const stale = files.filter((file) => file.endsWith('.js') && !files.includes(sourceOf(file)))
  for (const file of stale)
    console.error(`error: ${file} has no source any more; remove packages/${folder}/dist and build`)
  for (const file of stray) console.error(`error: ${file} does not belong in the tarball`)
  for (const file of missing) console.error(`error: package.json names ${file}, which is not in the tarball`)
  const publint = run('publint', ['run', tarball, '--strict'])
  // TypeScript's CommonJS resolution is proved by conformance/consumers, which attw cannot do for an ESM-only package.
  const attw = run('attw', [tarball, '--profile', 'esm-only', '--no-color'])
  console.log(`package ${folder}: ${files.length} files, publint ${verdict(publint)}, attw ${verdict(attw)}`)
  return stale.length === 0 && stray.length === 0 && missing.length === 0 && publint && attw
}

/** Those that others import, by folder and name. */
const PACKAGES = { keywell: 'keywell', kms: '@keywell/kms' }

for (const [folder, name] of Object.entries(PACKAGES)) {
  if (!(await withTarball(check(folder), name))) process.exitCode = 1
}
