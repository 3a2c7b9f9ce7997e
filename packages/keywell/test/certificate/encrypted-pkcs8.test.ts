import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { jwkFromEncryptedPkcs8, jwkToEncryptedPkcs8 } from '../../src/certificates.ts'
import { integer, octetString, oid, sequence } from '../../src/jwk/convert/der-write.ts'
import { generateJwk } from '../../src/jwk/generate.ts'
import { failure } from '../support/failures.ts'
import { file, openssl } from './openssl.ts'

const PASSWORD = 'pässword ⚿'

const KEYS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['-algorithm', 'RSA'],
  'P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  Ed25519: ['-algorithm', 'ED25519'],
}

const plain = (key: readonly string[] = KEYS['P-256'] ?? []): string => openssl(['genpkey', ...key]).toString()

const WAYS: Readonly<Record<string, readonly string[]>> = {
  'PBES2 with AES-256 and HMAC-SHA-256': ['-v2', 'aes-256-cbc'],
  'PBES2 with AES-192 and HMAC-SHA-512': ['-v2', 'aes-192-cbc', '-v2prf', 'hmacWithSHA512', '-iter', '5000'],
  'PBES2 with AES-128 and HMAC-SHA-384': ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA384'],
  'PBES2 with AES-128 and HMAC-SHA-1': ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA1'],
  'PBES2 with Triple DES': ['-v2', 'des3'],
  scrypt: ['-scrypt'],
  'scrypt of another cost': ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '4', '-scrypt_p', '2'],
  'PKCS #12 with Triple DES': ['-v1', 'PBE-SHA1-3DES'],
  'PKCS #12 with two-key Triple DES': ['-v1', 'PBE-SHA1-2DES'],
  'PKCS #12 with RC2-128': ['-v1', 'PBE-SHA1-RC2-128', '-provider', 'legacy', '-provider', 'default'],
  'PKCS #12 with RC2-40': ['-v1', 'PBE-SHA1-RC2-40', '-provider', 'legacy', '-provider', 'default'],
}

const sealedBy = (key: string, way: readonly string[], form = 'PEM'): Buffer =>
  openssl(['pkcs8', '-topk8', ...way, '-passout', `pass:secret`, '-outform', form], Buffer.from(key))

test.each(Object.entries(WAYS))("OpenSSL's %s is read", async (_name, way) => {
  const key = plain()
  const jwk = await jwkFromEncryptedPkcs8(sealedBy(key, way).toString(), { password: 'secret' })
  expect(jwk).toEqual(createPrivateKey(key).export({ format: 'jwk' }))
})

test.each(Object.entries(WAYS))('a wrong password for %s is told', async (_name, way) => {
  const sealed = sealedBy(plain(), way)
  for (const password of ['Secret', '', 'other']) {
    const error = await failure('ERR_JWK_INVALID', () => jwkFromEncryptedPkcs8(sealed, { password }))
    expect(error.message).toBe('the password is wrong, or the file is damaged')
    expect(error.cause).toBeUndefined()
  }
})

test.each(Object.entries(KEYS))('%s is written, read by OpenSSL, and read again', async (_name, key) => {
  const jwk = createPrivateKey(plain(key)).export({ format: 'jwk' })
  for (const kdf of ['pbkdf2', 'scrypt'] as const) {
    const pem = await jwkToEncryptedPkcs8(jwk as never, { password: PASSWORD, kdf })
    const passwordFile = file('password.txt', `${PASSWORD}\n`)
    const opened = openssl(['pkey', '-passin', `file:${passwordFile}`], Buffer.from(pem))
    expect(createPrivateKey(opened).export({ format: 'jwk' })).toEqual(jwk)
    expect(await jwkFromEncryptedPkcs8(pem, { password: new TextEncoder().encode(PASSWORD) })).toEqual(jwk)
  }
})

test('what is written has 600,000 iterations, AES-256 and HMAC-SHA-256, or scrypt', async () => {
  const { privateJwk } = await generateJwk('ES256')
  const dump = async (kdf: 'pbkdf2' | 'scrypt'): Promise<string> =>
    openssl(['asn1parse'], Buffer.from(await jwkToEncryptedPkcs8(privateJwk, { password: 'x', kdf }))).toString()
  const pbkdf2 = await dump('pbkdf2')
  expect(pbkdf2).toContain(':PBKDF2')
  expect(pbkdf2).toContain(`:${(600_000).toString(16).toUpperCase().padStart(6, '0')}`)
  expect(pbkdf2).toContain(':hmacWithSHA256')
  expect(pbkdf2).toContain(':aes-256-cbc')
  expect(await dump('scrypt')).toContain('scrypt')
})

