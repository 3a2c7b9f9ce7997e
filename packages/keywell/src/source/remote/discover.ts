/** Keys of an issuer by its metadata: discovery document → `jwks_uri` → key set. Never merges two issuers' keys. */
import { clip, knownOptions, nonEmptyString, optionInvalid, printable } from '../../errors/index.ts'
import { hasStatus } from '../../io/fetch-failure.ts'
import { displayUrl } from '../../io/url.ts'
import { discoveryInvalid, discoveryUrls, readJwksUri } from './discovery-document.ts'
import { fetchJwks, fetchText } from './fetch-jwks.ts'
import { REMOTE_OPTIONS, type RemoteOptions, type RemoteSettings, remoteSettings, urlOption } from './http-options.ts'
import { isJsonObject } from '../../jose/json.ts'
import type { KeySource } from '../key-source.ts'
import type { LoadContext, Loaded } from '../managed/loader.ts'
import { managedSource } from '../managed/managed.ts'

export interface DiscoverOptions extends RemoteOptions {
  /**
   * Sent as the query of the discovery URLs, for issuers that shape their metadata by it, such as Okta's `client_id`.
   * The key set is fetched from the `jwks_uri` that comes back, as it is.
   */
  readonly query?: Readonly<Record<string, string>>
}

/**
 * Keys of an OpenID Connect or OAuth issuer, found through its discovery document and kept fresh.
 * Asks, until one is there: `{issuer}/.well-known/openid-configuration`, then RFC 8414's
 * `/.well-known/oauth-authorization-server` before the issuer's path, then after it.
 * @param issuer - exactly as tokens carry it in `iss`, trailing slash included; https, without query or fragment
 * @throws KeywellError ERR_OPTION_INVALID
 * @see OpenID Connect Discovery 1.0 §4, RFC 8414 §3
 * @example const keys = discoverJwks('https://accounts.example')
 */
export function discoverJwks(issuer: string, options: DiscoverOptions = {}): KeySource {
  const { query, ...remote } = knownOptions('options', options, ['query', ...REMOTE_OPTIONS])
  const settings = remoteSettings(remote)
  const location = urlOption('issuer', issuer, settings.urls)
  // RFC 8414 §2: an issuer identifier has neither; "?" alone would vanish in the parsed URL.
  if (/[?#]/.test(issuer)) throw optionInvalid('issuer', 'a URL without query and fragment', displayUrl(location))
  const search = searchOf(query)
  const discovery: Discovery = { issuer, search, settings, known: undefined }
  const address = search === '' ? {} : { address: `${issuer}?${search}` }
  return managedSource(
    { kind: 'discovered', source: printable(issuer), ...address },
    (context) => load(discovery, context),
    settings,
    settings.guard,
  )
}

function searchOf(query: DiscoverOptions['query']): string {
  if (query === undefined) return ''
  if (!isJsonObject(query)) throw optionInvalid('query', 'an object of names and values', query)
  for (const [name, value] of Object.entries(query)) nonEmptyString(`query.${clip(name)}`, value)
  return String(new URLSearchParams(query))
}

interface Discovery {
  readonly issuer: string
  /** The query of the discovery URLs; empty for none. */
  readonly search: string
  readonly settings: RemoteSettings
  /** The `jwks_uri` that gave the last good set, so that a broken new one never displaces it, and when it was found. */
  known: { readonly url: URL; readonly at: number } | undefined
}

/** Metadata changes about never, and a URL that moved shows itself by 404 before. */
const METADATA_FRESH_MS = 86_400_000

/** A new kid may be in a new place; looking for one costs a request, so not with every kid that somebody makes up. */
const METADATA_DOUBTFUL_MS = 300_000

async function load(discovery: Discovery, context: LoadContext): Promise<Loaded> {
  const { known, settings } = discovery
  if (known === undefined) return await follow(discovery, await findJwksUri(discovery, context), context)
  const ageMs = settings.clock.monotonic() - known.at
  const isPurged = context.previous === undefined
  const isDoubtful = context.reason === 'unknown-kid' && ageMs >= METADATA_DOUBTFUL_MS
  if (isPurged || isDoubtful || ageMs >= METADATA_FRESH_MS) return await reload(discovery, known.url, context)
  try {
    return await fetchJwks(known.url, settings, context)
  } catch (error) {
    if (!hasStatus(error, GONE)) throw error
    const moved = await findJwksUri(discovery, context)
    if (moved.href === known.url.href) throw error
    return await follow(discovery, moved, context)
  }
}

async function follow(discovery: Discovery, url: URL, context: LoadContext): Promise<Loaded> {
  const loaded = await fetchJwks(url, discovery.settings, context)
  // A place whose set cannot verify anything does not displace one that did.
  if (loaded.set === 'not-modified' || loaded.set.keys.length > 0) {
    discovery.known = { url, at: discovery.settings.clock.monotonic() }
  }
  return loaded
}

/** Looks the metadata up again; whatever is wrong with it, the old URL still serves if it can. */
async function reload(discovery: Discovery, old: URL, context: LoadContext): Promise<Loaded> {
  let found: URL | undefined
  try {
    found = await findJwksUri(discovery, context)
    return await follow(discovery, found, context)
  } catch (error) {
    if (context.signal.aborted || found?.href === old.href) throw error
    // Asked again in a while: what does not answer now need not be asked with every load.
    const at = discovery.settings.clock.monotonic() - METADATA_FRESH_MS + METADATA_DOUBTFUL_MS
    discovery.known = { url: old, at }
    return await fetchJwks(old, discovery.settings, context)
  }
}

/** The set is not there any more (RFC 9110 §15.5.5, §15.5.11). */
const GONE: ReadonlySet<number> = new Set([404, 410])

/** Answers that say "no such document"; 403 is what object stores give for one. */
const ABSENT: ReadonlySet<number> = new Set([400, 403, 404, 405, 410])

async function findJwksUri({ issuer, search, settings }: Discovery, context: LoadContext): Promise<URL> {
  const [first, ...others] = discoveryUrls(new URL(issuer))
  let absence: unknown
  for (const place of [first, ...others]) {
    place.search = search
    try {
      const text = await fetchText(place, settings, context)
      return readJwksUri(text, place, { issuer, urls: settings.urls })
    } catch (error) {
      if (!hasStatus(error, ABSENT)) throw error
      absence ??= error
    }
  }
  const reason = `no discovery document at any of ${others.length + 1} well-known places`
  throw discoveryInvalid(first, undefined, reason, absence)
}
