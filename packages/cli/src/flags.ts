/** The flags: each has one row and one meaning wherever it is allowed. No abbreviations, no repeats in silence. */
import { parseArgs } from 'node:util'
import { usage } from './failure.ts'

export type FlagName =
  | 'issuer'
  | 'any-issuer'
  | 'audience'
  | 'any-audience'
  | 'jwks'
  | 'key'
  | 'alg'
  | 'now'
  | 'timeout'
  | 'allow-http-loopback'
  | 'kid'
  | 'size'
  | 'out'
  | 'show-private'
  | 'hash'
  | 'json'
  | 'no-color'
  | 'help'

interface FlagFacts {
  /** The placeholder of its value; a switch has none. */
  readonly value?: string
  readonly short?: string
  readonly isRepeatable?: true
  readonly about: string
}

export const FLAGS: Readonly<Record<FlagName, FlagFacts>> = Object.freeze({
  issuer: {
    value: 'URL',
    about: "the issuer, exactly as in the token's iss; its keys are discovered unless --jwks or --key gives them",
  },
  'any-issuer': { about: 'with --jwks or --key: do not check iss' },
  audience: { value: 'NAME', isRepeatable: true, about: 'who the token must be for (aud); repeat it for several' },
  'any-audience': { about: 'do not check aud' },
  jwks: { value: 'FILE|URL|-', about: 'the JWK Set to take keys from' },
  key: { value: 'FILE|-', about: 'one key: JWK or PEM' },
  alg: {
    value: 'ALG',
    isRepeatable: true,
    about: 'the signature algorithm, such as ES256; where several make sense, repeat it',
  },
  now: { value: 'TIME', about: 'pretend it is then: 2026-01-31T12:00:00Z, epoch seconds, or =+30m, =-2h, =-1d' },
  timeout: { value: 'TIME', about: 'how long to wait for the network in all: 500ms, 5s (default 10s)' },
  'allow-http-loopback': { about: 'accept http: URLs of this very machine' },
  kid: { value: 'TEXT', about: 'the key id; default: the RFC 7638 thumbprint' },
  size: { value: 'BITS', about: 'the size of an RSA key: 2048 (default) to 8192' },
  out: { value: 'FILE|-', short: 'o', about: 'where the private key goes: a new file with mode 0600, or - for stdout' },
  'show-private': { about: 'print a private key even to a terminal or into a redirected file' },
  hash: { value: 'HASH', about: 'sha256 (default), sha384 or sha512' },
  json: { about: 'one JSON document on stdout, described in docs/cli.md' },
  'no-color': { about: 'no colours; NO_COLOR and TERM=dumb do the same' },
  help: { short: 'h', about: 'this help' },
})

/** Allowed everywhere. */
export const COMMON_FLAGS: readonly FlagName[] = ['json', 'no-color', 'help']

/** What was typed behind the command's name. */
export interface Arguments {
  readonly operands: readonly string[]
  has(flag: FlagName): boolean
  text(flag: FlagName): string | undefined
  texts(flag: FlagName): readonly string[]
}

/** @throws Failure of wrong usage */
export function parseArguments(argv: readonly string[], allowed: readonly FlagName[]): Arguments {
  const names = [...allowed, ...COMMON_FLAGS]
  const { values, positionals } = parse(argv, names)
  const given = new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()]))
  for (const name of names) refuseRepeat(name, given.get(name))
  const texts = (flag: FlagName): readonly string[] =>
    (given.get(flag) ?? []).filter((value) => typeof value === 'string')
  return {
    operands: positionals,
    has: (flag) => given.has(flag),
    text: (flag) => texts(flag)[0],
    texts,
  }
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

function parse(argv: readonly string[], names: readonly FlagName[]): { values: Values; positionals: string[] } {
  const options = Object.fromEntries(names.map((name) => [name, optionOf(FLAGS[name])]))
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usage(firstSentence(error.message), unknownHint(argv, names))
  }
}

const optionOf = ({ value, short }: FlagFacts): { type: 'string' | 'boolean'; multiple: true; short?: string } => ({
  type: value === undefined ? 'boolean' : 'string',
  multiple: true,
  ...(short === undefined ? {} : { short }),
})

/** Node's own sentences are good; what it adds about `--` is not meant for these commands. */
const firstSentence = (message: string): string => message.split(/\. |\n/)[0]?.replace(/\.$/, '') ?? message

/** A flag of another command is the usual mistake, so it is said where it would be right. */
function unknownHint(argv: readonly string[], names: readonly FlagName[]): string {
  const stray = argv.find((arg) => arg.startsWith('--') && !names.some((name) => `--${name}` === arg.split('=')[0]))
  const isElsewhere = stray !== undefined && Object.hasOwn(FLAGS, stray.slice(2).split('=')[0] ?? '')
  return isElsewhere ? 'that flag belongs to another command; see --help' : 'see --help for the flags of this command'
}

function refuseRepeat(name: FlagName, values: readonly unknown[] | undefined): void {
  const { value, isRepeatable } = FLAGS[name]
  if (value === undefined || isRepeatable === true || values === undefined || values.length < 2) return
  throw usage(`--${name} is given ${values.length} times`, 'it takes one value; which one is meant?')
}
