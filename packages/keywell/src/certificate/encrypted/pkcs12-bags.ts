/** The bags of a PKCS #12 file (RFC 7292 §4.1, §4.2): keys and certificates, with the names they go by. */
import { type DerElement, DerProblem, expectTag, oidHex, readElements, readSingle, TAG } from '../../jwk/der.ts'
import { jwkInvalid } from '../../jwk/problems.ts'
import { derFromBer, joinedPieces } from './ber.ts'
import { freshBudget } from './budget.ts'
import { type Key, open } from './pbe.ts'
import { PKCS12 } from './pkcs12-ids.ts'
import { schemeUnsupported } from './problems.ts'

export type Bag =
  | { readonly kind: 'key'; readonly pkcs8: Uint8Array; readonly name: string | undefined; readonly isSealed: boolean }
  | { readonly kind: 'certificate'; readonly der: Uint8Array }

const SET = 0x31
/** A key and a few certificates are 5; a store of Java may have some dozens. */
const MAX_BAGS = 100

/** @param content - the AuthenticatedSafe, BER. @throws DerProblem, KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED */
export async function readBags(content: Uint8Array, password: Uint8Array): Promise<readonly Bag[]> {
  const bags: Bag[] = []
  const lock = { password, budget: freshBudget() }
  // One after the other: each may take a second of key derivation.
  for (const safe of readElements(readSingle(derFromBer(content), TAG.sequence).content)) {
    const opened = await safeContents(safe, lock)
    for (const bag of readElements(readSingle(derFromBer(opened), TAG.sequence).content)) {
      bags.push(...(await readBag(bag, lock)))
      // Counted as they come, as each may cost a second.
      if (bags.length > MAX_BAGS)
        throw jwkInvalid(undefined, `the file holds more than ${MAX_BAGS} keys and certificates`)
    }
  }
  return bags
}

/** A ContentInfo: its type, and what is inside its [0]. @throws DerProblem */
export function contentInfo(element: DerElement | undefined): { readonly type: string; readonly inside: DerElement } {
  const [type, wrapped] = readElements(expectTag(element, TAG.sequence).content)
  const [inside, ...rest] = readElements(expectTag(wrapped, TAG.context0).content)
  if (inside === undefined || rest.length > 0) throw new DerProblem('a content that is not exactly one element')
  return { type: oidHex(type), inside }
}

async function safeContents(safe: DerElement, lock: Key): Promise<Uint8Array> {
  const { type, inside } = contentInfo(safe)
  if (type === PKCS12.data) return expectTag(inside, TAG.octetString).content
  if (type !== PKCS12.encryptedData) throw schemeUnsupported('it is protected by a key instead of a password')
  const [, info] = readElements(expectTag(inside, TAG.sequence).content)
  const [, algorithm, sealed] = readElements(expectTag(info, TAG.sequence).content)
  return open(algorithm, implicitOctets(sealed), lock)
}

/** [0] IMPLICIT OCTET STRING, whole or in pieces. */
function implicitOctets(element: DerElement | undefined): Uint8Array {
  if (element?.tag === TAG.context0) return joinedPieces(readElements(element.content).map(({ whole }) => whole))
  return expectTag(element, 0x80).content
}

async function readBag(bag: DerElement, lock: Key): Promise<readonly Bag[]> {
  const [id, wrapped, attributes] = readElements(expectTag(bag, TAG.sequence).content)
  const [value] = readElements(expectTag(wrapped, TAG.context0).content)
  const { whole, content } = expectTag(value, TAG.sequence)
  switch (oidHex(id)) {
    case PKCS12.key:
      return [{ kind: 'key', pkcs8: whole, name: friendlyName(attributes), isSealed: false }]
    case PKCS12.shroudedKey: {
      const [algorithm, sealed] = readElements(content)
      const pkcs8 = await open(algorithm, expectTag(sealed, TAG.octetString).content, lock)
      return [{ kind: 'key', pkcs8, name: friendlyName(attributes), isSealed: true }]
    }
    case PKCS12.certificate:
      return certificate(content)
    default:
      // CRLs, secrets, nested bags: nothing that a signature needs.
      return []
  }
}

function certificate(content: Uint8Array): readonly Bag[] {
  const [type, wrapped] = readElements(content)
  if (oidHex(type) !== PKCS12.x509) return []
  return [{ kind: 'certificate', der: readSingle(expectTag(wrapped, TAG.context0).content, TAG.octetString).content }]
}

/** friendlyName, a BMPString (RFC 2985 §5.5.1). */
function friendlyName(attributes: DerElement | undefined): string | undefined {
  for (const attribute of attributes === undefined ? [] : readElements(expectTag(attributes, SET).content)) {
    const [type, values] = readElements(expectTag(attribute, TAG.sequence).content)
    if (oidHex(type) !== PKCS12.name) continue
    const { content } = readElements(expectTag(values, SET).content)[0] ?? { content: new Uint8Array() }
    return Array.from({ length: content.length >> 1 }, (_, at) =>
      String.fromCharCode(((content[2 * at] ?? 0) << 8) | (content[2 * at + 1] ?? 0)),
    ).join('')
  }
  return undefined
}
