/** `keywell issuer keys` with the name of a provider: its options as flags, and its secrets from the environment alone. */
import { createPublicKey } from 'node:crypto'
import { PROVIDERS } from 'keywell/providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { COMMON_FLAGS } from '../src/flags.ts'
import { exampleOf, flagOf } from '../src/input/provider-flags.ts'
import { runInside } from './support/inside.ts'
import { type LocalIssuer, localIssuer } from './support/issuer.ts'
import { transcript } from './support/keywell.ts'

let issuer: LocalIssuer

beforeAll(async () => {
  issuer = await localIssuer()
})

afterAll(() => issuer.close())

const WRONG = [
  'auth0',
  'auth0 --nonsense 3',
  'cognito --authorization-server default',
  'https://issuer.example --user-pool-id eu-west-1_AbCdEf123',
  'auth0 --domain a.example --domain b.example',
  'auth0 --domain https://acme.eu.auth0.com/',
  'clerk',
  'cognit --user-pool-id eu-west-1_AbCdEf123',
  'auth0 --domain acme.eu.auth0.com --jwks jwks.json',
]

async function refusal(line: string): Promise<string> {
  const { code, stdout, said } = await runInside(['issuer', 'keys', ...line.split(' ')])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  return `$ keywell issuer keys ${line}\n${said}`
}

const command = COMMANDS.find(({ path }) => path.join(' ') === 'issuer keys')

describe('issuer keys of a provider', () => {
  test('its options are flags', async () => {
    const line = 'issuer keys oidc --issuer $ISSUER --allow-http-loopback'
    expect(await transcript(line, { ISSUER: issuer.url })).toMatchInlineSnapshot(`
      "$ keywell issuer keys oidc --issuer $ISSUER --allow-http-loopback
      2 keys from http://127.0.0.1:PORT5/jwks: 2 usable

        kid    type      alg    use  size  thumbprint (SHA-256)
        rsa-1  RSA       RS256  sig  2048  THUMBPRINT.................................
        ec-1   EC P-256  ES256  sig  256   THUMBPRINT.................................
      [exit 0]"
    `)
  })

  test('--json names the provider', async () => {
    const argv = ['issuer', 'keys', '--issuer', issuer.url, 'oidc', '--allow-http-loopback', '--json']
    const { code, stdout } = await runInside(argv)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, provider: 'oidc', url: `${issuer.url}/jwks`, keys: [{}, {}] })
    expect(code).toBe(0)
  })

  test('what fails is said as for a URL', async () => {
    const argv = ['issuer', 'keys', 'oidc', '--issuer', `${issuer.url}/nothing`, '--allow-http-loopback']
    const { code, said } = await runInside(argv)
    expect(said).toContain('[ERR_FETCH_STATUS]')
    expect(code).toBe(4)
  })

  test('wrong usage names the flag and shows how it is done', async () => {
    const said = await Promise.all(WRONG.map(refusal))
    expect(said.join('\n')).toMatchInlineSnapshot(`
      "$ keywell issuer keys auth0
      error: auth0 needs --domain
      hint: such as: keywell issuer keys auth0 --domain acme.eu.auth0.com
      $ keywell issuer keys auth0 --nonsense 3
      error: Unknown option '--nonsense'
      hint: such as: keywell issuer keys auth0 --domain acme.eu.auth0.com
      $ keywell issuer keys cognito --authorization-server default
      error: --authorization-server is no option of cognito, but of okta
      hint: such as: keywell issuer keys cognito --user-pool-id eu-west-1_AbCdEf123
      $ keywell issuer keys https://issuer.example --user-pool-id eu-west-1_AbCdEf123
      error: --user-pool-id is an option of a provider, and none is named
      hint: such as: keywell issuer keys cognito --user-pool-id eu-west-1_AbCdEf123
      $ keywell issuer keys auth0 --domain a.example --domain b.example
      error: --domain is given 2 times
      hint: it takes one value; which one is meant?
      $ keywell issuer keys auth0 --domain https://acme.eu.auth0.com/
      error: --domain must be a host name such as "acme.eu.auth0.com" [ERR_OPTION_INVALID]
             received: "https://acme.eu.auth0.com/"
      hint: leave out everything but the host name: "acme.eu.auth0.com"
      $ keywell issuer keys clerk
      error: --publishable-key must be given, or --frontend-api, CLERK_SECRET_KEY or CLERK_JWT_KEY [ERR_OPTION_INVALID]
             received: undefined
      hint: such as: keywell issuer keys clerk --frontend-api clerk.acme.example
      $ keywell issuer keys cognit --user-pool-id eu-west-1_AbCdEf123
      error: there is no provider "cognit"
      hint: did you mean: keywell issuer keys cognito
      $ keywell issuer keys auth0 --domain acme.eu.auth0.com --jwks jwks.json
      error: an issuer and --jwks exclude each other"
    `)
  })

  test('a provider that gives out keys by kid only says so', async () => {
    const arn = PROVIDERS.find(({ name }) => name === 'aws-alb')?.keyOptions[0]?.example ?? ''
    const { code, said } = await runInside(['issuer', 'keys', 'aws-alb', '--alb-arn', arn])
    expect(said).toContain('has no list of keys')
    expect(code).toBe(5)
  })
})

