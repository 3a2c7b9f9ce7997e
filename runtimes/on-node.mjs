/** Runs the portable suite in this process. Arguments: `node` or `web` (the backend), then the algorithms it lacks. */
import module from 'node:module'
import { createSuite } from './suite/harness.mjs'
import { checkReadsAtOnce } from './suite/reads-at-once.mjs'
import { resolve } from './web-conditions.mjs'

const [backend, ...unsupported] = process.argv.slice(2)
if (backend === 'web') {
  // Node 20 has only the hooks that run in a thread of their own.
  if (module.registerHooks === undefined) module.register('./web-conditions.mjs', import.meta.url)
  else module.registerHooks({ resolve })
}
const { check, counts } = createSuite(console.log)
if (backend === 'node') await checkReadsAtOnce(check)
// After the hooks: these import the library, which must then come without the condition `node`.
const { checkOverHttp } = await import('./suite/over-http.mjs')
await checkOverHttp(check, backend === 'node' ? 'connect' : 'none')
const { runPortableSuite } = await import('./portable-suite.mjs')
const { failed } = await runPortableSuite({ unsupported, hasSync: backend === 'node' }, console.log)
process.exitCode = failed + counts.failed === 0 ? 0 : 1
