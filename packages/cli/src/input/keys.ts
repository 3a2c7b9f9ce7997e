/** The public part of the keys of an input, always; for commands that have no use for the private one. */
import { type Jwk, publicJwk, thumbprint } from 'keywell/jwk'
import type { Arguments } from '../arguments.ts'
import type { Io } from '../command.ts'
import { isBad, keyFile } from './key-files.ts'

export interface PublicKeys {
  readonly keys: readonly Jwk[]
  /** Whether the input was a set, so that the output is one. */
  readonly isSet: boolean
  readonly hadPrivate: boolean
}

/** @throws Failure, KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED: one bad key refuses all */
export async function publicKeys(place: string, args: Arguments, io: Io): Promise<PublicKeys> {
  const { keys: found, isSet } = await keyFile(place, args, io)
  const read = found.map((key) => {
    if (isBad(key)) throw key.error
    return key
  })
  const keys = read.map(({ jwk }) => publicJwk(jwk))
  // Computing a thumbprint checks the key's numbers, which taking its public part does not.
  await Promise.all(keys.map((key) => thumbprint(key)))
  return { keys, isSet: isSet || keys.length > 1, hadPrivate: read.some(({ isPrivate }) => isPrivate) }
}
