/** PKCS #12 (RFC 7292) → the private key with its certificates. Trusts none of them. */
import { clip, knownOptions, nonEmptyString, optional } from '../../errors/index.ts'
import { decodeBase64Text } from '../../jwk/base64-text.ts'
import { DerProblem, readElements, readSingle, expectTag, TAG } from '../../jwk/der.ts'
import type { Jwk } from '../../jwk/jwk.ts'
import { jwkInvalid } from '../../jwk/problems.ts'
import { discreetJwk } from '../../jwk/secret-print.ts'
import { certificateMembers } from '../certified-jwk.ts'
import { readCertificate } from '../input.ts'
import { isKeyOf } from '../x5-members.ts'
import { isSelfIssued, type X509 } from '../x509.ts'
import { derFromBer } from './ber.ts'
import { type Bag, contentInfo, readBags } from './pkcs12-bags.ts'
import { PKCS12 } from './pkcs12-ids.ts'
import { checkMac } from './pkcs12-mac.ts'
import { type PasswordOptions, readOpened } from './pkcs8.ts'
import { checkedPassword, schemeUnsupported } from './problems.ts'

export interface Pkcs12Options extends PasswordOptions {
  /** The friendly name of the key that is meant, where a file has several. */
  readonly name?: string
}

/** A key and a few certificates take some kilobytes. */
const MAX_INPUT = 4 * 1024 * 1024

/**
 * The private key of a PKCS #12 file (.p12, .pfx), with `x5c` and `x5t#S256` where the file has its certificate: that one
 * first, then those of its issuers that are there, a root aside. Reads what OpenSSL and Java write, old files and BER too; Triple DES,
 * and so most old files, on Node only. To trust the certificates, give `jwk.x5c` to `certificateKeys`.
 * @param input - octets, or base64 of them
 * @throws KeywellError ERR_JWK_INVALID, also when the password is wrong; ERR_KEY_UNSUPPORTED, ERR_CERTIFICATE_INVALID,
 * ERR_OPTION_INVALID
 * @example const jwk = await jwkFromPkcs12(await readFile('signer.p12'), { password })
 */
export async function jwkFromPkcs12(input: string | Uint8Array, options: Pkcs12Options): Promise<Jwk> {
  const given = knownOptions('options', options, ['password', 'name'])
  const password = checkedPassword(given.password)
  const name = optional(nonEmptyString, 'name', given.name)
  const { bags, hasMac } = await openFile(octetsOf(input), password)
  const key = chosenKey(bags, name)
  // Whoever can change the file could put a key of his own there.
  if (!key.isSealed && !hasMac && password.length > 0)
    throw jwkInvalid(
      undefined,
      'no password protects the key of this file: it has no MAC, and the key is not encrypted',
    )
  const jwk = await readOpened(key.pkcs8)
  const chain = chainFor(jwk, bags)
  return discreetJwk({ ...jwk, ...(chain === undefined ? {} : await certificateMembers(chain)) })
}

function octetsOf(input: unknown): Uint8Array {
  const isText = typeof input === 'string'
  if (!isText && !(input instanceof Uint8Array)) throw jwkInvalid(undefined, 'a PKCS #12 must be octets or base64')
  if (input.length > MAX_INPUT) throw jwkInvalid(undefined, 'the input is too long for a PKCS #12')
  const octets = isText ? decodeBase64Text(input) : input
  if (octets === undefined) throw jwkInvalid(undefined, 'the text is no base64')
  return octets
}

interface Opened {
  readonly bags: readonly Bag[]
  readonly hasMac: boolean
}

async function openFile(octets: Uint8Array, password: Uint8Array): Promise<Opened> {
  try {
    const [, authSafe, mac] = readElements(readSingle(derFromBer(octets), TAG.sequence).content)
    const { type, inside } = contentInfo(authSafe)
    if (type !== PKCS12.data) throw schemeUnsupported('it is signed by a key instead of a password')
    const { content } = expectTag(inside, TAG.octetString)
    if (mac !== undefined) await checkMac(mac, content, password)
    return { bags: await readBags(content, password), hasMac: mac !== undefined }
  } catch (error) {
    if (error instanceof DerProblem) throw jwkInvalid(undefined, 'this is no PKCS #12, or it is damaged', error)
    throw error
  }
}

function chosenKey(bags: readonly Bag[], name: string | undefined): Extract<Bag, { kind: 'key' }> {
  const keys = bags.filter((bag) => bag.kind === 'key')
  const [key, another] = name === undefined ? keys : keys.filter((one) => one.name === name)
  const names = keys.map((one) => `"${clip(one.name ?? '')}"`).join(', ')
  if (key === undefined && name === undefined) throw jwkInvalid(undefined, 'the file holds no private key')
  if (key === undefined) throw jwkInvalid(undefined, `the file holds no key of this name, only ${names}`)
  if (another !== undefined) throw jwkInvalid(undefined, `the file holds several keys, name one of them: ${names}`)
  return key
}

/** The certificate of the key, then each issuer by name; nothing is verified. */
function chainFor(jwk: Jwk, bags: readonly Bag[]): readonly [X509, ...X509[]] | undefined {
  const ders = bags.flatMap((bag) => (bag.kind === 'certificate' ? [bag.der] : []))
  const all = ders.map((der, at) => readCertificate(der, `certificate ${at + 1} of ${ders.length}`))
  const leaf = all.find((one) => isKeyOf(jwk, one))
  if (leaf === undefined) return undefined
  const issuers: X509[] = []
  for (let last = leaf; issuers.length < all.length;) {
    const next = all.find((one) => one.subject.canonical === last.issuer.canonical && one !== last)
    if (next === undefined || isSelfIssued(next) || issuers.includes(next)) break
    issuers.push(next)
    last = next
  }
  return [leaf, ...issuers]
}
