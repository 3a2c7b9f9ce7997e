/** Readings as lines: one for each file, and a summary. */
import type { JudgedKey, Reading } from './read-recorded.ts'

export function readingLine(reading: Reading, width = 0): string {
  const { file, form, notes, provider, problem } = reading
  if (problem !== undefined) return `✗ ${file.padEnd(width)}  does not load: ${problem}`
  const facts = [form, countsOf(reading), provider === undefined ? '' : `by the source of ${provider}`]
  const remarks = [...notes, ...reading.used.flatMap(noted), ...reading.quarantined.map(refused)]
  const head = facts.filter((fact) => fact !== '').join(', ')
  return `  ${file.padEnd(width)}  ${[head, ...remarks].join('; ')}`
}

function countsOf({ form, used, quarantined }: Reading): string {
  if (form === 'discovery') return ''
  return quarantined.length === 0 ? `${used.length} used` : `${used.length} used, ${quarantined.length} quarantined`
}

const nameOf = ({ kid }: JudgedKey): string => kid ?? 'a key without kid'

const noted = (key: JudgedKey): readonly string[] =>
  key.remarks.length === 0 ? [] : [`note on ${nameOf(key)}: ${key.remarks.join(', ')}`]

const refused = (key: JudgedKey): string => `quarantined ${nameOf(key)}: ${key.remarks.join(', ')}`

export function summary(readings: readonly Reading[]): string {
  const failed = readings.filter(({ problem }) => problem !== undefined).length
  const used = readings.flatMap((reading) => reading.used)
  const notes = used.filter(({ remarks }) => remarks.length > 0).length
  const quarantined = readings.flatMap((reading) => reading.quarantined).length
  const fed = readings.filter(({ provider }) => provider !== undefined).length
  return [
    `${count(readings.length, 'file')}, ${failed} of which ${failed === 1 ? 'does' : 'do'} not load`,
    `${count(used.length, 'key')} used, ${notes} of them with notes`,
    `${quarantined} quarantined`,
    `${count(fed, 'file')} by a provider's own source`,
  ].join('; ')
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`
