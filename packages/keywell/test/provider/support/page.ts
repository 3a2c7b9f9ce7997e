/** The sections of docs/providers.md, from the table of providers. */
import type { Provider } from '../../../src/providers.ts'
import type { WrittenPart } from '../../support/written-page.ts'

export const SECTIONS: WrittenPart = { page: 'providers.md', name: 'sections' }

export const showSections = (providers: readonly Provider[]): string =>
  [index(providers), ...providers.map(section)].join('\n')

const index = (providers: readonly Provider[]): string =>
  [
    '| provider | name for the command | options of `issuer keys` |',
    '|---|---|---|',
    ...providers.map((one) => `| [${one.title}](#${anchor(one.title)}) | \`${one.name}\` | ${options(one)} |`),
    '',
  ].join('\n')

/** As GitHub makes it of a heading. */
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\d\s-]/gu, '')
    .replaceAll(' ', '-')

const options = ({ keyOptions }: Provider): string =>
  keyOptions
    .map(({ name, variable }) => (variable === undefined ? `\`--${kebab(name)}\`` : `\`${variable}\``))
    .join(' ') || '–'

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function section({ title, call, checks, mistakes, facts, unverified = [], asOf }: Provider): string {
  return [
    `### ${title}`,
    '',
    ['```ts', call, '```'].join('\n'),
    '',
    ['Checked beside signature, expiry and `nbf`:', '', ...checks.map((check) => `- ${check}`)].join('\n'),
    '',
    ...(mistakes.length === 0
      ? []
      : [['What people get wrong:', '', ...mistakes.map((one) => `- ${one}`)].join('\n'), '']),
    [
      `| fact | value | source (read ${asOf}) |`,
      '|---|---|---|',
      ...facts.map((row) => `| ${row.map(cell).join(' | ')} |`),
    ].join('\n'),
    '',
    ...(unverified.length === 0
      ? []
      : [['Not verified, and not relied on:', '', ...unverified.map((one) => `- ${one}`)].join('\n'), '']),
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
