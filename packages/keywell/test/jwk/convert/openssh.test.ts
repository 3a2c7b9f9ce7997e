/** OpenSSH keys by the octet. What ssh-keygen makes and reads is in conformance/key-formats. */
import { describe, expect, test } from 'vitest'
import { readKey, readKeys, writeKey } from '../../../src/jwk.ts'
import { concat } from '../../../src/jwk/convert/der-write.ts'
import { sshNumber, sshOctets, sshReader, sshText, sshUint32 } from '../../../src/jwk/convert/ssh-wire.ts'
import { DerProblem } from '../../../src/jwk/der.ts'
import { failure } from '../../support/failures.ts'
import { hex, jwkOf, publicOf } from './support.ts'

const point = Buffer.from(String(publicOf('Ed25519')['x']), 'base64url')
const seed = Buffer.from(String(jwkOf('Ed25519')['d']), 'base64url')
const blob = concat(sshText('ssh-ed25519'), sshOctets(point))
const p256Point = concat(
  Uint8Array.of(4),
  ...['x', 'y'].map((name) => Buffer.from(String(publicOf('P-256')[name]), 'base64url')),
)
const magic = Buffer.from('openssh-key-v1\0')

interface Parts {
  readonly cipher?: string
  readonly count?: number
  readonly blob?: Uint8Array
  readonly check?: number
  readonly both?: Uint8Array
  readonly padding?: Uint8Array
  readonly behind?: Uint8Array
}

/** A private file put together part by part, whole unless a part is given. */
function file(parts: Parts = {}): string {
  const {
    cipher = 'none',
    count = 1,
    check = 7,
    padding = Uint8Array.of(1, 2, 3, 4),
    behind = new Uint8Array(),
  } = parts
  const both = parts.both ?? Buffer.concat([seed, point])
  const key = concat(sshText('ssh-ed25519'), sshOctets(point), sshOctets(both))
  const secret = concat(sshUint32(7), sshUint32(check), key, sshText('c'), padding)
  const head = concat(magic, sshText(cipher), sshText('none'), sshText(''), sshUint32(count))
  const whole = concat(head, sshOctets(parts.blob ?? blob), sshOctets(secret), behind)
  const body = Buffer.from(whole).toString('base64')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`
}

describe('a private file', () => {
  test('is read when whole', async () => {
    expect(await readKey(file())).toMatchObject({ jwk: jwkOf('Ed25519'), format: 'openssh-private', comment: 'c' })
  })

  test.each([
    ['check numbers that differ', { check: 8 }],
    ['a public key in front that is another', { blob: concat(sshText('ssh-ed25519'), sshOctets(point.toReversed())) }],
    ['another public key behind the seed', { both: Buffer.concat([seed, seed]) }],
    ['padding that does not count', { padding: Uint8Array.of(1, 2, 3, 5) }],
    ['no padding', { padding: new Uint8Array() }],
    ['a whole block of padding more', { padding: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }],
    ['something behind', { behind: Uint8Array.of(0) }],
  ])('is refused with %s', async (_, parts) => {
    await failure('ERR_JWK_INVALID', () => readKey(file(parts)))
  })

  test.each([
    ['a cipher', { cipher: 'aes256-ctr' }],
    ['two keys', { count: 2 }],
    ['a type that JOSE does not know', { blob: sshText('ssh-dss') }],
  ])('is not supported with %s', async (_, parts) => {
    await failure('ERR_KEY_UNSUPPORTED', () => readKey(file(parts)))
  })
})

describe('a public line', () => {
  const line = (content: Uint8Array, type = 'ssh-ed25519'): string =>
    `${type} ${Buffer.from(content).toString('base64')}`

  test.each([
    ['another type in front than inside', line(blob, 'ssh-rsa')],
    ['something behind the key', line(concat(blob, Uint8Array.of(0)))],
    ['a point that is too short', line(concat(sshText('ssh-ed25519'), sshOctets(point.subarray(1))))],
    ['no key', 'ssh-ed25519'],
    ['a key that is no base64', 'ssh-ed25519 AAAA!'],
    [
      'another curve inside',
      line(concat(sshText('ecdsa-sha2-nistp256'), sshText('nistp384'), sshOctets(p256Point)), 'ecdsa-sha2-nistp256'),
    ],
  ])('is refused with %s', async (_, text) => {
    await failure('ERR_JWK_INVALID', () => readKey(text))
  })

  test.each(['ssh-dss', 'sk-ssh-ed25519@openssh.com', 'ssh-ed25519-cert-v01@openssh.com'])(
    'is not supported with the type %s',
    async (type) => {
      const error = await failure('ERR_KEY_UNSUPPORTED', () => readKey(line(sshText(type), type)))
      expect(error.message).toContain(type)
    },
  )

  test('takes the kid for a comment, and never becomes two lines', async () => {
    const jwk = { ...publicOf('Ed25519'), kid: 'a\nssh-ed25519 AAAA' }
    const written = writeKey(jwk, { format: 'openssh-public' })
    expect(written.trimEnd().split('\n')).toHaveLength(1)
    expect(await readKeys(written)).toHaveLength(1)
    await failure('ERR_OPTION_INVALID', () => writeKey(jwk, { format: 'openssh-public', comment: 'a\nb' }))
  })
})

describe('the data types of SSH', () => {
  test.each([
    ['zero', '00', '00000000'],
    ['RFC 4251 §5: 9a378f9b2e332a7', '09a378f9b2e332a7', '00000008 09a378f9b2e332a7'],
    ['RFC 4251 §5: 80', '80', '00000002 0080'],
    ['leading zeros', '000001', '00000001 01'],
  ])('an mpint: %s', (_, magnitude, written) => {
    expect(sshNumber(hex(magnitude))).toEqual(hex(written))
  })

  test.each([
    ['a negative number', '00000002 edcc'],
    ['zero', '00000000'],
    ['needless zeros', '00000002 0001'],
    ['an end too early', '00000002 01'],
    ['a length that is cut off', '000000'],
  ])('an mpint is refused: %s', (_, octets) => {
    expect(() => sshReader(hex(octets)).number()).toThrow(DerProblem)
  })
})
