/** `pkcs11:token=…;object=…;id=…?module-path=…&pin-source=…` (RFC 7512) → which token, which key. Takes no PIN. */
import { parseKeyUri, uriInvalid } from '../core/key-uri.ts'

export interface Pkcs11Place {
  /** Without the query, whose values are of this machine. */
  readonly name: string
  /** What the token must say of itself. */
  readonly token: ReadonlyMap<TokenAttribute, string>
  /** CKA_LABEL. */
  readonly object: string | undefined
  /** CKA_ID. */
  readonly id: Uint8Array | undefined
  readonly modulePath: string | undefined
  readonly pinSource: string | undefined
}

export type TokenAttribute = (typeof TOKEN_ATTRIBUTES)[number]

const TOKEN_ATTRIBUTES = ['token', 'manufacturer', 'serial', 'model'] as const
const PATH_ATTRIBUTES: readonly string[] = [...TOKEN_ATTRIBUTES, 'object', 'id', 'type']
const QUERY_ATTRIBUTES: readonly string[] = ['module-path', 'pin-source']

/** @throws KeywellError ERR_OPTION_INVALID */
export function pkcs11Place(uri: string): Pkcs11Place {
  const { scheme } = parseKeyUri(uri)
  if (scheme !== 'pkcs11') throw uriInvalid(EXPECTED, scheme)
  const [path = '', query = ''] = uri.slice('pkcs11:'.length).split('?')
  const attributes = readAttributes(path, { separator: ';', names: PATH_ATTRIBUTES })
  const queries = readAttributes(query, { separator: '&', names: QUERY_ATTRIBUTES })
  const object = textOf(attributes.get('object'))
  const id = attributes.get('id')
  if (object === undefined && id === undefined) throw uriInvalid(EXPECTED, scheme, 'name the key by object or id')
  // The key is looked up as a pair, whichever half the URI was copied from.
  if (!TYPES.has(textOf(attributes.get('type')))) throw uriInvalid('with type=private or type=public', scheme)
  return {
    name: `pkcs11:${path}`,
    token: new Map(TOKEN_ATTRIBUTES.flatMap((name) => withText(name, attributes.get(name)))),
    object,
    id,
    modulePath: textOf(queries.get('module-path')),
    pinSource: textOf(queries.get('pin-source')),
  }
}

const EXPECTED = 'pkcs11:token=TOKEN;object=LABEL or pkcs11:token=TOKEN;id=%01'
const TYPES: ReadonlySet<string | undefined> = new Set([undefined, 'private', 'public'])

interface Attributes {
  readonly separator: string
  readonly names: readonly string[]
}

function readAttributes(text: string, { separator, names }: Attributes): ReadonlyMap<string, Uint8Array> {
  const attributes = new Map<string, Uint8Array>()
  for (const part of text === '' ? [] : text.split(separator)) {
    const [name = '', value = '', ...more] = part.split('=')
    if (name === 'pin-value') throw uriInvalid('without a PIN, as URIs are seen by many', 'pkcs11', PIN_HINT)
    // What is not understood could have named another key (RFC 7512 §2.3 and §2.4).
    if (!names.includes(name)) throw uriInvalid('with known attributes', 'pkcs11', `known here: ${names.join(', ')}`)
    const octets = more.length > 0 ? undefined : percentDecoded(value)
    if (octets === undefined || octets.length === 0) throw uriInvalid(`with a value for ${name}`, 'pkcs11')
    if (attributes.has(name)) throw uriInvalid(`with only one ${name}`, 'pkcs11')
    attributes.set(name, octets)
  }
  return attributes
}

const PIN_HINT = 'set PKCS11_PIN, or name a file: pin-source=file:/run/secrets/pin'

/** Octets, as an id need not be text. `+` is itself here. */
function percentDecoded(value: string): Uint8Array | undefined {
  if (!/^(?:[^%]|%[\da-fA-F]{2})*$/.test(value)) return undefined
  const parts = value.match(/%..|[^%]+/g) ?? []
  return Uint8Array.from(
    parts.flatMap((part) => (part.startsWith('%') ? Number.parseInt(part.slice(1), 16) : [...encoder.encode(part)])),
  )
}

const encoder = new TextEncoder()

function textOf(octets: Uint8Array | undefined): string | undefined {
  if (octets === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw uriInvalid('in UTF-8, save for the id', 'pkcs11')
  }
}

const withText = (name: TokenAttribute, octets: Uint8Array | undefined): readonly [TokenAttribute, string][] => {
  const text = textOf(octets)
  return text === undefined ? [] : [[name, text]]
}
