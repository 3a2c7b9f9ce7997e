/** Where snapshots are kept: any store of texts by key. Never anything but public keys goes into one. */
import { kindOf, optionInvalid } from '../errors/index.ts'
import { fingerprint } from '../jwks/fingerprint.ts'

/**
 * A store of texts. `get` answers `undefined` or `null` for what it does not have; both reject when they fail, which
 * never harms the keys. Anything shaped like `unstorage` (`getItem`, `setItem`) is taken as well, which makes a store of
 * Redis, S3, a file system and others.
 */
export interface SnapshotStore {
  get(key: string): Promise<string | null | undefined>
  set(key: string, value: string): Promise<unknown>
}

/** The shape of `unstorage`'s storages, whose `getItem` may give parsed JSON back. */
export interface ItemStore {
  getItem(key: string): Promise<unknown>
  setItem(key: string, value: string): Promise<unknown>
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function snapshotStoreOption(option: string, value: unknown): SnapshotStore {
  if (isStore(value)) return value
  if (isItemStore(value)) {
    return { get: async (key) => textOf(await value.getItem(key)), set: (key, text) => value.setItem(key, text) }
  }
  throw optionInvalid(option, 'an object with get and set, or with getItem and setItem', kindOf(value))
}

const has = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')

const isStore = (value: unknown): value is SnapshotStore => has(value, ['get', 'set'])
const isItemStore = (value: unknown): value is ItemStore => has(value, ['getItem', 'setItem'])

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || value === undefined || value === null ? (value ?? undefined) : JSON.stringify(value)

/**
 * The name of a source's snapshot: the same in every process and every release. Safe as a file name and as a key of any
 * store; tells nothing that the source's own name does not.
 */
export function snapshotKey(kind: string, source: string): string {
  // Cut and folded, the readable part alone could be another source's too.
  const readable = source.replace(/^https:\/\//, '').replaceAll(/[^\w.-]+/g, '_')
  return `keywell-${kind}-${readable.slice(0, 80)}-${fingerprint(source)}`
}
