/** Writes `sets` anew, after own-sets.ts was changed: `node --conditions=@keywell/source conformance/recorded/make-sets.ts`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OWN_SETS } from './own-sets.ts'

for (const [name, text] of OWN_SETS) writeFileSync(join(import.meta.dirname, 'sets', name), text)
