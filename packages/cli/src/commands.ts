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
const PASSWORD_FLAGS: readonly FlagName[] = ['password-file', 'password-env']

const KEY_NOTE =
  'Reads PEM, DER, JWK, JWK Set, OpenSSH, X.509, COSE, and with a password encrypted PKCS #8, PKCS #12 and JWE.'
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
    flags: ['alg', 'kid', 'size', 'format', ...PASSWORD_FLAGS, 'out', 'show-private'],
    notes: ['A password is never taken from the command line, which others on the machine can read.'],
    examples: [
      'keywell key new --alg ES256 --out signing-key.json > public.json',
      'keywell key new --alg EdDSA --kid date --format jwe --password-file secret.txt -o signing-key.jwe',
    ],
    load: () => import('./commands/key-new.ts'),
  },
  {
    path: ['key', 'show'],
    summary: 'say what a key is: type, size, algorithms, names; never its private numbers',
    operand: KEY,
    flags: PASSWORD_FLAGS,
    notes: [KEY_NOTE],
    examples: ['keywell key show signing-key.pem', 'keywell key show certificate.pem'],
    load: () => import('./commands/key-show.ts'),
  },
  {
    path: ['key', 'convert'],
    summary: 'write a key in another form',
    operand: KEY,
    flags: ['to', 'kid', ...PASSWORD_FLAGS, 'new-password-file', 'new-password-env', 'out', 'show-private'],
    notes: [
      KEY_NOTE,
      'Forms to write: pem, der, openssh (each for private and for public keys), jwk, jwks, jwe, encrypted-pem, cose,',
      'cose-base64, openssh-public, openssh-private, and spki, pkcs8, pkcs1, sec1, each with -pem, -der or -base64.',
      'What holds a secret in the open goes into a new file with mode 0600, or is printed with --show-private.',
    ],
    examples: [
      'keywell key convert signing-key.pem --to jwk -o signing-key.json',
      'keywell key convert certificate.pem --to spki-pem',
      'keywell key convert signing-key.json --to jwe --new-password-file secret.txt -o signing-key.jwe',
    ],
    load: () => import('./commands/key-convert.ts'),
  },
  {
    path: ['key', 'public'],
    summary: 'print the part of a key that may be published, as JWK',
    operand: KEY,
    flags: PASSWORD_FLAGS,
    notes: [KEY_NOTE],
    examples: ['keywell key public signing-key.json', 'keywell key public certificate.pem'],
    load: () => import('./commands/key-public.ts'),
  },
  {
    path: ['key', 'thumbprint'],
    summary: 'print the RFC 7638 thumbprint of a key, or of each key of a set',
    operand: KEY,
    flags: ['hash', ...PASSWORD_FLAGS],
    examples: ['keywell key thumbprint key.pem', 'keywell key thumbprint --hash sha512 jwks.json'],
    load: () => import('./commands/key-thumbprint.ts'),
  },
  {
    path: ['key', 'check'],
    summary: 'look for what is wrong with a key: exit code 1 if something is',
    operand: KEY,
    flags: ['alg', 'now', ...PASSWORD_FLAGS],
    notes: [
      KEY_NOTE,
      'Looks at sizes, the halves of a pair, what the key is for, its certificate, and for keys that everybody knows.',
    ],
    examples: ['keywell key check signing-key.pem --alg ES256', 'keywell key check jwks.json'],
    load: () => import('./commands/key-check.ts'),
  },
  {
    path: ['key', 'match'],
    summary: 'tell whether keys, certificates and tokens belong together: exit code 1 if not',
    operand: 'FILE…',
    flags: PASSWORD_FLAGS,
    notes: ['A FILE may be a private or public key in any form, a certificate, a JWK Set, or a signed token.'],
    examples: ['keywell key match signing-key.pem certificate.pem token.jwt'],
    load: () => import('./commands/key-match.ts'),
  },
  {
    path: ['what'],
    summary: 'say what something is, whatever it is, and what to do with it next',
    operand: 'TEXT|FILE|-',
    flags: ['now'],
    notes: [
      'Knows tokens, headers, keys, key sets, certificates and key stores in their many forms, metadata, URLs, key ids.',
      'Looks at nothing but what it is given: no network. Better not to type secrets: pipe them in.',
    ],
    examples: ['pbpaste | keywell what', 'keywell what signing-key.p12', 'keywell what https://issuer.example'],
    load: () => import('./commands/what.ts'),
  },
  {
    path: ['version'],
    summary: 'print the version',
    flags: [],
    examples: ['keywell version'],
    load: () => import('./commands/version.ts'),
  },
])
