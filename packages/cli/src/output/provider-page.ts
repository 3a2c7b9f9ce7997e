/** Providers for people: all of them as a table, and one of them with everything that its row says. */
import type { KeyOption, Provider } from 'keywell/providers'
import { exampleOf, flagOf } from '../input/provider-flags.ts'
import { type Cell, table } from './table.ts'
import { BLANK, type Line, line, toned } from './text.ts'

export const providerTable = (providers: readonly Provider[], columns: number): readonly Line[] => [
  ...table(
    providers.map(({ name, title, call, keyOptions }) => [
      name,
      title,
      call,
      keyOptions.length === 0 ? toned('dim', 'none') : keyOptions.map(briefly).join(' '),
    ]),
    { head: ['name', 'title', 'call', 'options for its keys'], columns },
  ),
  BLANK,
  line('keywell providers NAME says more'),
]

/** What may be left out is in brackets, as usage has it. */
function briefly(option: KeyOption): string {
  const place = option.variable === undefined ? `--${flagOf(option)}` : `$${option.variable}`
  return option.isRequired === true ? place : `[${place}]`
}

export function providerPage(provider: Provider, columns: number): readonly Line[] {
  const { name, title, call, checks, mistakes, facts, asOf, unverified = [] } = provider
  return [
    line(toned('strong', title), ` (${name})`),
    ...section('call', [[call]], columns),
    ...section('what is checked beside signature, issuer, expiry and nbf', bullets(checks), columns),
    ...section('what people get wrong', bullets(mistakes), columns),
    ...section(`facts, as of ${asOf}`, facts.map(factRow), columns),
    ...section('unverified, and relied on by nothing', bullets(unverified), columns),
    ...section('keys', [[exampleOf(provider)]], columns),
    ...optionTable(provider, columns),
  ]
}

function section(name: string, rows: readonly (readonly Cell[])[], columns: number): readonly Line[] {
  return rows.length === 0 ? [] : [BLANK, line(toned('strong', name)), ...table(rows, { columns })]
}

const bullets = (texts: readonly string[]): readonly (readonly Cell[])[] =>
  texts.map((text) => [toned('dim', '–'), text])

/** The source goes with the value, since only the last column is never cut. */
const factRow = ([what, value, source]: readonly [string, string, string]): readonly Cell[] => [
  what,
  `${value} (${source})`,
]

function optionTable({ keyOptions }: Provider, columns: number): readonly Line[] {
  if (keyOptions.length === 0) return []
  const rows = keyOptions.map((option) => [placeText(option), needText(option), `such as ${option.example}`])
  return [BLANK, line(toned('strong', 'options for its keys')), ...table(rows, { columns })]
}

const placeText = (option: KeyOption): Cell => option.variable ?? `--${flagOf(option)}`

function needText({ variable, isRequired }: KeyOption): Cell {
  const need = isRequired === true ? 'required' : toned('dim', 'optional')
  return variable === undefined ? need : 'environment variable only'
}
