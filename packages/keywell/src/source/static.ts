/** Sources whose keys are given and never change: a JWK Set, a PEM, a shared secret. No I/O. */
import { kindOf, KeywellError, knownOptions, optional, optionInvalid } from '../errors/index.ts'
import { algorithmFacts, type AsymmetricAlgorithm, type SymmetricAlgorithm } from '../jose/algorithms.ts'
import { isJsonObject } from '../jose/json.ts'
import { jwkFromPem } from '../jwk/pem.ts'
import { parseJwk } from '../jwk/parse.ts'
import { secretKey } from '../jwk/secret.ts'
import { readDocument } from '../jwks/formats.ts'
import { type KeySet, keySetOf, parseJwks } from '../jwks/key-set.ts'
import { type SelectOptions, selectKeys } from '../jwks/select.ts'
import { checkedSelect, SELECT_OPTIONS } from '../jwks/select-options.ts'
import { closedError, closedLookup } from './closed.ts'
import type { KeySource, Lookup } from './key-source.ts'
import { createListeners } from './listeners.ts'
import type { SourceEvent } from './source-event.ts'

const FRESH = Object.freeze({ stale: false, ageMs: 0 })

/**
 * Keys at hand: a JWK Set as text or JSON, one JWK, or an array of JWKs. Not for keys that an issuer rotates: those
 * come from `discoverJwks` or `remoteJwks`.
 * @throws KeywellError ERR_JWKS_INVALID when it is none of these, or no key in it can verify a signature
 * @example const keys = staticJwks(await readFile('jwks.json', 'utf8'))
 */
export function staticJwks(jwks: unknown, options: SelectOptions = {}): KeySource {
  const select = checkedSelect(knownOptions('options', options, SELECT_OPTIONS))
  const document = typeof jwks === 'string' ? readDocument(jwks, 'jwks') : jwks
  const set = parseJwks(document, { format: formatOf(document) })
  if (set.keys.length > 0) return staticSource('static', set, select)
  const reason = set.quarantined[0]?.reason ?? 'it has no keys'
  throw new KeywellError(
    'ERR_JWKS_INVALID',
    `no usable key: ${reason}`,
    { reason, offset: undefined },
    { hint: NO_USABLE_KEY },
  )
}

const NO_USABLE_KEY = 'give it a public key for verifying signatures; the reason is that of its first key'

function formatOf(jwks: unknown): 'jwks' | 'jwk' | 'array' {
  if (Array.isArray(jwks)) return 'array'
  return isJsonObject(jwks) && Object.hasOwn(jwks, 'kty') && !Object.hasOwn(jwks, 'keys') ? 'jwk' : 'jwks'
}

export interface StaticPemOptions extends SelectOptions {
  /** The one algorithm this key verifies. */
  readonly alg: AsymmetricAlgorithm
  readonly kid?: string
}

/**
 * One public key from PEM (`-----BEGIN PUBLIC KEY-----`). Without `kid`, it verifies tokens that have one and tokens
 * that have none.
 * @throws KeywellError ERR_JWK_INVALID, ERR_KEY_UNSUPPORTED, ERR_OPTION_INVALID
 * @example const keys = staticPem(await readFile('issuer.pem', 'utf8'), { alg: 'RS256' })
 */
export function staticPem(pem: string, options: StaticPemOptions): KeySource {
  const { alg, kid, ...given } = knownOptions('options', options, ['alg', 'kid', ...SELECT_OPTIONS])
  const select = checkedSelect({ ...given, kidless: given.kidless ?? 'single' })
  requireAlgorithm(alg, 'an asymmetric signature algorithm', (family) => family !== 'hmac')
  const name = optional(textOption, 'kid', kid)
  const key = parseJwk({ ...jwkFromPem(pem), alg, ...(name === undefined ? {} : { kid: name }) })
  return staticSource('pem', keySetOf([key]), select)
}

export interface SharedSecretOptions {
  readonly alg: SymmetricAlgorithm
  readonly kid?: string
}

/**
 * A secret shared with the issuer, for HS256, HS384 or HS512: the only door to symmetric algorithms. Whoever can verify
 * with it can also sign, so prefer public keys between parties.
 * @param secret - bytes, at least as many as the hash has (RFC 7518 §3.2); copied
 * @throws KeywellError ERR_OPTION_INVALID, ERR_JWK_INVALID
 */
export function sharedSecret(secret: Uint8Array, options: SharedSecretOptions): KeySource {
  if (!(secret instanceof Uint8Array)) throw optionInvalid('secret', 'bytes (Uint8Array)', kindOf(secret))
  const { alg, kid } = knownOptions('options', options, ['alg', 'kid'])
  const algorithm = requireAlgorithm(alg, 'HS256, HS384 or HS512', (family) => family === 'hmac')
  const key = secretKey(secret, algorithm, optional(textOption, 'kid', kid))
  return staticSource('secret', keySetOf([key]), { kidless: 'single' })
}

/** Any text: an issuer may well use an empty kid. */
function textOption(option: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw optionInvalid(option, 'a string', value)
}

function requireAlgorithm(
  alg: string,
  expected: string,
  accepts: (family: string) => boolean,
): NonNullable<ReturnType<typeof algorithmFacts>> {
  const facts = algorithmFacts(alg)
  if (facts !== undefined && accepts(facts.family)) return facts
  throw optionInvalid('alg', expected, alg)
}

function staticSource(kind: string, set: KeySet, options: SelectOptions): KeySource {
  const listeners = createListeners<SourceEvent>()
  let isClosed = false
  return Object.freeze({
    symmetric: kind === 'secret',
    lookup: (query: Parameters<KeySource['lookup']>[0]): Lookup =>
      isClosed ? closedLookup(kind) : lookupIn(set, query, options),
    refresh: async (): Promise<void> => {
      if (isClosed) throw closedError(kind)
    },
    status: () => ({
      source: kind,
      kind,
      state: isClosed ? ('closed' as const) : ('static' as const),
      lastAttempt: 'none' as const,
      ageMs: undefined,
      keys: set,
      error: undefined,
    }),
    subscribe: (listener: (event: SourceEvent) => void) => listeners.add(listener),
    // Given keys cannot be had again, so there is nothing to forget.
    purge: () => undefined,
    close: () => {
      if (isClosed) return
      isClosed = true
      listeners.emit({ type: 'closed', source: kind })
    },
  })
}

function lookupIn(set: KeySet, query: Parameters<KeySource['lookup']>[0], options: SelectOptions): Lookup {
  const { candidates, miss } = selectKeys(set, query, options)
  if (miss === undefined) return { outcome: 'found', candidates, set, freshness: FRESH }
  return { outcome: 'missed', miss, set, freshness: FRESH, retry: false }
}
