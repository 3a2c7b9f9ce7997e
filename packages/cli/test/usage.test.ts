/** Usage, help and what happens when somebody mistypes. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { nameOf } from '../src/help.ts'
import { runInside } from './support/inside.ts'
import { transcript } from './support/keywell.ts'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'

test('help of a command is made of the tables', async () => {
  expect(await transcript('issuer keys --help')).toMatchInlineSnapshot(`
    "$ keywell issuer keys --help
    keywell issuer keys: list the keys of an issuer or a key set, with what is wrong with any of them

    usage
      keywell issuer keys [URL|PROVIDER] [flags]

    flags
          --jwks FILE|URL|-      the JWK Set to take keys from
          --timeout TIME         how long to wait for the network in all: 500ms, 5s (default 10s)
          --allow-http-loopback  accept http: URLs of this very machine
          --json                 one JSON document on stdout, described in docs/cli.md
          --no-color             no colours; NO_COLOR and TERM=dumb do the same
      -h, --help                 this help

    examples
      keywell issuer keys https://accounts.google.com
      keywell issuer keys auth0 --domain acme.eu.auth0.com
      keywell issuer keys --jwks jwks.json

    PROVIDER is a name of keywell providers. Its own options are flags: keywell providers NAME shows them.
    Secrets among them are taken from environment variables only.
    [exit 0]"
  `)
})

test.for(COMMANDS.map((command) => [nameOf(command), command] as const))(
  '%s has help, in both spellings',
  async ([, command]) => {
    const flag = await runInside([...command.path, '--help'])
    const word = await runInside(['help', ...command.path])
    expect(flag.stdout).toContain(`${nameOf(command)}: ${command.summary}`)
    for (const name of command.flags) expect(flag.stdout).toContain(`--${name}`)
    expect(word.stdout).toBe(flag.stdout)
    expect(flag.code).toBe(0)
  },
)

test.for([
  [['token', 'verfy'], 'did you mean: keywell token verify'],
  [['tokn', 'verify'], 'did you mean: keywell token verify'],
  [['nope'], 'keywell help lists the commands'],
  [['verify', TOKEN], 'did you mean: keywell token verify'],
  [[TOKEN], 'did you mean: keywell token explain -'],
  [['token', 'dec', TOKEN], 'did you mean: keywell token decode'],
  [['\u001b[2Jx'], 'keywell help lists the commands'],
] as const)('there is no catch-all and no abbreviation: %s', async ([argv, hint]) => {
  const { code, stdout, said } = await runInside(argv)
  expect(said).toContain(`hint: ${hint}`)
  expect(said).not.toContain('\u001b')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test.for([[[]], [['token']], [['key']]] as const)(
  'too little is answered with the list of commands: %s',
  async ([argv]) => {
    const { code, stdout, said } = await runInside(argv)
    expect(said).toContain('exit codes')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  },
)

/** `providers` has an answer without a name. */
const needy = COMMANDS.filter(({ operand, path }) => operand !== undefined && path[0] !== 'providers')

test.for(needy.map((command) => [nameOf(command), command] as const))(
  '%s shows its help instead of waiting for a keyboard',
  async ([, { path }]) => {
    const trust = path.join(' ') === 'token verify' ? ['--issuer', 'https://a.example', '--any-audience'] : []
    const { code, stdout, said } = await runInside([...path, ...trust], { io: { isInputTty: true } })
    expect(said).toContain('usage')
    expect(said).toContain('error: there is no input')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  },
)

test.for([
  [['token', 'decode', '--jwks', 'x'], 'that flag belongs to another command; see --help'],
  [['token', 'decode', '--nonsense'], 'see --help for the flags of this command'],
  [['token', 'decode', '--js', TOKEN], 'see --help for the flags of this command'],
  [['token', 'decode', '--now'], 'see --help for the flags of this command'],
] as const)('an unknown flag is refused: %s', async ([argv, hint]) => {
  const { code, said } = await runInside(argv)
  expect(said).toContain(`hint: ${hint}`)
  expect(code).toBe(2)
})

test('version says what runs on what', async () => {
  const { code, stdout } = await runInside(['version'])
  expect(stdout).toMatch(/^keywell \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+\)$/)
  expect(code).toBe(0)
})

test('a bug is exit code 70, with the place and without the values', async () => {
  const io = {
    readText: () => {
      throw new RangeError(`secret ${TOKEN}`)
    },
  }
  const { code, said } = await runInside(['token', 'decode', '-'], { io })
  expect(said).toContain('error: a bug in keywell: RangeError was thrown')
  expect(said).not.toContain(TOKEN)
  expect(code).toBe(70)
})
