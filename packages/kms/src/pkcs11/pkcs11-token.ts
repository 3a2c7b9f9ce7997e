/** Finds the token that a URI describes, and objects in it. Slots have random numbers, so tokens go by what they say. */
import { ServiceFailure } from '../core/service-failure.ts'
import { CKA } from './pkcs11-constants.ts'
import type { Pkcs11Client, Pkcs11Handle, Pkcs11TokenInfo } from './pkcs11-options.ts'
import type { Pkcs11Place, TokenAttribute } from './pkcs11-uri.ts'

const FIELDS = {
  token: 'label',
  manufacturer: 'manufacturerID',
  serial: 'serialNumber',
  model: 'model',
} as const satisfies Record<TokenAttribute, keyof Pkcs11TokenInfo>

/** @throws ServiceFailure `unavailable` when there is none, as it may come back */
export function findSlot(client: Pkcs11Client, { token }: Pkcs11Place): Pkcs11Handle {
  const slots = client.C_GetSlotList(true).filter((slot) => {
    const info = client.C_GetTokenInfo(slot)
    // Padded with blanks to a fixed length.
    return [...token].every(([name, text]) => info[FIELDS[name]].replace(/[ \0]+$/, '') === text)
  })
  const [slot] = slots
  if (slot === undefined) throw new ServiceFailure('unavailable', 'no token that is present is the one of the URI')
  if (slots.length > 1) throw new ServiceFailure('refused', 'more than one token is the one of the URI: add serial=')
  return slot
}

/** A key with hundreds of versions in one token is a mistake. */
const MAX_OBJECTS = 256

export interface ObjectQuery {
  readonly class: number
  readonly label?: string | undefined
  readonly id?: Uint8Array | undefined
}

export function findObjects(
  client: Pkcs11Client,
  session: Pkcs11Handle,
  { class: kind, label, id }: ObjectQuery,
): readonly Pkcs11Handle[] {
  const template = [
    { type: CKA.CLASS, value: kind },
    ...(label === undefined ? [] : [{ type: CKA.LABEL, value: label }]),
    ...(id === undefined ? [] : [{ type: CKA.ID, value: Buffer.from(id) }]),
  ]
  client.C_FindObjectsInit(session, template)
  try {
    return client.C_FindObjects(session, MAX_OBJECTS)
  } finally {
    client.C_FindObjectsFinal(session)
  }
}
