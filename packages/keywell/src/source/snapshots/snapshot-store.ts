/** Where snapshots are kept: any store of texts by key. Never anything but public keys goes into one. */
import { optionInvalid } from '../../errors/index.ts'
import { fingerprint } from '../../jwks/fingerprint.ts'

export interface StoreOptions {
  /** Aborts when nobody waits any more. */
  readonly signal?: AbortSignal
}

/**
 * A store of texts. `get` answers `undefined` or `null` for what it does not have; both reject when they fail, which
 * never harms the keys. Anything shaped like `unstorage` (`getItem`, `setItem`) is taken as well, which makes a store of
 * Redis, S3, a file system and others.
 */
export interface SnapshotStore {
  get(key: string, options?: StoreOptions): Promise<string | null | undefined>
  set(key: string, value: string, options?: StoreOptions): Promise<unknown>
}

/** The shape of `unstorage`'s storages, whose `getItem` may give parsed JSON back. */
export interface ItemStore {
  getItem(key: string): Promise<unknown>
  setItem(key: string, value: string): Promise<unknown>
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function snapshotStoreOption(option: string, value: unknown): SnapshotStore {
  // First, as storages of `unstorage` also have `get` and `set`, under which they give parsed JSON back.
  if (isItemStore(value)) {
    return storeOf(
      (key) => value.getItem(key),
      (key, text) => value.setItem(key, text),
    )
  }
  if (isStore(value)) {
    return storeOf(
      (key, options) => value.get(key, options),
      (key, text, options) => value.set(key, text, options),
    )
  }
  throw optionInvalid(option, 'an object with get and set, or with getItem and setItem', value, { secret: true })
}

/** Asynchronous whatever the store does: one that throws rejects, and a Map will do. */
const storeOf = (
  get: (key: string, options?: StoreOptions) => unknown,
  set: (key: string, text: string, options?: StoreOptions) => unknown,
): SnapshotStore =>
  Object.freeze({
    get: async (key: string, options?: StoreOptions) => textOf(await get(key, options)),
    set: async (key: string, text: string, options?: StoreOptions) => void (await set(key, text, options)),
  })

const has = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')

const isStore = (value: unknown): value is SnapshotStore => has(value, ['get', 'set'])
const isItemStore = (value: unknown): value is ItemStore => has(value, ['getItem', 'setItem'])

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || value === undefined || value === null ? (value ?? undefined) : JSON.stringify(value)

/**
 * The name of a source's snapshot: the same in every process and every release. Safe as a file name and as a key of any
 * store. Of a URL only the host can be read: what follows may hold a kid, which comes from a token.
 */
export function snapshotKey(kind: string, address: string): string {
  const host = /^https?:\/\/(?<host>[^/?#]+)/.exec(address)?.groups?.['host']
  // Cut and folded, the readable part alone could be another source's too.
  const readable = (host ?? address).replaceAll(/[^\w.-]+/g, '_').slice(0, MAX_READABLE)
  return `keywell-${kind}-${readable}-${fingerprint(address)}`
}

const MAX_READABLE = 80
