/** Turns rows into tables for people. Computes nothing. */

const seconds = (ms) => (ms / 1000).toFixed(2)
const whole = (number) => number.toLocaleString('en-US')

/** One column each: its head, and the cell of a row. */
const COLUMNS = [
  ['', ({ story }) => story],
  ['runs', ({ runs }) => whole(runs)],
  ['verifications', ({ verifications }) => whole(verifications)],
  ['real', ({ sampled }) => whole(sampled)],
  ['false 401', ({ refused }) => whole(refused)],
  ['503', ({ undecided }) => whole(undecided)],
  ['heal mean', ({ heal }) => (heal === undefined ? '' : seconds(heal.meanMs))],
  ['worst', ({ heal }) => (heal === undefined ? '' : seconds(heal.worstMs))],
  ['fetches/min', ({ perMinute }) => perMinute.toFixed(2)],
  ['worst min', ({ worstMinute }) => whole(worstMinute)],
  ['peak/s', ({ peakSecond }) => whole(peakSecond)],
]

export function printScenario(name, rows, print = console.log) {
  print(`\n${name}`)
  const lines = alignColumns([
    COLUMNS.map(([head]) => head),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
  ])
  const [head, ...body] = lines
  print(`  ${head}`)
  rows.forEach((row, index) => {
    print(`  ${body[index]}`)
    for (const target of row.targets) print(`    ${targetLine(target)}`)
  })
}

export const targetLine = ({ what, value, limit, unit, holds }) =>
  `${holds ? 'holds ' : 'misses'}  ${what}: ${whole(Number(value.toFixed(2)))}${unit && ` ${unit}`} (${limit})`

/** The first column reads from the left, numbers from the right. */
function alignColumns(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  )
}
