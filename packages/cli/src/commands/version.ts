/** `keywell version`: this command and the runtime it runs on. */
import { readFileSync } from 'node:fs'
import type { Answer } from '../command.ts'
import { isObject, readJson } from '../input/json.ts'
import { valueText } from '../output/values.ts'

export async function run(): Promise<Answer> {
  const manifest = readJson(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    'package.json',
    'install keywell again',
  )
  const version = isObject(manifest) ? valueText(manifest['version']) : ''
  const node = process.version
  return {
    exit: 'good',
    lines: [[`keywell ${version} (Node ${node.slice(1)})`]],
    document: { schema: 'keywell/version@1', version, node },
  }
}
