/** Looks at anything. Takes off what was copied along, unpacks base64 and URL encoding, and tries one reader after another. */
import { base64Octets } from '../input/der-shape.ts'
import { textOf } from '../input/key-pieces.ts'
import { stripToken } from '../input/token.ts'
import { binarySight } from './binary-sight.ts'
import { jsonSight } from './json-sight.ts'
import { keyUriSight, kidSight, providerKeySight, urlSight } from './name-sight.ts'
import { beginningSight, pemSight } from './pem-sight.ts'
import { factsOf, type Recogniser, type Sight } from './sight.ts'
import { tokenSight } from './token-sight.ts'

/** In this order: the surer come first, and the guesses last. */
const RECOGNISERS: readonly Recogniser[] = [
  jsonSight,
  pemSight,
  beginningSight,
  tokenSight,
  urlSight,
  keyUriSight,
  providerKeySight,
]

export async function look(octets: Uint8Array, nowMs: number): Promise<Sight | undefined> {
  const text = textOf(octets)
  return text === undefined ? await binarySight(octets, nowMs) : await lookAtText(text, nowMs)
}

export async function lookAtText(input: string, nowMs: number): Promise<Sight | undefined> {
  const text = input.replace(/^\ufeff/, '').trim()
  if (text === '') return undefined
  const sure = recognised(text, nowMs) ?? wrapped(text, nowMs)
  if (sure !== undefined) return sure
  return (await unpacked(text, nowMs)) ?? kidSight(text, nowMs) ?? guess(text)
}

const recognised = (text: string, nowMs: number): Sight | undefined =>
  RECOGNISERS.map((recognise) => recognise(text, nowMs)).find((sight) => sight !== undefined)

/** Headers, quotes, `Bearer`; and a token somewhere in a longer text, such as a curl command, a cookie or a log line. */
function wrapped(text: string, nowMs: number): Sight | undefined {
  const { token, stripped } = stripToken(text)
  const bare = stripped.length === 0 ? undefined : recognised(token, nowMs)
  if (bare !== undefined) return withFact(bare, 'taken off', stripped.join(', '))
  const [inside] = /\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}/.exec(text) ?? []
  const found = inside === undefined ? undefined : tokenSight(inside, nowMs)
  return found === undefined ? undefined : withFact(found, 'found in', 'a longer text')
}

const withFact = (sight: Sight, name: string, value: string): Sight => ({
  ...sight,
  facts: [...sight.facts, [name, value]],
})

/** Base64 of something, or a URL-encoded text. One layer: more is nobody's spelling. */
async function unpacked(text: string, nowMs: number): Promise<Sight | undefined> {
  if (/%[0-9a-f]{2}/i.test(text)) {
    const decoded = decodedUri(text)
    const sight = decoded === undefined ? undefined : (recognised(decoded, nowMs) ?? wrapped(decoded, nowMs))
    if (sight !== undefined) return withFact(sight, 'spelling', 'URL-encoded')
  }
  const octets = base64Octets(text)
  if (octets === undefined) return undefined
  const inner = textOf(octets)
  const sight = inner === undefined ? await binarySight(octets, nowMs) : recognised(inner.trim(), nowMs)
  return sight === undefined ? undefined : withFact(sight, 'spelling', 'base64, without the lines of PEM')
}

function decodedUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** What is no key and no token, and yet is often taken for one. */
function guess(text: string): Sight | undefined {
  if (/^<(!doctype html|html)/i.test(text))
    return {
      kind: 'html',
      title: 'a page in HTML, most likely of a login or an error',
      facts: [],
      next: ['look at the address that it came from'],
    }
  if (/^<(\?xml|\w+:|EntityDescriptor)/.test(text))
    return {
      kind: 'xml',
      title: 'XML, perhaps of SAML, which keywell does not read',
      facts: [],
      next: ['ask the provider for OpenID Connect'],
    }
  if (!/^\S{20,4096}$/.test(text)) return undefined
  return {
    kind: 'opaque',
    title: 'an opaque text: perhaps a token that only its issuer can read, or a secret',
    facts: factsOf([['length', `${text.length} characters`]]),
    next: [
      "ask the issuer's introspection endpoint (RFC 7662)",
      'if it should be a key or a token, copy it again, as a whole',
    ],
    isSecret: true,
  }
}
