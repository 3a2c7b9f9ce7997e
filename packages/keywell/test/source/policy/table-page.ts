/** The truth table as a part of docs/design/resolver.md. */
import type { WrittenPart } from '../../support/written-page.ts'
import { TABLE } from './truth-table.ts'

export const TRUTH_TABLE: WrittenPart = { page: 'design/resolver.md', name: 'truth table' }

/** Rows that do the same are one row; an effect's "…" is then the reason that was asked for. */
export function showTable(): string {
  const lines = Object.entries(TABLE).flatMap(([name, { is = '', ...rows }]) => [
    `| **${name}** | | ${is} |`,
    ...grouped(rows).map(([events, effects, next]) => `| ${events} | ${effects} | ${next} |`),
  ])
  return ['| State, and event in it | Effects | State after it |', '|---|---|---|', ...lines, ''].join('\n')
}

/** Closing does the same in every state. */
const EVERYWHERE = 'closed'

function grouped(rows: Readonly<Record<string, string>>): readonly (readonly [string, string, string])[] {
  const groups = new Map<string, string[]>()
  for (const [event, outcome] of Object.entries(rows)) {
    if (event === EVERYWHERE) continue
    const [, reason] = /^wanted ([a-z-]+)/.exec(event) ?? []
    const same = reason === undefined ? outcome : outcome.replace(new RegExp(`(fetch|probe) ${reason}`), '$1 …')
    groups.set(same, [...(groups.get(same) ?? []), event])
  }
  return [...groups].map(([outcome, events]) => {
    const [effects = '', next = ''] = outcome.split(' → ')
    return [events.join(', ').replaceAll(', wanted ', ', '), effects, next]
  })
}
