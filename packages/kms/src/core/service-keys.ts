/** A KeyService → a KeySource: the public keys of all versions, kept fresh with the whole policy of the library. */
import { isKeywellError, type KeySource, KeywellError, loadedJwks, type SourceOptions } from 'keywell'
import type { Jwk } from 'keywell/jwk'
import { namedJwk } from './named-key.ts'
import type { CallContext, KeyService, ServiceKey } from './service.ts'
import { asFailure, type ServiceFailure } from './service-failure.ts'
import type { KeyOptions } from './settings.ts'

/** `format` is not among them: services give keys, not documents. */
export interface KeysOptions extends KeyOptions, Omit<SourceOptions, 'format'> {}

/**
 * The public keys of a service as a source for verifiers and key sets. Attempts, deadlines and pauses are those of every
 * source, see `SourceOptions`. Closing it closes the service.
 * @throws KeywellError ERR_OPTION_INVALID
 */
export function serviceKeys(service: KeyService, { alg, kid, ...options }: KeysOptions = {}): KeySource {
  const naming: KeyOptions = { ...(alg === undefined ? {} : { alg }), ...(kid === undefined ? {} : { kid }) }
  const source = loadedJwks(({ signal }) => load(service, naming, { signal }), { ...options, name: service.name })
  return Object.freeze({
    ...source,
    close: () => {
      source.close()
      // Nobody waits for it, and a session that cannot be closed is no reason to fail.
      void (async () => service.close?.())().catch(() => undefined)
    },
  })
}

async function load(service: KeyService, naming: KeyOptions, context: CallContext): Promise<{ jwks: unknown }> {
  const keys = await service.publicKeys(context).catch((error: unknown) => {
    throw isKeywellError(error) ? error : loadError(service.name, asFailure(error))
  })
  return { jwks: { keys: await Promise.all(keys.map((key) => namedOrPlain(key, naming))) } }
}

/** An unfit key goes into the set as it is, which quarantines it with its reason; the others still verify. */
async function namedOrPlain(key: ServiceKey, naming: KeyOptions): Promise<Jwk> {
  try {
    return await namedJwk(key, naming)
  } catch (error) {
    if (isKeywellError(error) && error.kind === 'key') return { ...key.jwk, kid: key.kid ?? key.version }
    throw error
  }
}

/** The policy of sources reads from these what may be tried again, and when. */
function loadError(url: string, { kind, message, cause, retryAfterSeconds }: ServiceFailure): KeywellError {
  if (kind === 'unavailable') {
    return new KeywellError('ERR_FETCH_FAILED', message, { url, reason: message }, { cause, retryAfterSeconds })
  }
  const status = kind === 'throttled' ? 429 : 403
  return new KeywellError('ERR_FETCH_STATUS', message, { url, status }, { cause, retryAfterSeconds })
}
