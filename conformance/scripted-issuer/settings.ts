/** What the command is started with: flags, and a scenario in a file, of which flags have the last word. Starts nothing. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { AsymmetricAlgorithm } from 'keywell'
import type { Answer } from './answer.ts'
import { readAnswer } from './read-answer.ts'

export interface Settings {
  readonly host: string
  readonly port: number
  readonly algorithms: readonly AsymmetricAlgorithm[]
  /** By `jwks`, `discovery`, or a path. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>
}

const ALGORITHMS: readonly AsymmetricAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K'] as const),
  ...(['EdDSA', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const),
]

const FLAGS = {
  host: { type: 'string' },
  port: { type: 'string' },
  alg: { type: 'string' },
  scenario: { type: 'string' },
  jwks: { type: 'string' },
  discovery: { type: 'string' },
  path: { type: 'string', multiple: true },
} as const

export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({ args: [...args], options: FLAGS })
  const file: unknown = values.scenario === undefined ? {} : JSON.parse(readFileSync(values.scenario, 'utf8'))
  const scenario = readScenario(file)
  const { host = scenario.host, alg, jwks, discovery, path = [] } = values
  const flagged = [
    ...(jwks === undefined ? [] : [['jwks', readList(jwks)] as const]),
    ...(discovery === undefined ? [] : [['discovery', readList(discovery)] as const]),
    ...path.map(readPath),
  ]
  return {
    host,
    port: values.port === undefined ? scenario.port : portOf(Number(values.port)),
    algorithms: alg === undefined ? scenario.algorithms : alg.split(',').map(algorithmOf),
    answers: new Map([...scenario.answers, ...flagged]),
  }
}

/** Names and statuses, one after the other, as in `503,503,document`. */
export const readList = (text: string): readonly Answer[] => text.split(',').map((name) => readAnswer(name.trim()))

function readPath(text: string): readonly [string, readonly Answer[]] {
  const [path = '', list] = text.split('=', 2)
  if (list === undefined) throw new TypeError('--path is written /some/path=answer,answer')
  return [path, readList(list)]
}

const MEMBERS: readonly string[] = ['host', 'port', 'algorithms', 'answers']

function readScenario(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) throw new TypeError('a scenario is a JSON object')
  const other = Object.keys(value).find((name) => !MEMBERS.includes(name))
  if (other !== undefined)
    throw new TypeError(`a scenario has no ${JSON.stringify(other)}; it may have ${MEMBERS.join(', ')}`)
  const member = (name: string): unknown => Reflect.get(value, name)
  return {
    host: hostOf(member('host') ?? '127.0.0.1'),
    port: portOf(member('port') ?? 0),
    algorithms: listOf(member('algorithms') ?? ['ES256'], 'algorithms').map(algorithmOf),
    answers: new Map(
      Object.entries(member('answers') ?? {}).map(([path, list]) => [path, listOf(list, path).map(readAnswer)]),
    ),
  }
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError(`${name} must be a list, unlike ${JSON.stringify(value)}`)
}

function hostOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`the host must be a string, unlike ${JSON.stringify(value)}`)
}

function portOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65_536) return value
  throw new TypeError(`the port must be a number from 0 to 65535, unlike ${JSON.stringify(value)}`)
}

function algorithmOf(value: unknown): AsymmetricAlgorithm {
  const found = ALGORITHMS.find((name) => name === value)
  if (found === undefined)
    throw new TypeError(`no algorithm ${JSON.stringify(value)}; one of: ${ALGORITHMS.join(', ')}`)
  return found
}
