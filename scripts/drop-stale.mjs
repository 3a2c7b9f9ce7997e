/** Removes from every package's dist what was built from sources that are gone; tsc leaves such files, and npm would publish them. */
import { existsSync, globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

for (const file of globSync('packages/*/dist/**/*.{js,d.ts,js.map,d.ts.map}', { cwd: root })) {
  const source = file.replace(/^(packages\/[^/]+)\/dist\//, '$1/src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts')
  const isStale = !existsSync(join(root, source)) && !existsSync(join(root, `${source}x`))
  if (isStale) rmSync(join(root, file))
}
