/** One key as a page of facts. */
import type { KeyFacts } from '../input/key-facts.ts'
import { type Cell, table } from './table.ts'
import { BLANK, type Line, line, toned } from './text.ts'
import { moment } from './values.ts'

export interface PageOptions {
  readonly nowMs: number
  readonly columns: number
}

export function keyPage(facts: KeyFacts, options: PageOptions): readonly Line[] {
  const { kty, isPrivate } = facts
  const kind = kty === 'oct' ? 'a shared secret' : isPrivate ? 'a private key' : 'a public key'
  return [
    line(toned('strong', kind), ` (${FORMATS.get(facts.format) ?? facts.format})`),
    ...table(rows(facts), { columns: options.columns }),
    ...certificateLines(facts, options),
    ...noteLines(facts, options),
  ]
}

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['jwk', 'JWK'],
  ['jwks', 'from a JWK Set'],
  ['jwe', 'JWK under a password, JWE'],
  ['encrypted-pkcs8', 'PKCS #8 under a password'],
  ['pkcs12', 'PKCS #12'],
  ['cose', 'COSE key'],
  ['cose-base64', 'COSE key, base64url'],
  ['openssh-public', 'OpenSSH public key'],
  ['openssh-private', 'OpenSSH private key'],
])

function rows(facts: KeyFacts): readonly (readonly Cell[])[] {
  const { kty, curve, bits, kid, alg, use, keyOps, algorithms, unfit, comment, names } = facts
  const optional: readonly (readonly [string, string | undefined])[] = [
    ['alg', alg],
    ['use', use],
    ['key_ops', keyOps?.join(' ')],
    ['comment', comment],
  ]
  return [
    ['type', curve === undefined ? kty : `${kty} ${curve}`],
    ['size', bits === undefined || bits === 0 ? '–' : `${bits} bits`],
    ['serves', unfit === undefined ? algorithms.join(' ') : toned('bad', `nothing: ${unfit}`)],
    ['kid', kidCell(facts, kid)],
    ...optional.filter(([, value]) => value !== undefined).map(([name, value = '']) => [name, value]),
    ...Object.entries(names).map(([name, value]) => [name, value]),
  ]
}

/** Which form the kid has, where it is one of those that can be computed. */
function kidCell({ names, certificate }: KeyFacts, kid: string | undefined): Cell {
  if (kid === undefined) return toned('dim', '–')
  const forms = { ...names, x5t: certificate?.x5t, 'x5t#S256': certificate?.x5tS256 }
  const form = Object.entries(forms).find(([, value]) => value === kid)?.[0]
  return form === undefined ? kid : `${kid}  (= ${form})`
}

function certificateLines({ certificate }: KeyFacts, { nowMs, columns }: PageOptions): readonly Line[] {
  if (certificate === undefined) return []
  const { subject, issuer, serial, notBeforeMs, notAfterMs, x5t, x5tS256, isAuthority } = certificate
  const cells = [
    ['subject', subject],
    ['issuer', issuer],
    ['serial', serial],
    ['valid from', moment(notBeforeMs / 1000, nowMs) ?? '–'],
    ['valid until', moment(notAfterMs / 1000, nowMs) ?? '–'],
    ['authority', isAuthority ? 'yes: it may sign other certificates' : 'no'],
    ['x5t', x5t],
    ['x5t#S256', x5tS256],
  ]
  return [line(toned('strong', 'certificate'), ' not checked against any anchor'), ...table(cells, { columns })]
}

const noteLines = ({ notes }: KeyFacts, { columns }: PageOptions): readonly Line[] =>
  notes.length === 0
    ? []
    : [
        line(toned('strong', 'notes')),
        ...table(
          notes.map((note) => [toned('doubt', '!'), note]),
          { columns },
        ),
      ]

/** Pages below each other. */
export const pages = (all: readonly (readonly Line[])[]): readonly Line[] =>
  all.flatMap((lines, place) => (place === 0 ? lines : [BLANK, ...lines]))
