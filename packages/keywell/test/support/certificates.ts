/** X.509 certificates for tests, made anew in each run. Just enough DER for TLS on this machine. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

export interface Identity {
  /** PEM. */
  readonly cert: string
  /** PEM, PKCS #8. */
  readonly key: string
}

export interface Authority extends Identity {
  issue(names: readonly string[]): Identity
}

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  if (body.length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, body.length]), body])
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 0xff]), body])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts)
const bytes = (...octets: readonly number[]): Buffer => Buffer.from(octets)

const ECDSA_SHA256 = sequence(tlv(0x06, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)))
const TRUE = bytes(0x01, 0x01, 0xff)

const name = (common: string): Buffer =>
  sequence(tlv(0x31, sequence(tlv(0x06, bytes(0x55, 0x04, 0x03)), tlv(0x0c, Buffer.from(common)))))

const time = (ms: number): Buffer =>
  tlv(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))

const basicConstraints = sequence(tlv(0x06, bytes(0x55, 0x1d, 0x13)), TRUE, tlv(0x04, sequence(TRUE)))

const subjectAltName = (names: readonly string[]): Buffer => {
  const entries = names.map((one) =>
    isIPv4(one) ? tlv(0x87, bytes(...one.split('.').map(Number))) : tlv(0x82, Buffer.from(one)),
  )
  return sequence(tlv(0x06, bytes(0x55, 0x1d, 0x11)), tlv(0x04, sequence(...entries)))
}

interface Certificate {
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly extension: Buffer
}

const DAY_MS = 86_400_000

function certificate({ issuer, subject, publicKey, extension }: Certificate, signer: KeyObject): string {
  const toBeSigned = sequence(
    tlv(0xa0, bytes(0x02, 0x01, 0x02)),
    tlv(0x02, bytes(0x01), randomBytes(8)),
    ECDSA_SHA256,
    name(issuer),
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  )
  const signature = tlv(0x03, bytes(0), sign('sha256', toBeSigned, signer))
  const base64 = sequence(toBeSigned, ECDSA_SHA256, signature).toString('base64')
  // No line break at the very end: before an empty line, OpenSSL takes all of it for headers (RFC 1421).
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

const pair = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

export function createAuthority(issuer = `Test CA ${randomBytes(4).toString('hex')}`): Authority {
  const own = pair()
  const facts = { issuer, subject: issuer, publicKey: own.publicKey, extension: basicConstraints }
  return {
    cert: certificate(facts, own.privateKey),
    key: pem(own.privateKey),
    issue(names) {
      const { publicKey, privateKey } = pair()
      const leaf = { issuer, subject: 'leaf', publicKey, extension: subjectAltName(names) }
      return { cert: certificate(leaf, own.privateKey), key: pem(privateKey) }
    },
  }
}
