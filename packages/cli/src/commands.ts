/** The table of commands. Usage, help, suggestions and parsing come from these rows; the code of one is loaded to run it. */
import type { Command } from './command.ts'
import type { FlagName } from './flags.ts'

const TRUST_FLAGS: readonly FlagName[] = [
  'issuer',
  'any-issuer',
  'audience',
  'any-audience',
  'jwks',
  'key',
  'alg',
  'now',
  'timeout',
  'allow-http-loopback',
]

const NETWORK_FLAGS: readonly FlagName[] = ['timeout', 'allow-http-loopback']

const TOKEN = 'TOKEN|FILE|-'
const KEY = 'FILE|-'
const TOKEN_NOTE =
  'Without TOKEN it is read from standard input. "Bearer ", quotes and white space round it are taken off.'

export const COMMANDS: readonly Command[] = Object.freeze<Command[]>([
  {
    path: ['token', 'decode'],
    summary: 'show what a token says, without verifying it',
    operand: TOKEN,
    flags: ['now'],
    notes: [TOKEN_NOTE],
    examples: ['keywell token decode token.jwt', 'pbpaste | keywell token decode'],
    load: () => import('./commands/token-decode.ts'),
  },
  {
    path: ['token', 'verify'],
    summary: 'verify a token: exit code 0 only if everything was checked',
    operand: TOKEN,
    flags: TRUST_FLAGS,
    notes: [
      TOKEN_NOTE,
      'Keys come from the discovery document of --issuer, or from --jwks or --key. What the token itself',
      'says about its keys (jku, x5u, jwk) is never followed.',
    ],
    examples: [
      'keywell token verify token.jwt --issuer https://issuer.example --audience https://api.example',
      'keywell token verify - --jwks jwks.json --any-issuer --any-audience < token.jwt',
    ],
    load: () => import('./commands/token-verify.ts'),
  },
  {
    path: ['token', 'explain'],
    summary: 'say step by step what becomes of a token, and which key fits and why',
    operand: TOKEN,
    flags: TRUST_FLAGS,
    notes: [TOKEN_NOTE, 'Checks that nothing is given for are shown as not checked, and leave the answer undecided.'],
    examples: ['keywell token explain token.jwt --issuer https://issuer.example --audience https://api.example'],
    load: () => import('./commands/token-explain.ts'),
  },
  {
    path: ['issuer', 'discover'],
    summary: 'show the metadata of an issuer',
    operand: 'URL',
    flags: NETWORK_FLAGS,
    examples: ['keywell issuer discover https://accounts.google.com'],
    load: () => import('./commands/issuer-discover.ts'),
  },
  {
    path: ['issuer', 'keys'],
    summary: 'list the keys of an issuer or a key set, with what is wrong with any of them',
    operand: 'URL|PROVIDER',
    flags: ['jwks', ...NETWORK_FLAGS],
    moreFlags: async () => (await import('./input/provider-flags.ts')).providerFlags,
    notes: [
      'PROVIDER is a name of keywell providers. Its own options are flags: keywell providers NAME shows them.',
      'Secrets among them are taken from environment variables only.',
    ],
    examples: [
      'keywell issuer keys https://accounts.google.com',
      'keywell issuer keys auth0 --domain acme.eu.auth0.com',
      'keywell issuer keys --jwks jwks.json',
    ],
    load: () => import('./commands/issuer-keys.ts'),
  },
  {
    path: ['providers'],
    summary: 'list the identity providers that are known by name, or all that is known of one',
    operand: 'NAME',
    flags: [],
    examples: ['keywell providers', 'keywell providers auth0'],
    load: () => import('./commands/providers.ts'),
  },
  {
    path: ['key', 'new'],
    summary: 'make a key: the private part into a file, the public part to stdout',
    flags: ['alg', 'kid', 'size', 'out', 'show-private'],
    examples: ['keywell key new --alg ES256 --out signing-key.json > public.json'],
    load: () => import('./commands/key-new.ts'),
  },
  {
    path: ['key', 'public'],
    summary: 'print the part of a key that may be published, as JWK',
    operand: KEY,
    flags: [],
    notes: ['Reads a JWK, a JWK Set, or PEM: public keys, private keys, certificates.'],
    examples: ['keywell key public signing-key.json', 'keywell key public certificate.pem'],
    load: () => import('./commands/key-public.ts'),
  },
  {
    path: ['key', 'thumbprint'],
    summary: 'print the RFC 7638 thumbprint of a key, or of each key of a set',
    operand: KEY,
    flags: ['hash'],
    examples: ['keywell key thumbprint key.pem', 'keywell key thumbprint --hash sha512 jwks.json'],
    load: () => import('./commands/key-thumbprint.ts'),
  },
  {
    path: ['version'],
    summary: 'print the version',
    flags: [],
    examples: ['keywell version'],
    load: () => import('./commands/version.ts'),
  },
])
