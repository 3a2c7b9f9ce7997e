/** Every key in a text with PEM blocks (RFC 7468). Text around the blocks is explanation and not looked at. */
import { clip } from '../../errors/index.ts'
import { decodeBase64Text } from '../base64-text.ts'
import { jwkInvalid, keyUnsupported } from '../problems.ts'
import type { KeyStructure } from './key-format.ts'
import { boundedCount, type RawKey } from './raw-key.ts'
import { derKey } from './read-der.ts'
import { readOpensshPrivate } from './openssh-private.ts'
import { type RefusalName, refusal } from './refusals.ts'

interface Block {
  readonly label: string
  readonly body: string
}

const STRUCTURES: ReadonlyMap<string, KeyStructure> = new Map([
  ['PUBLIC KEY', 'spki'], // RFC 7468 §13
  ['PRIVATE KEY', 'pkcs8'], // RFC 7468 §10
  ['RSA PUBLIC KEY', 'pkcs1'], // OpenSSL's, as are the next two
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['EC PRIVATE KEY', 'sec1'],
  ['CERTIFICATE', 'certificate'], // RFC 7468 §5
  ['X509 CERTIFICATE', 'certificate'],
  ['X.509 CERTIFICATE', 'certificate'],
])

const REFUSED: ReadonlyMap<string, RefusalName> = new Map([
  ['ENCRYPTED PRIVATE KEY', 'encryptedPkcs8'], // RFC 7468 §11
  ['CERTIFICATE REQUEST', 'request'], // RFC 7468 §7
  ['NEW CERTIFICATE REQUEST', 'request'],
  ['PKCS7', 'pkcs7'], // RFC 7468 §8
  ['CMS', 'pkcs7'], // RFC 7468 §9
  ['PGP PUBLIC KEY BLOCK', 'pgp'],
  ['PGP PRIVATE KEY BLOCK', 'pgp'],
])

/** OpenSSL writes the curve before the key; alone it is no key. */
const isParameters = ({ label }: Block): boolean => label.endsWith(' PARAMETERS')

/** @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export function pemKeys(text: string): readonly RawKey[] {
  const blocks = pemBlocks(text)
  const keys = blocks.filter((block) => !isParameters(block))
  if (blocks.length > 0 && keys.length === 0) throw refusal('parameters')
  return boundedCount(keys).map(pemKey)
}

const LINE = /-----(BEGIN|END) ([^\r\n-]{1,64})-----/g

/** Walks the BEGIN and END lines once, whatever the text. */
function pemBlocks(text: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { readonly label: string; readonly from: number } | undefined
  for (const { 0: line, 1: verb, 2: label = '', index } of text.matchAll(LINE)) {
    if (verb === 'BEGIN' && open === undefined) open = { label, from: index + line.length }
    else if (verb === 'END' && open?.label === label) {
      blocks.push({ label, body: text.slice(open.from, index) })
      open = undefined
    } else throw jwkInvalid(undefined, 'the BEGIN and END lines of the PEM do not match')
  }
  if (open === undefined && blocks.length > 0) return blocks
  throw jwkInvalid(undefined, `there is no "-----END ${clip(open?.label ?? '…')}-----" line`)
}

function pemKey({ label, body }: Block): RawKey {
  const refused = REFUSED.get(label)
  if (refused !== undefined) throw refusal(refused)
  // RFC 1421 §4.6.1.1, which OpenSSL still writes with -traditional.
  if (/^\s*Proc-Type:/.test(body)) throw refusal('encryptedPem')
  const octets = decodeBase64Text(body)
  if (octets === undefined) throw jwkInvalid(undefined, 'the text between the PEM lines is no base64')
  if (label === 'OPENSSH PRIVATE KEY') return { format: 'openssh-private', read: () => readOpensshPrivate(octets) }
  const structure = STRUCTURES.get(label)
  if (structure !== undefined) return derKey(octets, structure, 'pem')
  throw keyUnsupported('PEM', `a PEM block labelled "${clip(label)}" is not known to hold a key`)
}
