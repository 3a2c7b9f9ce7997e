/** Prints the table of providers × nine cases, each with the code that a verifier answers: `npm run provider-cases`. */
import { runCase } from './support/case-runner.ts'
import { CASE_NAMES, CASES, type CaseName, loadSpecimens, type Specimen } from './support/specimen.ts'

const specimens = await loadSpecimens()

async function cell(specimen: Specimen, name: CaseName): Promise<string> {
  if (name === 'wrong kind' && specimen.wrongKind === undefined) return 'one kind'
  const answer = await runCase(specimen, name)
  const isExpected = answer === (specimen.expected?.[name] ?? CASES[name])
  if (!isExpected) process.exitCode = 1
  return `${isExpected ? '' : '✗ '}${answer.replace('ERR_', '')}`
}

const rows = [['provider', ...CASE_NAMES]]
for (const specimen of specimens) {
  const title = [specimen.provider, specimen.kind ?? ''].join(' ').trim()
  const cells: string[] = []
  for (const name of CASE_NAMES) cells.push(await cell(specimen, name))
  rows.push([title, ...cells])
}
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
process.stdout.write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`)
