/** No command prints anything private unless it is asked to: every one of them, on every form of a private key. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { encryptJwk, readKey, writeKey } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { nameOf } from '../src/help.ts'
import { runInside } from './support/inside.ts'
import { keyFolder, PASSWORD, secretsOf } from './support/key-files.ts'
import { keywell } from './support/keywell.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const pem = folder.read('rsa.pem')
const { jwk: read } = await readKey(pem)
const jwk = { ...read, kid: 'mine', alg: 'RS256' }
const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
const token = await signJwt({ iss: 'https://issuer.example', exp: 4e9 }, { signer: localSigner(jwk) })

/** Each holds the same private key. */
const FORMS: Readonly<Record<string, string | Uint8Array>> = {
  jwk: JSON.stringify(jwk),
  'jwk that is broken': JSON.stringify({ ...jwk, e: 'AAAA' }),
  'jwk with halves of two keys': JSON.stringify({ ...jwk, p: read['q'] }),
  'jwk for encryption': JSON.stringify({ ...jwk, use: 'enc', key_ops: ['decrypt'] }),
  'jwk with a number as kid': JSON.stringify({ ...jwk, kid: 7 }),
  'jwk that is cut off': JSON.stringify(jwk).slice(0, -30),
  'jwk set': JSON.stringify({ keys: [jwk, jwk] }),
  pem,
  'pem that is cut off': pem.toString().slice(0, -100),
  'pem out of a variable': pem.toString().replaceAll('\n', '\\n'),
  'pem with a wrong label': pem.toString().replaceAll('PRIVATE KEY', 'PUBLIC KEY'),
  pkcs1: writeKey(jwk, { format: 'pkcs1-pem' }),
  der,
  'der that is cut off': der.subarray(0, -20),
  base64: der.toString('base64'),
  openssh: writeKey(jwk, { format: 'openssh-private' }),
  cose: writeKey(jwk, { format: 'cose' }),
  'cose in base64url': writeKey(jwk, { format: 'cose-base64' }),
  pkcs12: folder.read('rsa.p12'),
  jwe: await encryptJwk(jwk, PASSWORD),
}

/** How each command is given a key. Those that have no key to show are here with what they take instead. */
const LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'keywell token decode': [['KEY']],
  'keywell token verify': [
    ['token', '--key', 'KEY', '--any-issuer', '--any-audience'],
    ['KEY', '--key', 'KEY', '--any-issuer', '--any-audience'],
    ['token', '--jwks', 'KEY', '--any-issuer', '--any-audience'],
  ],
  'keywell token explain': [['token', '--key', 'KEY'], ['KEY'], ['token', '--jwks', 'KEY']],
  'keywell issuer discover': [['KEY']],
  'keywell issuer keys': [['--jwks', 'KEY']],
  'keywell providers': [['KEY']],
  'keywell key new': [['--alg', 'ES256', '-o', 'new'], ['KEY']],
  'keywell key show': [['KEY']],
  'keywell key convert': [
    ...[
      'jwk',
      'jwks',
      'pem',
      'der',
      'openssh',
      'cose',
      'cose-base64',
      'pkcs8-base64',
      'pkcs1-pem',
      'sec1-pem',
      'spki-pem',
      'jwe',
      'encrypted-pem',
    ].map((to) => ['KEY', '--to', to]),
    ['KEY', '--to', 'pem', '-o', 'new'],
  ],
  'keywell key public': [['KEY']],
  'keywell key thumbprint': [['KEY']],
  'keywell key check': [['KEY'], ['KEY', '--alg', 'ES256']],
  'keywell key match': [
    ['KEY', 'token'],
    ['KEY', 'other'],
  ],
  'keywell what': [['KEY']],
  'keywell version': [[]],
}

/** So small that a message which quotes its beginning has all of it. */
const pair = generateKeyPairSync('ed25519')
const SMALL = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const SMALL_DER = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
/** These take nothing that could be a key. */
const FEW: readonly string[] = ['keywell version', 'keywell providers']

const secrets = [...secretsOf(pem), PASSWORD]
const takesPassword = (name: string): boolean =>
  COMMANDS.some((command) => nameOf(command) === name && command.flags.includes('password-env'))

test('every command is tried', () => {
  expect(Object.keys(LINES).toSorted()).toEqual(COMMANDS.map(nameOf).toSorted())
})

describe('nothing private is printed by', () => {
  const all = Object.entries(LINES).flatMap(([name, lines]) => lines.map((line) => [name, line] as const))

  test.each(all)(
    '%s %j',
    async (name, line) => {
      for (const [form, content] of Object.entries(FORMS)) {
        // Deriving a key takes a while; the two conversions that need one are tried on one form.
        if (line.includes('jwe') || line.includes('encrypted-pem')) if (form !== 'pem') continue
        for (const extra of [[], ['--json']]) {
          const flags =
            takesPassword(name) && (form === 'jwe' || form === 'pkcs12' || line.includes('jwe'))
              ? ['--password-env', 'PASSWORD']
              : []
          const argv = [
            ...name.split(' ').slice(1),
            ...line.map((word) => (word === 'KEY' ? 'key' : word)),
            ...flags,
            ...extra,
          ]
          const files = { key: content, token, other: folder.read('ec.crt') }
          const { code, stdout, said } = await runInside(argv, { files, env: { PASSWORD } })
          const shown = `${argv.join(' ')} of ${form}: ${code}\n${stdout}\n${said}`
          expect(shown).not.toContain(': 70\n')
          for (const secret of secrets) expect(shown).not.toContain(secret)
        }
      }
    },
    60_000,
  )

  test.each(COMMANDS.map(nameOf))(
    '%s, when the key is typed where its name belongs',
    async (name) => {
      const small = createPrivateKey(SMALL).export({ format: 'jwk' })
      const json = JSON.stringify({ d: small.d, ...small })
      const flags = [
        ['--jwks', SMALL_DER],
        ['--to', json],
        ['--password-env', SMALL_DER],
      ]
      const lines = [[json], [SMALL_DER], [SMALL], ...flags].slice(0, FEW.includes(name) ? 1 : 6)
      for (const line of lines) {
        const { stdout, stderr } = await keywell([...name.split(' ').slice(1), ...line])
        for (const secret of [String(small.d), ...secretsOf(SMALL)])
          expect(`${stdout}\n${stderr}`).not.toContain(secret)
      }
    },
    60_000,
  )
})

test('the search finds what is printed on request', async () => {
  const { stdout } = await runInside(['key', 'convert', 'key', '--to', 'pem', '--show-private'], {
    files: { key: pem },
  })
  expect(secrets.some((secret) => stdout.replaceAll('\n', '').includes(secret))).toBe(true)
})
