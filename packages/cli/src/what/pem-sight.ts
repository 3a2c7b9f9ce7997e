/** Recognises what stands between BEGIN and END lines, and keys and stores of other tools by how they begin. */
import { X509Certificate } from 'node:crypto'
import { certificateFacts } from '../input/certificate-facts.ts'
import { moment } from '../output/values.ts'
import { factsOf, type Recogniser, type Sight } from './sight.ts'

const SHOW = 'keywell key show FILE'
const CHECK = 'keywell key check FILE'
const PUBLIC = 'keywell key public FILE'
const WITH_PASSWORD = 'keywell key show FILE --password-file SECRET'

interface LabelFacts {
  readonly kind: string
  readonly title: string
  readonly next: readonly string[]
  readonly isSecret?: true
}

/** RFC 7468 and the labels of OpenSSL, OpenSSH and OpenPGP. */
const LABELS: ReadonlyMap<string, LabelFacts> = new Map<string, LabelFacts>([
  [
    'PUBLIC KEY',
    { kind: 'public-key', title: 'a public key (PEM, SPKI)', next: [SHOW, 'keywell key convert FILE --to jwk'] },
  ],
  [
    'RSA PUBLIC KEY',
    { kind: 'public-key', title: 'a public RSA key (PEM, PKCS #1)', next: [SHOW, 'keywell key convert FILE --to jwk'] },
  ],
  [
    'PRIVATE KEY',
    { kind: 'private-key', title: 'a private key (PEM, PKCS #8)', next: [SHOW, CHECK, PUBLIC], isSecret: true },
  ],
  [
    'RSA PRIVATE KEY',
    { kind: 'private-key', title: 'a private RSA key (PEM, PKCS #1)', next: [SHOW, CHECK, PUBLIC], isSecret: true },
  ],
  [
    'EC PRIVATE KEY',
    { kind: 'private-key', title: 'a private EC key (PEM, SEC 1)', next: [SHOW, CHECK, PUBLIC], isSecret: true },
  ],
  [
    'ENCRYPTED PRIVATE KEY',
    { kind: 'encrypted-key', title: 'a private key under a password (PEM, PKCS #8)', next: [WITH_PASSWORD] },
  ],
  [
    'OPENSSH PRIVATE KEY',
    {
      kind: 'private-key',
      title: 'a private key of OpenSSH',
      next: [SHOW, 'keywell key convert FILE --to jwk -o NEW'],
      isSecret: true,
    },
  ],
  [
    'CERTIFICATE REQUEST',
    {
      kind: 'certificate-request',
      title: 'a request for a certificate (PKCS #10)',
      next: ['its key: openssl req -in FILE -noout -pubkey'],
    },
  ],
  [
    'NEW CERTIFICATE REQUEST',
    {
      kind: 'certificate-request',
      title: 'a request for a certificate (PKCS #10)',
      next: ['its key: openssl req -in FILE -noout -pubkey'],
    },
  ],
  [
    'X509 CRL',
    { kind: 'revocation-list', title: 'a list of revoked certificates', next: ['openssl crl -in FILE -noout -text'] },
  ],
  [
    'PKCS7',
    { kind: 'pkcs7', title: 'certificates in PKCS #7', next: ['take them out: openssl pkcs7 -in FILE -print_certs'] },
  ],
  ['CMS', { kind: 'pkcs7', title: 'a CMS message', next: ['openssl cms -cmsout -print -in FILE -inform PEM'] }],
  [
    'DSA PRIVATE KEY',
    {
      kind: 'private-key',
      title: 'a private DSA key, which no token is signed with',
      next: ['make another key: keywell key new --alg ES256'],
      isSecret: true,
    },
  ],
  [
    'PGP PUBLIC KEY BLOCK',
    {
      kind: 'openpgp',
      title: 'a public key of OpenPGP, which is not meant for tokens',
      next: ['use a key of another kind'],
    },
  ],
  [
    'PGP PRIVATE KEY BLOCK',
    {
      kind: 'openpgp',
      title: 'a private key of OpenPGP, which is not meant for tokens',
      next: ['use a key of another kind'],
      isSecret: true,
    },
  ],
])

