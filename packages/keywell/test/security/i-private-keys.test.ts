/** Nothing private is printed by any object of the library that holds a private key, nor said in its errors. */
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format, inspect } from 'node:util'
import { expect, test } from 'vitest'
import { jwkFromEncryptedPkcs8, jwkFromPkcs12, jwkToEncryptedPkcs8, jwkToPkcs12 } from '../../src/certificates.ts'
import { createVerifier, sharedSecret, unchecked } from '../../src/index.ts'
import { cryptoKeyFromJwk, decryptJwk, encryptJwk, generateJwk, type Jwk, readKey, readKeys } from '../../src/jwk.ts'
import { keyObjectFromJwk } from '../../src/node.node.ts'
import { localSigner, signJwt } from '../../src/sign.ts'
import { testIssuer } from '../../src/testing.ts'

const PASSWORD = 'correct horse battery staple'
const generated = await generateJwk('RS256', { kid: 'mine' })
const { privateJwk } = generated
const secret = await generateJwk('HS256', { kid: 'shared' })
const json = JSON.stringify(privateJwk)
const octets = Buffer.from(String(secret.privateJwk['k']), 'base64url')

const numbers = [...Object.values(privateMembers(privateJwk)), String(secret.privateJwk['k'])]
function privateMembers({ d, p, q, dp, dq, qi }: Jwk): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries({ d, p, q, dp, dq, qi }).map(([name, value]) => [name, String(value)]))
}

/** Octets print in hexadecimal, with a space between or not, and in decimal. */
const spellings = numbers.flatMap((text) => {
  const bytes = Buffer.from(text, 'base64url').subarray(0, 12)
  return [text, bytes.toString('hex'), bytes.toString('hex').replaceAll(/(..)(?=.)/g, '$1 '), [...bytes].join(',')]
})

/** What a console writes. */
function printed(print: (terminal: Console) => void): string {
  let text = ''
  const stdout = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  print(new Console({ stdout, stderr: stdout }))
  return text
}

/** Every way in which a program shows a value without meaning to. */
const shown = (value: unknown): string =>
  [
    printed((terminal) => terminal.log(value)),
    printed((terminal) => terminal.log({ deep: { value } })),
    printed((terminal) => terminal.error(value)),
    inspect(value, { depth: null }),
    inspect(value),
    format('%o %O %s', value, value, value),
  ].join('\n')

/** Ways that ask the object nothing and walk its members; for what is not the key as such. */
const unasked = (value: unknown): string =>
  [
    JSON.stringify(value),
    JSON.stringify([value]),
    inspect(value, { customInspect: false, depth: null, showHidden: true }),
    printed((terminal) => terminal.table([value])),
  ].join('\n')

function expectDiscreet(text: string): void {
  for (const spelling of [...spellings, PASSWORD]) expect(text).not.toContain(spelling)
}

const issuer = await testIssuer()
const source = sharedSecret(octets, { alg: 'HS256' })
const pem = await jwkToEncryptedPkcs8(privateJwk, { password: PASSWORD })
const jwe = await encryptJwk(privateJwk, PASSWORD)

/** What holds a private key, and is not the key. */
const HOLDERS: readonly (readonly [string, unknown])[] = [
  ['generateJwk', generated],
  ['generateJwk of a secret', secret],
  ['readKey', await readKey(json)],
  ['readKeys', await readKeys(JSON.stringify({ keys: [privateJwk, secret.privateJwk] }))],
  ['localSigner', localSigner(privateJwk)],
  ['localSigner of a secret', localSigner(secret.privateJwk)],
  ['cryptoKeyFromJwk', await cryptoKeyFromJwk(privateJwk, { extractable: true })],
  ['keyObjectFromJwk', keyObjectFromJwk(privateJwk)],
  ['sharedSecret', source],
  [
    'createVerifier with a secret',
    createVerifier({ issuer: unchecked('a test'), audience: unchecked('a test'), keys: source }),
  ],
  ['its status', source.status()],
  ['testIssuer', issuer],
  ['encryptJwk', jwe],
  ['jwkToEncryptedPkcs8', pem],
]

test.each(HOLDERS)('%s', (_, holder) => {
  expectDiscreet(shown(holder))
  if (typeof holder === 'object') expectDiscreet(unasked(holder))
})

/** The key as such: it prints without its secret, and serialises as what it is, since that is how keys are kept. */
const KEYS: readonly (readonly [string, Jwk])[] = [
  ['generateJwk', privateJwk],
  ['generateJwk of a secret', secret.privateJwk],
  ['readKey', (await readKey(json)).jwk],
  ['decryptJwk', await decryptJwk(jwe, PASSWORD)],
  ['jwkFromEncryptedPkcs8', await jwkFromEncryptedPkcs8(pem, { password: PASSWORD })],
  ['jwkFromPkcs12', await jwkFromPkcs12(await jwkToPkcs12(privateJwk, { password: PASSWORD }), { password: PASSWORD })],
]

test.each(KEYS)('the private JWK of %s', (_, jwk) => {
  expectDiscreet(shown(jwk))
  expect(JSON.stringify(jwk)).toContain(String(jwk['d'] ?? jwk['k']))
  expect(Object.keys(jwk)).toContain(jwk.kty === 'oct' ? 'k' : 'd')
})

const broken: readonly (readonly [string, () => unknown])[] = [
  ['halves of two keys', () => readKey(JSON.stringify({ ...privateJwk, p: privateJwk['q'] }))],
  ['a key that is cut off', () => readKey(json.slice(0, -20))],
  ['a key for encryption', () => signJwt({}, { signer: localSigner({ ...privateJwk, use: 'enc' }) })],
  ['a key of another algorithm', () => signJwt({}, { signer: localSigner({ ...privateJwk, alg: 'ES256' }) })],
  [
    'a secret that is too short',
    () => localSigner({ ...secret.privateJwk, k: String(secret.privateJwk['k']).slice(0, 20), alg: 'HS512' }),
  ],
  ['a wrong password', () => decryptJwk(jwe, 'wrong')],
  ['a key instead of a JWE', () => decryptJwk(json, PASSWORD)],
  ['a password of another type', () => jwkFromEncryptedPkcs8(pem, { password: new Uint8Array(5000) })],
]

test.each(broken)('an error about %s', async (_, attempt) => {
  const error: unknown = await new Promise((resolve) => void Promise.resolve().then(attempt).then(resolve, resolve))
  expect(error).toBeInstanceOf(Error)
  expectDiscreet(shown(error) + unasked(error))
})

test('the search finds what is shown', () => {
  expect(() => expectDiscreet(shown({ ...privateJwk }))).toThrow('not to contain')
  expect(() => expectDiscreet(shown(new Uint8Array(octets)))).toThrow('not to contain')
  expect(() => expectDiscreet(unasked(privateJwk))).toThrow('not to contain')
})
