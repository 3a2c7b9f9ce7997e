/** Recognises tokens: signed ones by what they say, encrypted ones by their header. Verifies nothing. */
import { isObject } from '../input/json.ts'
import { moment } from '../output/values.ts'
import { factsOf, type Fact, type Recogniser, shellWord, type Sight } from './sight.ts'

type Members = Readonly<Record<string, unknown>>

/** A segment as JSON; nothing where it is none. */
export function segmentObject(segment: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const tokenSight: Recogniser = (text, nowMs) => {
  const segments = text.split('.')
  if (!/^[\w-]+(\.[\w-]*){2,4}$/.test(text) || ![3, 5].includes(segments.length)) return undefined
  const header = segmentObject(segments[0] ?? '')
  if (header === undefined) return undefined
  if (segments.length === 5) return encrypted(header)
  return signed(header, segmentObject(segments[1] ?? ''), segments[2] ?? '', nowMs)
}

function encrypted(header: Members): Sight {
  const facts = factsOf(['alg', 'enc', 'cty', 'kid', 'p2c'].map((name) => [name, header[name]]))
  const isKey = String(header['cty']).toLowerCase().replace('application/', '') === 'jwk+json'
  if (isKey || String(header['alg']).startsWith('PBES2-'))
    return {
      kind: 'encrypted-key',
      title: 'a key under a password (JWE, RFC 7517 §7)',
      facts,
      next: [
        'keywell key show FILE --password-file SECRET',
        'keywell key convert FILE --password-file SECRET --to encrypted-pem',
      ],
    }
  return {
    kind: 'encrypted-token',
    title: 'an encrypted token (JWE, RFC 7516)',
    facts,
    next: ['only whoever has the decryption key can read it: decrypt it first, then: keywell what'],
  }
}

function signed(header: Members, claims: Members | undefined, signature: string, nowMs: number): Sight {
  const headerFacts = factsOf(['alg', 'typ', 'kid'].map((name) => [name, header[name]]))
  if (header['alg'] === 'none' || signature === '')
    return {
      kind: 'unsigned-token',
      title: 'a token without a signature: anybody can have made it',
      facts: [...headerFacts, ...claimFacts(claims ?? {}, nowMs)],
      next: ['refuse it; keywell token decode shows what it says'],
    }
  if (claims === undefined)
    return {
      kind: 'jws',
      title: 'signed content that is no claims set (JWS, RFC 7515)',
      facts: headerFacts,
      next: ['verifyJws of keywell/jws verifies it'],
    }
  return {
    kind: 'token',
    title: `a signed token: ${sortOf(header, claims)}`,
    facts: [...headerFacts, ...claimFacts(claims, nowMs)],
    next: nextOf(claims),
  }
}

/** By `typ`, as the specifications demand it (RFC 8725 §3.11). */
const SORTS: ReadonlyMap<string, string> = new Map([
  ['at+jwt', 'an access token (RFC 9068)'],
  ['logout+jwt', 'a logout token (OpenID Connect Back-Channel Logout)'],
  ['secevent+jwt', 'a security event (RFC 8417)'],
  ['dpop+jwt', 'a DPoP proof (RFC 9449), which is no token of access'],
  ['token-introspection+jwt', 'an answer of token introspection (RFC 9701)'],
  ['entity-statement+jwt', 'an entity statement (OpenID Federation)'],
])

function sortOf({ typ }: Members, claims: Members): string {
  const named = SORTS.get(String(typ).toLowerCase().replace('application/', ''))
  if (named !== undefined) return named
  const has = (...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(claims, name))
  if (has('events')) return 'a security event or a logout token'
  if (has('nonce', 'at_hash', 'c_hash')) return 'most likely an ID token'
  if (has('scope', 'scp', 'client_id')) return 'most likely an access token'
  return 'what for, it does not say'
}

function claimFacts(claims: Members, nowMs: number): readonly Fact[] {
  const { iss, aud, sub, exp } = claims
  const until = moment(exp, nowMs)
  const isOver = typeof exp === 'number' && exp * 1000 < nowMs
  return factsOf([
    ['iss', iss],
    ['aud', aud],
    ['sub', sub],
    [isOver ? 'EXPIRED' : 'expires', until],
  ])
}

function nextOf({ iss, aud }: Members): readonly string[] {
  const [first] = [aud].flat()
  const audience = typeof first === 'string' ? shellWord(first, 'NAME') : 'NAME'
  const verify =
    typeof iss === 'string' && iss.startsWith('https://')
      ? [
          `if you trust that issuer: keywell token verify TOKEN --issuer ${shellWord(iss, 'URL')} --audience ${audience}`,
        ]
      : [`keywell token verify TOKEN --jwks FILE --any-issuer --audience ${audience}`]
  return [...verify, 'keywell token explain TOKEN', 'keywell token decode TOKEN']
}