const BLOCK = /-----BEGIN ([A-Z0-9. ]{1,64})-----([^]*?)-----END \1-----/g

export const pemSight: Recogniser = (input, nowMs) => {
  if (!input.includes('-----BEGIN ')) return undefined
  const text = input.replaceAll(/(?:\\r)?\\n/g, '\n')
  const blocks = [...text.matchAll(BLOCK)].filter(([, label = '']) => !label.endsWith(' PARAMETERS'))
  const [first] = blocks
  if (first === undefined)
    return {
      kind: 'broken-pem',
      title: 'PEM that is cut off: an END line is missing',
      facts: [],
      next: ['copy it again, as a whole'],
    }
  const [block, label = '', body = ''] = first
  const sights = label.endsWith('CERTIFICATE') ? certificateSight(block, blocks.length, nowMs) : labelSight(label, body)
  const escaped =
    text === input ? [] : ([['spelling', 'line breaks are spelled \\n, as in environment variables']] as const)
  const others = blocks.length > 1 ? [['blocks', blocks.map(([, name]) => name).join(', ')] as const] : []
  const isSecret = blocks.some(([, name]) => LABELS.get(name ?? '')?.isSecret)
  return { ...sights, facts: [...sights.facts, ...others, ...escaped], ...(isSecret ? { isSecret: true } : {}) }
}

function labelSight(label: string, body: string): Sight {
  // RFC 1421 §4.6.1.1, which OpenSSL still writes.
  if (/^\s*Proc-Type:.*ENCRYPTED/.test(body))
    return {
      kind: 'encrypted-key',
      title: 'a private key under a password, in the old way of PEM',
      facts: [],
      next: ['write it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE'],
    }
  const known = LABELS.get(label)
  if (known !== undefined) return { ...known, facts: [] }
  return {
    kind: 'pem',
    title: `PEM with the label "${label}", which is not known here`,
    facts: [],
    next: ['openssl asn1parse -in FILE'],
  }
}

export function certificateSight(source: string | Uint8Array, count: number, nowMs: number): Sight {
  const next = [SHOW, CHECK, 'keywell key match KEY FILE']
  const title = count > 1 ? 'an X.509 certificate, and more behind it' : 'an X.509 certificate'
  try {
    const { subject, issuer, notAfterMs, isAuthority, x5tS256 } = certificateFacts(new X509Certificate(source))
    const isOver = notAfterMs < nowMs
    const facts = factsOf([
      ['subject', subject],
      ['issuer', subject === issuer ? 'itself: self-signed, or a root' : issuer],
      [isOver ? 'EXPIRED' : 'valid until', moment(notAfterMs / 1000, nowMs)],
      ['authority', isAuthority ? 'yes: it may sign other certificates' : undefined],
      ['x5t#S256', x5tS256],
    ])
    return { kind: 'certificate', title, facts, next }
  } catch {
    return {
      kind: 'certificate',
      title: 'a certificate that cannot be read',
      facts: [],
      next: ['openssl x509 -in FILE -noout -text'],
    }
  }
}

/** Known by how they begin. */
const BEGINNINGS: readonly (readonly [RegExp, Sight])[] = [
  [
    /^(ssh-(rsa|ed25519|ed448|dss)|ecdsa-sha2-nistp\d+|sk-\S+@openssh\.com) /,
    {
      kind: 'public-key',
      title: 'a public key of OpenSSH',
      facts: [],
      next: [SHOW, 'keywell key convert FILE --to jwk'],
    },
  ],
  [
    /^PuTTY-User-Key-File-/,
    {
      kind: 'putty-key',
      title: 'a private key of PuTTY',
      facts: [],
      next: ['turn it into PKCS #8: puttygen FILE -O private-openssh-new'],
      isSecret: true,
    },
  ],
  [
    /^---- BEGIN SSH2 /,
    {
      kind: 'public-key',
      title: 'a public key as in RFC 4716',
      facts: [],
      next: ['turn it into PKCS #8: ssh-keygen -i -e -m PKCS8 -f FILE'],
    },
  ],
]

export const beginningSight: Recogniser = (text) => BEGINNINGS.find(([pattern]) => pattern.test(text))?.[1]
