import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { certificateKeys, jwkFromPkcs12, jwkToPkcs12, jwkWithCertificates } from '../../src/certificates.ts'
import { generateJwk } from '../../src/jwk/generate.ts'
import { failure } from '../support/failures.ts'
import { CA, family, file, make, openssl } from './openssl.ts'

const own = family()
const privateJwk = createPrivateKey(own.leaf.key).export({ format: 'jwk' })
const x5c = [own.leaf, own.ca].map(({ pem }) => new X509Certificate(pem).raw.toString('base64'))
const issuers = file('issuers.pem', own.ca.pem + own.root.pem)
const CHECKED_AT = Date.UTC(2026, 0, 1) / 1000

const INPUTS = ['-inkey', own.leaf.keyFile, '-in', own.leaf.certFile, '-certfile', issuers]

const exported = (...more: readonly string[]): Buffer =>
  openssl(['pkcs12', '-export', ...INPUTS, '-name', 'my signer', '-passout', 'pass:secret', ...more])

const WAYS: Readonly<Record<string, readonly string[]>> = {
  'as OpenSSL 3 writes it': [],
  'as OpenSSL 1 wrote it: Triple DES, RC2-40, SHA-1': ['-legacy'],
  'with Triple DES for all': ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  'with RC2-128 certificates': ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128'],
  'with AES-128 and a MAC of SHA-512': ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
  'with a MAC of SHA-384': ['-macalg', 'sha384', '-iter', '4096'],
  'with plain certificates': ['-certpbe', 'NONE'],
  'with a plain key': ['-keypbe', 'NONE'],
  'without a MAC': ['-nomac'],
}

test.each(Object.entries(WAYS))('a file %s gives the key and its certificates', async (_name, way) => {
  const jwk = await jwkFromPkcs12(exported(...way), { password: 'secret' })
  expect(jwk).toMatchObject({ ...privateJwk, x5c })
  const { jwk: trusted } = await certificateKeys(jwk['x5c'] as string[], { anchors: own.root.pem, at: CHECKED_AT })
  expect(trusted['x5t#S256']).toBe(jwk['x5t#S256'])
})

test.each(Object.entries(WAYS))('a wrong password for a file %s is told', async (_name, way) => {
  const error = await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(exported(...way), { password: 'Secret' }))
  expect(error.message).toBe('the password is wrong, or the file is damaged')
})

test('a file with a changed octet is refused', async () => {
  const bytes = new Uint8Array(exported())
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(bytes, { password: 'secret' }))
})

test('base64 of a file is read', async () => {
  await expect(jwkFromPkcs12(exported().toString('base64'), { password: 'secret' })).resolves.toMatchObject(privateJwk)
})

test('the friendly name picks a key, and a name that is not there is told', async () => {
  await expect(jwkFromPkcs12(exported(), { password: 'secret', name: 'my signer' })).resolves.toMatchObject(privateJwk)
  const error = await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(exported(), { password: 'secret', name: 'x' }))
  expect(error.message).toBe('the file holds no key of this name, only "my signer"')
})

test('a file of certificates alone holds no key', async () => {
  const only = openssl(['pkcs12', '-export', '-nokeys', '-in', own.leaf.certFile, '-passout', 'pass:secret'])
  const error = await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(only, { password: 'secret' }))
  expect(error.message).toBe('the file holds no private key')
})

test('a password beyond ASCII is the same to OpenSSL', async () => {
  const password = file('p12-password.txt', 'pässword ⚿\n')
  const args = [
    'pkcs12',
    '-export',
    '-inkey',
    own.leaf.keyFile,
    '-in',
    own.leaf.certFile,
    '-passout',
    `file:${password}`,
  ]
  await expect(jwkFromPkcs12(openssl(args), { password: 'pässword ⚿' })).resolves.toMatchObject(privateJwk)
})

/** Every constructed element of indefinite length, every octet string in two pieces, as old software writes. */
function looseBer(der: Uint8Array): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < der.length;) {
    const first = der[at + 1] ?? 0
    const octets = first < 0x80 ? 0 : first - 0x80
    const start = at + 2 + octets
    const length = octets === 0 ? first : Buffer.from(der.subarray(at + 2, start)).readUIntBE(0, octets)
    const content = der.subarray(start, start + length)
    const tag = der[at] ?? 0
    if ((tag & 0x20) !== 0) parts.push(Buffer.of(tag, 0x80), looseBer(content), Buffer.of(0, 0))
    else if (tag === 4 && length > 1) parts.push(pieces(0x24, content))
    else if (tag === 0x80) parts.push(pieces(0xa0, content))
    else parts.push(Buffer.from(der.subarray(at, start + length)))
    at = start + length
  }
  return Buffer.concat(parts)
}

const piece = (content: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.of(0x04, 0x83, content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff),
    content,
  ])
