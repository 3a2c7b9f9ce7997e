/** Runs the portable suite on every Node that the library supports, with both backends, and prints a table. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const here = import.meta.dirname
const bundled = (name) => join(here, 'node_modules', name, 'bin/node')

const ML_DSA = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']

/**
 * What each runtime lacks. OpenSSL has ML-DSA from 3.5 on, which came with Node 24; WebCrypto has no secp256k1, and is
 * asked for Ed448 and ML-DSA only where `SubtleCrypto.supports` can tell (Node 24 on).
 */
const RUNTIMES = [
  { node: bundled('node20'), backend: 'node', unsupported: ML_DSA },
  { node: bundled('node20'), backend: 'web', unsupported: ['ES256K', 'Ed448', ...ML_DSA] },
  { node: bundled('node22'), backend: 'node', unsupported: ML_DSA },
  { node: bundled('node22'), backend: 'web', unsupported: ['ES256K', 'Ed448', ...ML_DSA] },
  { node: process.execPath, backend: 'node', unsupported: [] },
  { node: process.execPath, backend: 'web', unsupported: ['ES256K'] },
  { node: bundled('node26'), backend: 'node', unsupported: [] },
  { node: bundled('node26'), backend: 'web', unsupported: ['ES256K'] },
]

function versionOf(node) {
  const { stdout, error } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (error) throw new Error(`${node} does not run: ${error.message}; install with: npm ci --prefix runtimes`)
  return stdout.trim()
}

function runOn({ node, backend, unsupported }) {
  const args = ['--no-warnings', join(here, 'on-node.mjs'), backend, ...unsupported]
  versionOf(node)
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' })
  const lines = stdout.trim().split('\n')
  const summary = lines.at(-1)
  const passed = status === 0 && /^[1-9]\d* passed, 0 failed$/.test(summary)
  if (!passed) console.error([...lines.filter((line) => !line.startsWith('ok ')), stderr].join('\n'))
  return { runtime: `Node ${versionOf(node)}`, backend, result: summary, lacks: unsupported.join(' ') || '-', passed }
}

const rows = RUNTIMES.map(runOn)
const columns = ['runtime', 'backend', 'result', 'lacks']
const widths = columns.map((name) => Math.max(name.length, ...rows.map((row) => row[name].length)))
const line = (cells) =>
  cells
    .map((cell, index) => cell.padEnd(widths[index]))
    .join('  ')
    .trimEnd()
console.log(line(columns))
for (const row of rows) console.log(line(columns.map((name) => row[name])))
process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1