describe('secrets', () => {
  const secrets = PROVIDERS.flatMap(({ name, keyOptions }) =>
    keyOptions.flatMap((option) => (option.variable === undefined ? [] : [[name, option, option.variable] as const])),
  )

  test.for(secrets)('%s takes none from a flag', async ([name, option, variable]) => {
    const { code, said } = await runInside(['issuer', 'keys', name, `--${flagOf(option)}`, 'sk_live_12345678'])
    expect(said).toBe(
      `error: --${flagOf(option)} is refused: what is typed stays in the history, and others on this machine can read it\n` +
        `hint: set the environment variable ${variable}, and leave the flag out`,
    )
    expect(code).toBe(2)
  })

  test('an error about a variable names the variable, and never its value', async () => {
    const env = { CLERK_SECRET_KEY: 'pk_live_wrongkind' }
    const { code, said } = await runInside(['issuer', 'keys', 'clerk'], { env })
    expect(said).toContain('error: CLERK_SECRET_KEY must be')
    expect(said).not.toContain('wrongkind')
    expect(code).toBe(2)
  })

  test('a key that a variable holds is shown without any request', async () => {
    const [jwk] = issuer.keys
    const pem = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const { code, stdout } = await runInside(['issuer', 'keys', 'clerk'], { env: { CLERK_JWT_KEY: String(pem) } })
    expect(stdout).toMatch(/^1 key from CLERK_JWT_KEY: 1 usable\n/)
    expect(code).toBe(0)
  })

  test.each([
    [
      'a secret that flags make needless is neither used nor said to be',
      ['clerk', '--frontend-api'],
      'CLERK_SECRET_KEY',
    ],
    [
      'a secret without its client is neither used nor said to be',
      ['one-login', '--subdomain'],
      'ONELOGIN_CLIENT_SECRET',
    ],
  ])('%s', async (_, [name = '', flag = ''], variable) => {
    const argv = ['issuer', 'keys', name, flag, flag === '--subdomain' ? 'a.b' : 'no host']
    const { said } = await runInside(argv, { env: { [variable]: 'sk_test_12345678' } })
    expect(said).toContain(`error: ${flag} must be`)
    expect(said).not.toContain(variable)
  })

  test.each([
    [['one-login', '--subdomain', 'acme', '--api-version', 'v1'], '--api-version goes with --client-id'],
    [['one-login', '--subdomain', 'acme', '--client-id', 'a1b2c3d4'], '--client-id goes with ONELOGIN_CLIENT_SECRET'],
    [['super-tokens', '--api-domain', 'https://a.example', '--app-id', 'x'], '--app-id goes with --connection-uri'],
    [['clerk', '--frontend-api', 'a.example', '--api-url', 'https://b.example'], '--api-url is not used beside'],
  ])('a flag that would do nothing is refused: %j', async (argv, message) => {
    const { code, said } = await runInside(['issuer', 'keys', ...argv], {})
    expect(said).toContain(`error: ${message}`)
    expect(code).toBe(2)
  })

  test('a secret goes where the provider has its keys', async () => {
    const env = { CLERK_SECRET_KEY: 'sk_test_12345678' }
    issuer.answer('/v1/jwks', (response) => {
      const isTold = response.req.headers.authorization === 'Bearer sk_test_12345678'
      response.writeHead(isTold ? 200 : 401).end(JSON.stringify({ keys: issuer.keys }))
    })
    const argv = ['issuer', 'keys', 'clerk', '--api-url', issuer.url, '--allow-http-loopback']
    const { code, stdout, said } = await runInside(argv, { env })
    expect(stdout).toContain(`2 keys from ${issuer.url}/v1/jwks: 2 usable`)
    expect(said).toBe('CLERK_SECRET_KEY is taken from the environment')
    expect(code).toBe(0)
  })
})

test('no option of a provider is a flag of the command itself', () => {
  const own: readonly string[] = [...(command?.flags ?? []), ...COMMON_FLAGS]
  const names = PROVIDERS.flatMap(({ keyOptions }) => keyOptions.map(flagOf))
  expect(names.filter((name) => own.includes(name))).toEqual([])
})

test.for(PROVIDERS.map((provider) => [provider.name, provider] as const))(
  'the example of %s names flags that its source takes',
  ([, provider]) => {
    const words = exampleOf(provider).split(' ')
    const given = provider.keyOptions
      .filter((option) => words.includes(`--${flagOf(option)}`))
      .map((option) => [option.name, words[words.indexOf(`--${flagOf(option)}`) + 1]] as const)
    expect(() => provider.keys(Object.fromEntries(given), {}).close()).not.toThrow()
  },
)

test('the example in the help is one that the provider itself has', () => {
  expect(PROVIDERS.map(exampleOf).filter((example) => command?.examples.includes(example))).toHaveLength(1)
})