const pieces = (tag: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(tag, 0x80), piece(content.subarray(0, 1)), piece(content.subarray(1)), Buffer.of(0, 0)])

test('BER as old software writes it is read', async () => {
  const loose = looseBer(exported())
  expect(openssl(['pkcs12', '-nodes', '-passin', 'pass:secret'], loose).toString()).toContain('PRIVATE KEY')
  await expect(jwkFromPkcs12(loose, { password: 'secret' })).resolves.toMatchObject({ ...privateJwk, x5c })
})

test('what is written is read by OpenSSL, with its certificates and its name, and read again', async () => {
  const jwk = await jwkWithCertificates({ ...privateJwk, kty: 'EC' }, own.leaf.pem + own.ca.pem)
  const made = await jwkToPkcs12(jwk, { password: 'pässword', name: 'signer ⚿' })
  const password = file('p12-password2.txt', 'pässword\n')
  const shown = openssl([
    'pkcs12',
    '-nodes',
    '-info',
    '-passin',
    `file:${password}`,
    '-in',
    file('own.p12', made),
  ]).toString()
  expect(createPrivateKey(shown).export({ format: 'jwk' })).toEqual(privateJwk)
  expect(shown.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  expect(shown).toContain('localKeyID')
  expect(await jwkFromPkcs12(made, { password: 'pässword', name: 'signer ⚿' })).toEqual(jwk)
})

test('a key without certificates is written as well', async () => {
  const { privateJwk: jwk } = await generateJwk('Ed25519')
  const made = await jwkToPkcs12(jwk, { password: 'x', kdf: 'scrypt' })
  const { d } = await jwkFromPkcs12(made, { password: 'x', name: String(jwk.kid) })
  expect(d).toBe(jwk['d'])
  expect(openssl(['pkcs12', '-nodes', '-passin', 'pass:x'], made).toString()).toContain('PRIVATE KEY')
})

test('certificates of another key are not written beside it', async () => {
  const { privateJwk: jwk } = await generateJwk('ES256')
  await failure('ERR_CERTIFICATE_INVALID', () => jwkToPkcs12({ ...jwk, x5c }, { password: 'x' }))
})

const hasKeytool = spawnSync('keytool', ['-help']).error === undefined

test.skipIf(!hasKeytool)(
  'files of Java keytool are read, several keys by their alias, and ours are read by keytool',
  async () => {
    const path = file('java.p12')
    const store = ['-keystore', path, '-storetype', 'PKCS12', '-storepass', 'changeit']
    for (const [alias, algorithm] of [
      ['one', 'EC'],
      ['two', 'RSA'],
    ] as const)
      keytool(['-genkeypair', '-alias', alias, '-keyalg', algorithm, '-dname', `CN=${alias}`, ...store])
    const made = readFileSync(path)
    const error = await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(made, { password: 'changeit' }))
    expect(error.message).toMatch(/^the file holds several keys, name one of them: /)
    expect(await jwkFromPkcs12(made, { password: 'changeit', name: 'one' })).toMatchObject({ kty: 'EC' })
    const two = await jwkFromPkcs12(made, { password: 'changeit', name: 'two' })
    expect(two).toMatchObject({ kty: 'RSA' })
    const ours = file('ours.p12', await jwkToPkcs12(two, { password: 'changeit', name: 'ours' }))
    const listed = keytool(['-list', '-keystore', ours, '-storetype', 'PKCS12', '-storepass', 'changeit'])
    expect(listed).toMatch(/ours,.*PrivateKeyEntry/)
  },
)

const keytool = (args: readonly string[]): string => execFileSync('keytool', args, { encoding: 'utf8', stdio: 'pipe' })

test('certificates of others in the file are left out', async () => {
  const stranger = make({ name: 'Stranger', extensions: CA })
  const more = file('more.pem', stranger.pem + own.ca.pem)
  const jwk = await jwkFromPkcs12(exported('-certfile', more), { password: 'secret' })
  expect(jwk['x5c']).toEqual(x5c)
})

test.each([undefined, null, 3, {}])('%j in the place of a key is refused', async (value) => {
  // @ts-expect-error plain JavaScript
  await expect(jwkToPkcs12(value, { password: 'x' })).rejects.toMatchObject({ code: 'ERR_JWK_INVALID' })
})

test('a plain key in a file without a MAC is no key under a password, whichever is given', async () => {
  const plain = exported('-keypbe', 'NONE', '-nomac', '-certpbe', 'NONE')
  const error = await failure('ERR_JWK_INVALID', () => jwkFromPkcs12(plain, { password: 'secret' }))
  expect(error.message).toContain('no password protects')
  await expect(jwkFromPkcs12(plain, { password: '' })).resolves.toMatchObject(privateJwk)
})
