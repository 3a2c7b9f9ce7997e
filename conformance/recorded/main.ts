/** Reads a folder of recorded key sets and metadata: `npm run recorded -- FOLDER`. Without one, the sets beside this file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecorded } from './read-recorded.ts'
import { readingLine, summary } from './report.ts'

/** Far more than any key set; a folder by mistake should not be read whole. */
const MAX_FILES = 1000

const [folder = join(import.meta.dirname, 'sets')] = process.argv.slice(2)
const files = readdirSync(folder)
  .filter((file) => /\.(?:json|txt|pem)$/.test(file))
  .toSorted()
  .slice(0, MAX_FILES)
const readings = await Promise.all(files.map((file) => readRecorded(file, readFileSync(join(folder, file), 'utf8'))))
const width = Math.max(0, ...files.map(({ length }) => length))
for (const reading of readings) console.log(readingLine(reading, width))
console.log(`\n${summary(readings)}`)
if (files.length === 0 || readings.some(({ problem }) => problem !== undefined)) process.exitCode = 1
