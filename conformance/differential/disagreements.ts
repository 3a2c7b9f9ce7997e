/**
 * Where the two libraries are known to differ, and why. A disagreement that no row explains is a finding; a row that
 * explains nothing any more is one too.
 */
import type { Case, Members } from './cases.ts'

export interface Disagreement {
  readonly id: string
  /** What keywell says of such a token; jose says the opposite. */
  readonly keywell: 'accepts' | 'refuses'
  readonly because: string
  readonly applies: (given: Case) => boolean
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

/** What a lenient reader makes of a text; an empty object when it is no JSON object. */
function membersOf(latin1: string): Members {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(latin1, 'latin1')
        .toString()
        .replace(/^\uFEFF/, ''),
    )
    return isMembers(value) ? value : {}
  } catch {
    return {}
  }
}

const BOM = '\u00ef\u00bb\u00bf'

/** Numbers that JSON can write and a double cannot hold. */
const isInfinite = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)

function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++depth)
    if (character === ']' || character === '}') depth--
  }
  return most
}

const isCanonical = (segment: string): boolean => Buffer.from(segment, 'base64url').toString('base64url') === segment

const keysOf = ({ keys }: Case): readonly Members[] => keys.filter(isMembers)

const mediaType = (typ: string): string => typ.toLowerCase().replace(/^application\//, '')

/** Keys that jose takes to be meant: it wants exactly one, where keywell tries up to four of one kid and merges twins. */
function meantByJose(given: Case): number {
  const { alg, kid } = membersOf(given.header)
  const isMeant = (key: Members): boolean =>
    (kid === undefined || key['kid'] === kid) && (key['alg'] === undefined || key['alg'] === alg)
  const [first] = keysOf(given)
  return keysOf(given).filter((key) => isMeant(key) && key['kty'] === first?.['kty']).length
}

const refuses = (id: string, because: string, applies: Disagreement['applies']): Disagreement => ({
  id,
  keywell: 'refuses',
  because,
  applies,
})
const accepts = (id: string, because: string, applies: Disagreement['applies']): Disagreement => ({
  id,
  keywell: 'accepts',
  because,
  applies,
})

export const DISAGREEMENTS: readonly Disagreement[] = [
  refuses(
    'no exp',
    'jose asks for exp only when requiredClaims says so; a token that never ends is refused here unless unchecked',
    ({ payload }) => membersOf(payload)['exp'] === undefined,
  ),
  refuses(
    'typ of another use',
    'jose compares typ only when asked; logout tokens and DPoP proofs are no access tokens (RFC 8725 §3.11)',
    ({ header }) => /^(logout|dpop|secevent)\+jwt$/.test(mediaType(String(membersOf(header)['typ']))),
  ),
  refuses(
    'key whose kid is no text, token without kid',
    'malformed metadata is not absent metadata: the key is set aside (RFC 7517 §4.5); jose overlooks a kid it does not need',
    ({ header, keys }) =>
      membersOf(header)['kid'] === undefined &&
      keys.some((key) => isMembers(key) && key['kid'] !== undefined && typeof key['kid'] !== 'string'),
  ),
  refuses('typ that is no text', 'RFC 7515 §4.1.9: a string', ({ header }) => {
    const { typ } = membersOf(header)
    return typ !== undefined && typeof typ !== 'string'
  }),
  refuses(
    'b64 that is not true',
    'RFC 7797 §7: a JWT never has an unencoded payload; jose ignores b64 that is not critical',
    ({ header }) => {
      const { b64 } = membersOf(header)
      return b64 !== undefined && b64 !== true
    },
  ),
  refuses(
    'critical b64',
    'no extension is understood in a JWT; jose understands b64 and accepts it when true',
    ({ header }) => {
      const { crit } = membersOf(header)
      return Array.isArray(crit) && crit.includes('b64')
    },
  ),
  refuses(
    'byte order mark',
    'RFC 8259 §8.1: JSON that is sent has none; jose skips it',
    ({ header, payload }) => header.startsWith(BOM) || payload.startsWith(BOM),
  ),
  refuses(
    'header members twice',
    'RFC 7515 §4 lets a parser refuse them, as a front proxy may read another one; jose takes the last',
    ({ header }) => /"x":1,"x":2|"y":1,"y":1/.test(header),
  ),
  refuses(
    'header too deep',
    'more than 16 levels are refused; jose has no bound',
    ({ header }) => depthOf(header) > 16,
  ),
  refuses('header number out of range', 'a header is read strictly: 1e400 is no number', ({ header }) =>
    Object.values(membersOf(header)).some(isInfinite),
  ),
  refuses(
    'token too large',
    'more than 65,536 bytes unless maxTokenBytes says so; jose has no bound',
    ({ token }) => token.length > 65_536,
  ),
  refuses('aud of mixed kinds', 'RFC 7519 §4.1.3: an array of strings; jose looks for a match only', ({ payload }) => {
    const { aud } = membersOf(payload)
    return Array.isArray(aud) && aud.some((one) => typeof one !== 'string')
  }),
  refuses('infinite time', 'a NumericDate is a finite number; jose takes 1e400 for one', ({ payload }) => {
    const { exp, nbf, iat } = membersOf(payload)
    return [exp, nbf, iat].some(isInfinite)
  }),
  refuses(
    'base64url with white space, padding or loose bits',
    'RFC 7515 §2 has one spelling; jose decodes by atob where the runtime has no Uint8Array.fromBase64',
    ({ token }) => !token.split('.').every(isCanonical),
  ),
  refuses('key numbers with white space', 'no set in the field has them; jose decodes them by atob', (given) =>
    keysOf(given).some((key) => ['n', 'e', 'x', 'y'].some((member) => /\s/.test(String(key[member])))),
  ),
  refuses('published private members', 'any private member quarantines a key; jose looks at d', (given) =>
    keysOf(given).some((key) => key['oth'] !== undefined),
  ),
  accepts('algorithms that jose has not', 'ES256K (RFC 8812) and Ed448 (RFC 8037, RFC 9864)', (given) => {
    const { alg } = membersOf(given.header)
    return alg === 'ES256K' || alg === 'Ed448' || (alg === 'EdDSA' && keysOf(given)[0]?.['crv'] === 'Ed448')
  }),
  accepts(
    'a public key that may sign',
    'RFC 7517 §4.3 forbids no mixture; WebCrypto, on which jose stands, does',
    (given) =>
      keysOf(given).some(
        ({ key_ops }) => Array.isArray(key_ops) && key_ops.includes('sign') && key_ops.includes('verify'),
      ),
  ),
  accepts('ext that is no boolean', 'it is a member of WebCrypto alone and says nothing about verifying', (given) =>
    keysOf(given).some(({ ext }) => ext !== undefined && typeof ext !== 'boolean'),
  ),
  accepts(
    'a set with something that is no key',
    'one bad key never costs the set; jose refuses the whole',
    ({ keys }) => keys.some((key) => typeof key !== 'object' || key === null),
  ),
  accepts(
    'several keys that fit',
    'RFC 7517 §4.5 lets keys share a kid: each is tried; jose leaves that to the caller',
    (given) => meantByJose(given) > 1,
  ),
]
