/** Names for new keys: how a `kid` is made. Never from a secret: its hash would let others test guesses at it. */
import { backend } from '#crypto'
import { knownOptions, nonEmptyString, optionInvalid } from '../errors/index.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { canonicalKey } from './convert/canonical-key.ts'
import { writeSpki } from './convert/write-der.ts'
import { asJwk, type Jwk, publicJwk } from './jwk.ts'
import { thumbprint } from './thumbprint.ts'

/**
 * - `thumbprint`: RFC 7638, SHA-256: whoever has the key can compute it
 * - `spki-sha256`: base64url of the SHA-256 of the SubjectPublicKeyInfo, as tools for certificates name keys
 * - `uuid`: random (RFC 9562 §5.4)
 * - `date`: the day (UTC) and eight characters, so that two keys of one day differ: `2026-01-31-NzbLsXh8`
 */
export type KidForm = 'thumbprint' | 'spki-sha256' | 'uuid' | 'date'

/** A form by its name; any other text is the `kid` itself, and so is `{ text }`, even where it reads like a form. */
export type KidOption = KidForm | (string & NonNullable<unknown>) | { readonly text: string }

/** @throws KeywellError ERR_OPTION_INVALID */
export async function chosenKid(members: Jwk, kid: KidOption | undefined, now: () => number): Promise<string> {
  if (kid === undefined) return members.kty === 'oct' ? random() : thumbprint(members)
  if (typeof kid !== 'string') return nonEmptyString('kid.text', knownOptions('kid', kid, ['text']).text)
  switch (nonEmptyString('kid', kid)) {
    case 'thumbprint':
      return thumbprint(members)
    case 'spki-sha256':
      if (members.kty === 'oct') throw optionInvalid('kid', 'another form: a symmetric key has no public part', kid)
      return spkiSha256(members)
    case 'uuid':
      return crypto.randomUUID()
    case 'date':
      return `${day(now())}-${(members.kty === 'oct' ? random() : await thumbprint(members)).slice(0, 8)}`
    default:
      return kid
  }
}

/** The thumbprint of a secret lets others test guesses at it (RFC 7638 §7), so a symmetric key is named by chance. */
const random = (): string => encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))

/** `2026-01-31`. A name and no decision, so the calendar may be used. */
// oxlint-disable-next-line no-restricted-globals -- turns the number that it is given into a date
const day = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 10)

/**
 * Base64url of the SHA-256 of a key's SubjectPublicKeyInfo: the `spki-sha256` form of a `kid`.
 * @throws KeywellError ERR_JWK_INVALID, also for a symmetric key; ERR_KEY_UNSUPPORTED
 * @example const kid = await spkiSha256(jwk)
 */
export async function spkiSha256(jwk: Jwk): Promise<string> {
  const der = writeSpki(canonicalKey(publicJwk(asJwk(jwk))))
  return encodeBase64url(await backend.digest('sha256', der))
}
