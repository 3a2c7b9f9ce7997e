/** The token's library, loaded once in a process, as PKCS#11 demands (v3.1 §5.4). Others may use it, so it is left as it is found. */
import { importPeer } from '../core/peer.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { optionInvalid } from '../core/settings.ts'
import { CKF, CKR } from './pkcs11-constants.ts'
import { returnValue } from './pkcs11-failure.ts'
import type { Pkcs11Client, Pkcs11Package } from './pkcs11-options.ts'

const loaded = new WeakMap<Pkcs11Package['PKCS11'], Map<string, Library>>()

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function pkcs11Constructor(given: unknown): Promise<Pkcs11Package['PKCS11']> {
  const peer = given ?? (await importPeer('pkcs11js'))
  // CommonJS: all of it is below `default`.
  const constructor = member(member(peer, 'default'), 'PKCS11') ?? member(peer, 'PKCS11')
  if (isConstructor(constructor)) return constructor
  throw optionInvalid('pkcs11.pkcs11js', 'the package pkcs11js', given)
}

/** What this package has to do with a library; one for each path, as a process has the library once. */
interface Use {
  /** Sessions of all signers and sources. */
  open: number
  /** Whether it was initialized from here, and so may be finalized from here. */
  isOwn: boolean
}

const uses = new Map<string, Use>()

export interface Library {
  readonly client: Pkcs11Client
  readonly use: Use
}

/** @throws ServiceFailure */
export function openLibrary(constructor: Pkcs11Package['PKCS11'], path: string): Library {
  const libraries = loaded.get(constructor) ?? new Map<string, Library>()
  loaded.set(constructor, libraries)
  const use = uses.get(path) ?? { open: 0, isOwn: false }
  uses.set(path, use)
  const library = libraries.get(path) ?? { client: load(constructor, path), use }
  libraries.set(path, library)
  initialize(library)
  return library
}

/** Some libraries see a token that has come back only after a new start, which ends all sessions: nobody may have any. */
export function restartIdle({ client, use }: Library): void {
  if (!use.isOwn || use.open > 0) return
  use.isOwn = false
  try {
    client.C_Finalize()
  } catch {
    // Somebody else was first.
  }
}

function load(constructor: Pkcs11Package['PKCS11'], path: string): Pkcs11Client {
  const client = new constructor()
  try {
    client.load(path)
  } catch (cause) {
    throw new ServiceFailure('refused', "the token's library cannot be loaded", { cause })
  }
  return client
}

/** With locks, as signatures are made on other threads. Each time, as whoever shares the library may have finalized it. */
function initialize({ client, use }: Library): void {
  try {
    client.C_Initialize({ flags: CKF.OS_LOCKING_OK })
    use.isOwn = true
  } catch (error) {
    if (returnValue(error) !== CKR.CRYPTOKI_ALREADY_INITIALIZED) throw error
  }
}

const isConstructor = (value: unknown): value is Pkcs11Package['PKCS11'] => typeof value === 'function'

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