test('the same key under the same password never looks the same', async () => {
  const { privateJwk } = await generateJwk('ES256')
  const one = await jwkToEncryptedPkcs8(privateJwk, { password: 'x' })
  expect(await jwkToEncryptedPkcs8(privateJwk, { password: 'x' })).not.toBe(one)
})

test.each(['PEM', 'DER'])('%s as octets is read', async (form) => {
  const sealed = sealedBy(plain(), WAYS['scrypt'] ?? [], form)
  await expect(jwkFromEncryptedPkcs8(new Uint8Array(sealed), { password: 'secret' })).resolves.toHaveProperty('d')
})

const count = (value: number): Uint8Array => integer(Uint8Array.from([24, 16, 8, 0], (shift) => value >> shift))
const sealedWith = (kdf: Uint8Array): Uint8Array => {
  const cipher = sequence(oid('60864801650304012a'), octetString(new Uint8Array(16)))
  return sequence(sequence(oid('2a864886f70d01050d'), sequence(kdf, cipher)), octetString(new Uint8Array(64)))
}
const salt = octetString(new Uint8Array(8))
const scrypt = (...costs: readonly number[]): Uint8Array =>
  sequence(oid('2b06010401da47040b'), sequence(salt, ...costs.map(count)))

test.each([
  ['PBKDF2 asks for 2000000000 iterations', sequence(oid('2a864886f70d01050c'), sequence(salt, count(2_000_000_000)))],
  ['PBKDF2 asks for 0 iterations', sequence(oid('2a864886f70d01050c'), sequence(salt, count(0)))],
  ['scrypt asks for N=4194304, r=8, p=1', scrypt(2 ** 22, 8, 1)],
  ['scrypt asks for N=1024, r=8, p=100000', scrypt(1024, 8, 100_000)],
  ['scrypt asks for N=1000, r=8, p=1', scrypt(1000, 8, 1)],
])('a file whose %s is refused before any of it is done', async (reason, kdf) => {
  const error = await failure('ERR_KEY_UNSUPPORTED', () => jwkFromEncryptedPkcs8(sealedWith(kdf), { password: 'x' }))
  expect(error.message).toBe(`its ${reason}`)
})

test.each<[string, object]>([
  ['password', { password: 5 }],
  ['password', { password: '' }],
  ['password', {}],
  ['iterations', { password: 'x', iterations: 599_999 }],
  ['kdf', { password: 'x', kdf: 'md5' }],
])('writing checks the option %s: %j', async (option, options) => {
  const { privateJwk } = await generateJwk('ES256')
  const error = await failure('ERR_OPTION_INVALID', () => jwkToEncryptedPkcs8(privateJwk, options as never))
  expect(error.detail.option).toBe(option)
})

test.each([
  ['an unencrypted key', plain()],
  ['nothing', ''],
  ['something else', 'hello'],
  ['other DER', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00)],
])('%s is refused', async (_name, input) => {
  await failure('ERR_JWK_INVALID', () => jwkFromEncryptedPkcs8(input, { password: 'x' }))
})

test('errors never show the password', async () => {
  const sealed = sealedBy(plain(), ['-v2', 'aes-256-cbc'])
  const caught = await jwkFromEncryptedPkcs8(sealed, { password: 'hunter2-wrong' }).catch((error: unknown) => error)
  expect(JSON.stringify(caught) + String(caught)).not.toContain('hunter2')
})

test('a key is found behind text and certificates, as openssl pkcs12 writes them', async () => {
  const sealed = sealedBy(plain(), ['-v2', 'aes-256-cbc'])
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
  const around = `Bag Attributes\n    friendlyName: signer\n${certificate}${sealed.toString()}\n${certificate}`
  await expect(jwkFromEncryptedPkcs8(around, { password: 'secret' })).resolves.toMatchObject({ kty: 'EC' })
})

test('a key without a password is sent to readKey', async () => {
  const error = await failure('ERR_JWK_INVALID', () => jwkFromEncryptedPkcs8(plain(), { password: 'x' }))
  expect(error.hint).toContain('readKey of keywell/jwk')
})
