/** The issuer as a process of its own: JSON lines on standard output. Ends when its standard input does, so never outlives its owner. */
import { createInterface } from 'node:readline'
import { obey, pathOf } from './commands.ts'
import { scriptedIssuer } from './scripted-issuer.ts'
import { readSettings } from './settings.ts'

const print = (value: object): void => console.log(JSON.stringify(value))

function complain(error: unknown): void {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
}

async function run(): Promise<void> {
  const { answers, ...settings } = readSettings(process.argv.slice(2))
  const issuer = await scriptedIssuer({ ...settings, onEnd: (request) => print({ request }) })
  for (const [name, steps] of answers) issuer.script(pathOf(issuer, name), ...steps)
  const { issuer: name, jwksUri, audience } = issuer
  print({ issuer: name, jwksUri, audience })
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') await obey(issuer, line).then(print, complain)
  }
  await issuer.close()
}

try {
  await run()
} catch (error) {
  complain(error)
  process.exitCode = 1
}
