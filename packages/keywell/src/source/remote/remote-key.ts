/** Endpoints that serve one key: a single one, or one for each kid. */
import { knownOptions, nonEmptyString, oneOf, optional, optionInvalid } from '../../errors/index.ts'
import { displayUrl } from '../../io/url.ts'
import { algorithmFacts, type AsymmetricAlgorithm } from '../../jose/algorithms.ts'
import { parseJwk } from '../../jwk/parse.ts'
import { jwksInvalid } from '../../jwks/formats.ts'
import { type KeySet, keySetOf } from '../../jwks/key-set.ts'
import { fetchJwks } from './fetch-jwks.ts'
import { REMOTE_OPTIONS, type RemoteOptions, type RemoteSettings, remoteSettings, urlOption } from './http-options.ts'
import { type KidPattern, kidPatternOption, kidPlaces, type UrlOfKid } from '../by-kid/kid-pattern.ts'
import type { KeySource } from '../key-source.ts'
import { keysByKid } from '../by-kid/keys-by-kid.ts'
import type { LoadContext, Loaded } from '../managed/loader.ts'
import { managedSource } from '../managed/managed.ts'

export interface RemoteKeyOptions extends Omit<RemoteOptions, 'format'> {
  /** What the endpoint serves: one JWK, or one PEM block, a public key or a certificate. Default `jwk`. */
  readonly format?: 'jwk' | 'pem'
  /** The one algorithm of the key, where it does not say so itself. */
  readonly alg?: AsymmetricAlgorithm
  /** The key's kid, where it has none. Only with one URL. */
  readonly kid?: string
  /**
   * Required with a function: what a kid looks like, checked before it enters a URL. `uuid`, `digits`, `hex`, or
   * `base64url` of at most 128 characters, or a function of one's own.
   */
  readonly kidPattern?: KidPattern
}

/**
 * The key behind a URL, kept fresh like a set. With a function, one key for each kid, as AWS load balancers serve them:
 * a kid is looked at first, then put into the URL; made-up ones are bounded as in a set (`unknownKid`), and an answer of
 * 403, 404 or 410 says that there is no such key. At most 256 of them are kept.
 * @param url - absolute and https; a function gets a kid that fits `kidPattern`, percent-encoded
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 * @example
 * const keys = remoteKey((kid) => `https://public-keys.auth.elb.eu-west-1.amazonaws.com/${kid}`, {
 *   format: 'pem',
 *   alg: 'ES256',
 *   kidPattern: 'uuid',
 * })
 */
export function remoteKey(url: string | URL | UrlOfKid, options: RemoteKeyOptions = {}): KeySource {
  const own = ['alg', 'kid', 'kidPattern'] as const
  const { alg, kid, kidPattern, format, ...rest } = knownOptions('options', options, [...REMOTE_OPTIONS, ...own])
  const form = optional(oneOf('jwk', 'pem'), 'format', format) ?? 'jwk'
  // A key without a kid serves tokens with one: which key it is, the URL says.
  const settings = remoteSettings({ kidless: 'single', ...rest, format: form })
  const facts = { alg: optional(asymmetric, 'alg', alg), kid: optional(nonEmptyString, 'kid', kid) }
  if (typeof url !== 'function') {
    if (kidPattern !== undefined) throw optionInvalid('kidPattern', 'absent where there is one URL', kidPattern)
    const location = urlOption('url', url instanceof URL ? url.href : url, settings.urls)
    return oneKey({ url: location, source: displayUrl(location), facts }, settings)
  }
  if (facts.kid !== undefined) throw optionInvalid('kid', 'absent where the URL is made for each kid', facts.kid)
  const isKid = kidPatternOption('kidPattern', kidPattern)
  const places = kidPlaces('url', url, settings.urls)
  // A key is renewed while tokens name it; one that is out of use must not be fetched for ever.
  const perKey = { ...settings, hasTimers: rest.refresh === 'timer' }
  const make = (location: URL, name: string): KeySource =>
    oneKey({ url: location, source: nameOf(location, name), facts: { ...facts, kid: name } }, perKey)
  return keysByKid({ places, isKid, settings, make })
}

function asymmetric(option: string, value: unknown): string {
  const facts = typeof value === 'string' ? algorithmFacts(value) : undefined
  if (facts !== undefined && facts.family !== 'hmac') return facts.name
  throw optionInvalid(option, 'an asymmetric signature algorithm', value)
}

/** What is known of a key beside what its document says. */
interface KeyFacts {
  readonly alg: string | undefined
  readonly kid: string | undefined
}

/** A URL is shown without its query, where the kid may be; two keys must not share a name, as a snapshot goes by it. */
export function nameOf(url: URL, kid: string): string {
  const shown = displayUrl(url)
  const encoded = encodeURIComponent(kid)
  return shown.includes(encoded) ? shown : `${shown} ${encoded}`
}

export interface KeyPlace {
  readonly url: URL
  /** Fit for a log. */
  readonly source: string
  readonly facts: KeyFacts
}

/** @param fetchSet - gets the document; `fetchJwks` save where a request needs more, such as a token */
export function oneKey(
  { url, source, facts }: KeyPlace,
  settings: RemoteSettings,
  fetchSet: typeof fetchJwks = fetchJwks,
): KeySource {
  const load = async (context: LoadContext): Promise<Loaded> => {
    const loaded = await fetchSet(url, settings, context)
    return loaded.set === 'not-modified' ? loaded : { ...loaded, set: kept(completed(loaded.set, facts), context) }
  }
  const identity = { kind: 'key', source, address: url.href }
  return managedSource(identity, load, settings, settings.guard)
}

const textOf = ({ keys, quarantined }: KeySet): string => JSON.stringify([keys.map(({ jwk }) => jwk), quarantined])

/** The held set, when the key is the same: with it goes what was imported. */
function kept(set: KeySet, { previous }: LoadContext): KeySet {
  return previous !== undefined && textOf(previous) === textOf(set) ? previous : set
}

/** What the caller knows of the key is added; it never contradicts what the key says itself. */
function completed(set: KeySet, { alg, kid }: KeyFacts): KeySet {
  const [key] = set.keys
  if (key === undefined || (alg === undefined && kid === undefined)) return set
  if (kid !== undefined && key.kid !== undefined && key.kid !== kid) throw jwksInvalid(OTHER_KID)
  const { jwk } = key
  return keySetOf([
    parseJwk({ ...jwk, ...(alg === undefined ? {} : { alg: jwk.alg ?? alg }), ...(kid === undefined ? {} : { kid }) }),
  ])
}

const OTHER_KID = 'the key has another kid than the one that was asked for'
