/** Which of several files hold the same key, and whether tokens were signed by it. */
import { isKeywellError, type KeySource, sharedSecret, staticJwks } from 'keywell'
import { type Jwk, publicJwk, thumbprint } from 'keywell/jwk'
import { verifyJws } from 'keywell/jws'
import type { Io } from '../command.ts'
import { isObject, readJson } from './json.ts'
import { isBad, keysIn } from './key-files.ts'
import { textOf } from './key-pieces.ts'
import { looksLikeToken, stripToken } from './token.ts'

/** A file with what is in it: keys by their thumbprint, or a token. */
export type Exhibit = KeyExhibit | TokenExhibit

interface KeyExhibit {
  readonly place: string
  readonly what: string
  readonly keys: ReadonlyMap<string, Jwk>
}

interface TokenExhibit {
  readonly place: string
  readonly what: 'token'
  readonly token: string
  readonly kid: string | undefined
  readonly alg: string
}

export const isToken = (exhibit: Exhibit): exhibit is TokenExhibit => exhibit.what === 'token'

/** @throws Failure, KeywellError for what holds neither a key nor a token */
export async function readExhibit(place: string, io: Io, password: () => Promise<string>): Promise<Exhibit> {
  const octets = await io.readOctets(place)
  const { token } = stripToken(textOf(octets) ?? '')
  if (looksLikeToken(token) && token.split('.').length === 3) return tokenExhibit(place, token)
  const { keys: found, isSet } = await keysIn(octets, password)
  const keys = new Map<string, Jwk>()
  let what = isSet ? `set of ${found.length} keys` : ''
  for (const key of found) {
    // A set may have keys of other kinds; a file with a single key must be readable.
    if (isBad(key) && isSet) continue
    if (isBad(key)) throw key.error
    keys.set(await thumbprint(key.jwk), key.jwk)
    if (what === '') what = kindOf(key.jwk.kty, key.isPrivate, key.format, found.length)
  }
  return { place, what, keys }
}

/** The payload may be anything, as it is not what is looked at. */
function tokenExhibit(place: string, token: string): TokenExhibit {
  const header = readJson(
    Buffer.from(token.split('.')[0] ?? '', 'base64url').toString(),
    'the header of the token',
    'check that it is whole',
  )
  const members = isObject(header) ? header : {}
  const kid = typeof members['kid'] === 'string' ? members['kid'] : undefined
  return { place, what: 'token', token, kid, alg: String(members['alg']) }
}

function kindOf(kty: string, isPrivate: boolean, format: string, count: number): string {
  if (format.startsWith('certificate-')) return count > 1 ? `chain of ${count} certificates` : 'certificate'
  if (kty === 'oct') return 'shared secret'
  return isPrivate ? 'private key' : 'public key'
}

export interface Match {
  readonly place: string
  readonly what: string
  /** Of the key that was compared; for a token, of the one that signed it. */
  readonly thumbprint: string | undefined
  readonly belongs: boolean
  readonly because: string
}

export interface Matching {
  /** The key that most of the files have. */
  readonly thumbprint: string
  readonly matches: readonly Match[]
}

/** @returns nothing where no file has a key */
export async function matching(exhibits: readonly Exhibit[]): Promise<Matching | undefined> {
  const all = new Map(exhibits.flatMap((each) => (isToken(each) ? [] : [...each.keys])))
  const rounds: Matching[] = []
  for (const [print, jwk] of all) rounds.push({ thumbprint: print, matches: await compared(exhibits, print, jwk) })
  const fit = ({ matches }: Matching): number => matches.filter(({ belongs }) => belongs).length
  return rounds.toSorted((one, other) => fit(other) - fit(one))[0]
}

const compared = (exhibits: readonly Exhibit[], print: string, jwk: Jwk): Promise<readonly Match[]> =>
  Promise.all(
    exhibits.map(async (each) => (isToken(each) ? await tokenMatch(each, print, jwk) : keyMatch(each, print))),
  )

function keyMatch({ place, what, keys }: KeyExhibit, print: string): Match {
  if (keys.has(print)) return { place, what, thumbprint: print, belongs: true, because: 'has the key' }
  const [other] = keys.keys()
  return {
    place,
    what,
    thumbprint: other,
    belongs: false,
    because: keys.size > 1 ? 'does not have the key' : 'is another key',
  }
}

async function tokenMatch({ place, what, token, kid, alg }: TokenExhibit, print: string, jwk: Jwk): Promise<Match> {
  const belongs = await isSignedBy(token, jwk, alg)
  const isNamed = kid === undefined || jwk.kid === undefined || kid === jwk.kid
  const because = belongs ? `is signed by the key${isNamed ? '' : ', under another kid'}` : 'is not signed by the key'
  return { place, what, thumbprint: belongs ? print : undefined, belongs, because }
}

const HMACS = ['HS256', 'HS384', 'HS512'] as const

/** Whether the signature is good, whatever the claims and the kid say. */
async function isSignedBy(token: string, jwk: Jwk, alg: string): Promise<boolean> {
  try {
    await verifyJws(token, { keys: sourceOf(jwk, alg) })
    return true
  } catch (error) {
    if (isKeywellError(error)) return false
    throw error
  }
}

function sourceOf(jwk: Jwk, name: string): KeySource {
  if (jwk.kty === 'oct') {
    const hmac = HMACS.find((each) => each === name) ?? 'HS256'
    return sharedSecret(Buffer.from(String(jwk['k']), 'base64url'), { alg: hmac })
  }
  // Without metadata, which says what a key should be used for and not whether it made this signature.
  const { kid: _kid, use: _use, key_ops: _operations, alg, ...members } = publicJwk(jwk)
  return staticJwks([jwk.kty === 'AKP' ? { ...members, alg } : members], { kidless: 'single' })
}
