/** A set as text that outlives the process. Writes public keys only, and believes a snapshot no more than a server. */
import { isJsonObject, readJson } from '../../jose/json.ts'
import { fingerprint } from '../../jwks/fingerprint.ts'
import { type KeySet, parseJwks } from '../../jwks/key-set.ts'
import type { Validators } from '../managed/loader.ts'
import type { SourceSettings } from '../settings.ts'
import { validatorsFor } from '../managed/validators.ts'

export interface Snapshot {
  /** The source's own name; a snapshot of another one is refused. */
  readonly source: string
  /** The same with the parts that are not shown; only a fingerprint of it is written. */
  readonly address: string
  readonly set: KeySet
  /** Epoch milliseconds. */
  readonly validatedAt: number
  readonly validators: Validators | undefined
}

const VERSION = 1

export function encodeSnapshot({ source, address, set, validatedAt, validators }: Snapshot): string {
  // Another release or runtime may be able to use a key that this one set aside: it must see the whole document again.
  const isWhole = set.quarantined.length === 0
  // A query may hold a credential, which has no place in a store.
  const isPlain = validators !== undefined && !validators.url.includes('?')
  const known = isWhole && isPlain ? validators : undefined
  return JSON.stringify({
    version: VERSION,
    source,
    place: fingerprint(address),
    validatedAt,
    url: known?.url,
    etag: known?.etag,
    lastModified: known?.lastModified,
    jwks: { keys: set.keys.map(({ jwk }) => jwk) },
  })
}

export interface ExpectedSnapshot {
  readonly source: string
  readonly address: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly bounds: SourceSettings['bounds']
}

export interface RestoredSet {
  readonly set: KeySet
  /** How long ago it was validated. */
  readonly agoMs: number
  readonly validators: Validators | undefined
}

/** Clocks of two machines differ; one that is further ahead would make keys live longer than they may. */
const MAX_AHEAD_MS = 60_000

/** Metadata beside the keys, and canonical spelling, which may be longer than the issuer's. */
const ROOM = 2

/** The set, or why it is not taken. Never throws. */
export function decodeSnapshot(text: string, { source, address, now, bounds }: ExpectedSnapshot): RestoredSet | string {
  if (text.length > bounds.bodyBytes * ROOM) return 'it is too large'
  const result = readJson(text)
  if (!result.ok) return `it is no JSON: ${result.reason}`
  const { value } = result
  if (!isJsonObject(value) || value['version'] !== VERSION) return 'it is of another version'
  if (value['source'] !== source || value['place'] !== fingerprint(address)) return 'it is of another source'
  const { validatedAt } = value
  if (typeof validatedAt !== 'number') return 'it does not say when it was made'
  if (validatedAt > now + MAX_AHEAD_MS) return 'it comes from the future'
  const set = readKeys(value['jwks'], bounds)
  if (set === undefined) return 'it holds no usable key'
  // With validators, a server's "not modified" would make what is missing here last.
  const validators = set.quarantined.length === 0 ? readValidators(value) : undefined
  return { set, agoMs: Math.max(0, now - validatedAt), validators }
}

function readKeys(jwks: unknown, bounds: SourceSettings['bounds']): KeySet | undefined {
  try {
    const set = parseJwks(jwks, { maxKeys: bounds.keys, maxKeyBytes: bounds.keyBytes })
    return set.keys.length > 0 ? set : undefined
  } catch {
    // Whatever is wrong with it, the server has the keys.
    return undefined
  }
}

const readValidators = ({ url, etag, lastModified }: Readonly<Record<string, unknown>>): Validators | undefined =>
  typeof url === 'string' ? validatorsFor(url, etag, lastModified) : undefined
