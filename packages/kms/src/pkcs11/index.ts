/** `@keywell/kms/pkcs11`: HSMs, smart cards and SoftHSM, through the library that comes with the token and `pkcs11js`. */
import type { KeySource } from 'keywell'
import type { KeyService, ServiceKey, ServiceSignature, SignRequest } from '../core/service.ts'
import { ServiceFailure } from '../core/service-failure.ts'
import { type KeysOptions, serviceKeys } from '../core/service-keys.ts'
import { type KmsSigner, serviceSigner } from '../core/service-signer.ts'
import { knownOptions, optionInvalid, type SignerOptions } from '../core/settings.ts'
import { CKA, CKO } from './pkcs11-constants.ts'
import { jwkOfAttributes } from './pkcs11-key.ts'
import { openLibrary, pkcs11Constructor } from './pkcs11-library.ts'
import { signInput, tokenAlgorithms } from './pkcs11-mechanisms.ts'
import type { Pkcs11Handle, Pkcs11Options } from './pkcs11-options.ts'
import { pinReader } from './pkcs11-pin.ts'
import { createSessions, type Session } from './pkcs11-sessions.ts'
import { findObjects } from './pkcs11-token.ts'
import { type Pkcs11Place, pkcs11Place } from './pkcs11-uri.ts'

export type * from './pkcs11-options.ts'

/**
 * A signer with a key in a PKCS#11 token.
 * @param uri - RFC 7512: `pkcs11:token=TOKEN;object=LABEL`, `pkcs11:serial=…;id=%01?module-path=…&pin-source=file:…`
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING, ERR_SIGNER_*
 * @example const signer = await pkcs11Signer('pkcs11:token=prod;object=tokens', { library: '/usr/lib/softhsm/libsofthsm2.so' })
 */
export async function pkcs11Signer(uri: string, options: SignerOptions & Pkcs11Options = {}): Promise<KmsSigner> {
  const { library, pin, pkcs11js, ...rest } = options
  return serviceSigner(await pkcs11Service(uri, { library, pin, pkcs11js }), rest)
}

/**
 * The public keys of all versions in the token, as a source for verifiers. Needs no PIN where the token shows public keys
 * to everybody.
 * @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING
 */
export async function pkcs11Keys(uri: string, options: KeysOptions & Pkcs11Options = {}): Promise<KeySource> {
  const { library, pin, pkcs11js, ...rest } = options
  return serviceKeys(await pkcs11Service(uri, { library, pin, pkcs11js }), rest)
}

/** @throws KeywellError ERR_OPTION_INVALID, ERR_PEER_MISSING */
export async function pkcs11Service(uri: string, options: Pkcs11Options = {}): Promise<KeyService> {
  const place = pkcs11Place(uri)
  knownOptions(options, ['library', 'pin', 'pkcs11js'], 'pkcs11')
  const path = options.library ?? place.modulePath ?? process.env['PKCS11_MODULE_PATH']
  if (typeof path !== 'string' || path === '')
    throw optionInvalid('pkcs11.library', "the path of the token's library", path, 'or set PKCS11_MODULE_PATH')
  const readPin = pinReader(options.pin, place.pinSource)
  const constructor = await pkcs11Constructor(options.pkcs11js)
  const sessions = createSessions(place, () => openLibrary(constructor, path), readPin)
  return Object.freeze({
    name: place.name,
    publicKeys: () => sessions.use((session) => readKeys(session, place)),
    sign: (request) => sessions.use((session) => sign(session, place, request)),
    close: () => sessions.close(),
  } satisfies KeyService)
}

function readKeys({ client, slot, handle }: Session, { object, id }: Pkcs11Place): readonly ServiceKey[] {
  const algorithms = tokenAlgorithms(client.C_GetMechanismList(slot))
  const keys = findObjects(client, handle, { class: CKO.PUBLIC_KEY, label: object, id }).map((key) => {
    const read = (type: number): Uint8Array => client.C_GetAttributeValue(handle, key, [{ type }])[0]?.value ?? EMPTY
    return { version: Buffer.from(read(CKA.ID)).toString('hex'), jwk: jwkOfAttributes(read), algorithms }
  })
  if (keys.length === 0) throw new ServiceFailure('refused', 'the token shows no such public key')
  if (new Set(keys.map(({ version }) => version)).size < keys.length)
    throw new ServiceFailure('refused', 'several keys in the token have the same id')
  // The standard has no order of keys with one label; so the greatest id is the current one.
  return keys.toSorted((one, other) => (ordered(one) < ordered(other) ? 1 : -1))
}

const EMPTY = new Uint8Array(0)

const ordered = ({ version }: ServiceKey): string => version.padStart(128, '0')

/** RSA 16384 has 2048 octets. */
const MAX_SIGNATURE = 2048

async function sign(session: Session, place: Pkcs11Place, request: SignRequest): Promise<ServiceSignature> {
  const input = signInput(request)
  if (input === undefined) throw new ServiceFailure('refused', `there is no ${request.alg} in PKCS#11`)
  const [mechanism, octets] = input
  const { client, handle } = session
  client.C_SignInit(handle, mechanism, privateKey(session, place, request.version))
  // On another thread, as a signature takes milliseconds, and a network HSM may take seconds.
  const signature = await client.C_SignAsync(handle, Buffer.from(octets), Buffer.alloc(MAX_SIGNATURE))
  return { octets: new Uint8Array(signature), form: 'raw' }
}

function privateKey({ client, handle, keys }: Session, { object }: Pkcs11Place, version: string): Pkcs11Handle {
  const known = keys.get(version)
  if (known !== undefined) return known
  const query = { class: CKO.PRIVATE_KEY, label: object, id: Buffer.from(version, 'hex') }
  const [key, second] = findObjects(client, handle, query)
  if (key === undefined) throw new ServiceFailure('refused', 'the token shows no such private key')
  if (second !== undefined) throw new ServiceFailure('refused', 'several private keys in the token have the same id')
  keys.set(version, key)
  return key
}
