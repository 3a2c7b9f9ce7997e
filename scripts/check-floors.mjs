/** Fails on an import that scripts/floors.mjs forbids. Type-only imports count. Changes nothing. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'
import { CONDITIONAL, FLOORS, PACKAGES, PEERS } from './floors.mjs'

const root = resolve(import.meta.dirname, '..')
const library = resolve(root, 'packages/keywell/src')
const order = FLOORS.map(({ name }) => name)

/** Every specifier of a module: imports, re-exports, dynamic imports and `import('…')` types. */
function specifiers(file) {
  const text = readFileSync(file, 'utf8')
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const requests = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)]
  const fixed = requests.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  const called = Array.from(text.matchAll(/\bimport\(\s*(['"])(.*?)\1/g), (match) => match[2])
  return [...new Set([...fixed, ...called])]
}

/** The folder of a library module; entry files are on no floor. */
function floorOf(file) {
  const [folder, ...rest] = relative(library, file).split(sep)
  return rest.length === 0 ? undefined : folder
}

function floorProblem(file, specifier) {
  const from = floorOf(file)
  if (from === undefined) return undefined
  if (!order.includes(from)) return `"${from}" is no floor; scripts/floors.mjs lists them`
  const to = Object.hasOwn(CONDITIONAL, specifier) ? CONDITIONAL[specifier] : floorOf(resolve(dirname(file), specifier))
  if (to === from) return undefined
  const { never, because } = FLOORS[order.indexOf(from)]
  if (order.slice(0, order.indexOf(from)).includes(to) && !never.includes(to)) return undefined
  return `${from} must not import ${to ?? 'an entry file'} (${specifier}): ${because}`
}

function packageProblem(file, folder, specifier) {
  const { uses, npm, because } = PACKAGES[folder]
  const target = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  const isOurs = target === 'keywell' || target.startsWith('@keywell/')
  if (folder === 'keywell' && Object.hasOwn(PEERS, target) && floorOf(file) === PEERS[target]) return undefined
  const isNode = specifier.startsWith('node:') && (folder !== 'keywell' || file.endsWith('.node.ts'))
  return isNode || (isOurs ? uses.includes(target) : npm) ? undefined : `must not import ${specifier}: ${because}`
}

function problemOf(file, folder, specifier) {
  if (Object.hasOwn(CONDITIONAL, specifier)) return floorProblem(file, specifier)
  if (!specifier.startsWith('.')) return packageProblem(file, folder, specifier)
  const isOutside = relative(resolve(root, 'packages', folder), resolve(dirname(file), specifier)).startsWith('..')
  if (isOutside) return `${specifier} leaves the package; import it by its name`
  return folder === 'keywell' ? floorProblem(file, specifier) : undefined
}

const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })
const problems = files.flatMap((label) => {
  const file = resolve(root, label)
  const folder = label.split(sep)[1]
  if (!Object.hasOwn(PACKAGES, folder)) return [`${label}: scripts/floors.mjs has no package "${folder}"`]
  return specifiers(file).flatMap((specifier) => {
    const problem = problemOf(file, folder, specifier)
    return problem === undefined ? [] : [`${label}: ${problem}`]
  })
})
if (files.length === 0) problems.push('no modules were read, so nothing was checked')

for (const problem of problems) console.error(`error: ${problem}`)
console.log(`floors: ${files.length} modules, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
