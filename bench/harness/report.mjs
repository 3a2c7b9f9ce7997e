/** Turns results into tables for people. Measures nothing. */
import { cpus } from 'node:os'

export const machine = () => ({
  node: process.version,
  openssl: process.versions.openssl,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  poolThreads: Number(process.env.UV_THREADPOOL_SIZE ?? 4),
  date: new Date().toISOString(),
})

export const machineLine = ({ node, openssl, cpu, cores, poolThreads, date }) =>
  `node ${node}, OpenSSL ${openssl}, ${cpu}, ${cores} cores, ${poolThreads} pool threads, ${date}`

export const interval = ({ median, low, high }) => `${median.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`

/** A scenario is `{ title, columns, rows, targets }`: rows of text, and targets as `atLeast` gives them. */
export function printScenario({ title, columns, rows, targets }, print = console.log) {
  print(`\n${title}`)
  for (const line of alignColumns([columns, ...rows])) print(`  ${line}`)
  for (const { what, target, holds, ...ratio } of targets) {
    print(`  ${holds ? 'holds ' : 'misses'}  ${what} ${target}: ${interval(ratio)}`)
  }
}

/** The first column reads from the left, numbers from the right. */
function alignColumns(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('   '),
  )
}

/** The usual table: µs per token and the rate against the baseline. */
export const ratioTable = (rows, baseline) => ({
  columns: ['', 'µs', `× ${baseline} [95 %]`],
  rows: rows.map(({ name, micros, ratio }) => [name, micros.toFixed(1), ratio === undefined ? '' : interval(ratio)]),
})
