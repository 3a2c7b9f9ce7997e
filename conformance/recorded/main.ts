/** Reads a folder of recorded key sets and metadata: `npm run recorded -- FOLDER`. Without one, the sets beside this file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecorded } from './read-recorded.ts'
import { readingLine, summary } from './report.ts'

/** Far more than any key set; a folder by mistake should not be read whole. */
const MAX_FILES = 1000

const [folder = join(import.meta.dirname, 'sets')] = process.argv.slice(2)
const files = filesOf(folder)
  .filter((file) => /\.(?:json|txt|pem)$/.test(file))
  .toSorted()
  .slice(0, MAX_FILES)
const readings = await Promise.all(files.map((file) => readRecorded(file, readFileSync(join(folder, file), 'utf8'))))
const width = Math.max(0, ...files.map(({ length }) => length))
for (const reading of readings) console.log(readingLine(reading, width))
console.log(`\n${summary(readings)}`)
if (files.length === 0 || readings.some(({ problem }) => problem !== undefined)) process.exitCode = 1

/** Names of files, without folders; a folder that cannot be read ends the program with the reason in one line. */
function filesOf(place: string): readonly string[] {
  try {
    return readdirSync(place, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
  } catch (error) {
    console.error(`error: ${String(error)}\nusage: npm run recorded -- FOLDER`)
    return process.exit(2)
  }
}
