/** Members of an object as two columns under a title: headers, claims, metadata. */
import { table } from './table.ts'
import { type Line, line, toned } from './text.ts'
import { claimText } from './values.ts'

export interface MembersOptions {
  readonly nowMs: number
  readonly columns: number
}

export function members(
  title: string,
  object: Readonly<Record<string, unknown>>,
  { nowMs, columns }: MembersOptions,
): readonly Line[] {
  const rows = Object.entries(object).map(([name, value]) => [name, claimText(name, value, nowMs)])
  return [line(toned('strong', title)), ...table(rows, { columns })]
}
