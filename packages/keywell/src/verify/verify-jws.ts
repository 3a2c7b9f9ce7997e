/** Signed payloads that are no claims set: any bytes, verified against keys, without judging what they say. */
import { bytes } from '#bytes'
import { booleanOption, knownOptions, optional, optionInvalid, positiveInteger } from '../errors/index.ts'
import { decodeBase64url, encodeBase64url } from '../jose/base64url.ts'
import {
  type CompactParts,
  DEFAULT_MAX_TOKEN_BYTES,
  headerSegment,
  malformed,
  payloadSegment,
  signatureSegment,
  signingInput,
  splitCompact,
  undecodable,
} from '../jose/compact.ts'
import { checkHeader, type CheckedHeader, type JoseHeader } from '../jose/header.ts'
import type { UsedKey } from '../jwk/import.ts'
import type { Algorithm, AlgorithmFacts } from '../jose/algorithms.ts'
import type { KeySource } from '../source/key-source.ts'
import { allowedAlgorithms, algorithmProblem } from './allowed-algorithms.ts'
import { keySourceOption } from '../source/ask-source.ts'
import { runAsync } from './drivers.ts'
import type { Step } from './step.ts'
import { searchKey } from './key-search.ts'

export interface VerifyJwsOptions {
  readonly keys: KeySource
  /** All asymmetric ones that the key allows unless given; with `sharedSecret`, its own. */
  readonly algorithms?: readonly Algorithm[]
  /** The content of a JWS whose middle part is empty (RFC 7515 Appendix F). */
  readonly detachedPayload?: Uint8Array
  /** Accepts `b64: false` (RFC 7797), where the payload is signed as it is. */
  readonly allowUnencodedPayload?: boolean
  /** Longest JWS to look at, in bytes; 65,536 unless given. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

export interface VerifiedJws {
  readonly header: JoseHeader
  /** The signed bytes: a copy of one's own. */
  readonly payload: Uint8Array
  readonly key: UsedKey
}

const OPTIONS: readonly (keyof VerifyJwsOptions)[] = [
  'keys',
  'algorithms',
  'detachedPayload',
  'allowUnencodedPayload',
  'maxBytes',
  'signal',
]

/**
 * Verifies the signature of a compact JWS and gives its payload. Not for access or ID tokens: nothing of what the
 * payload says is checked, neither expiry nor audience; those are `createVerifier`'s.
 * @throws KeywellError of kind token or unavailable; ERR_OPTION_INVALID
 * @example const { payload } = await verifyJws(compact, { keys: staticJwks(jwks) })
 */
export async function verifyJws(compact: string, options: VerifyJwsOptions): Promise<VerifiedJws> {
  const given = knownOptions('options', options, OPTIONS)
  const keys = keySourceOption('keys', given.keys)
  const allowed = allowedAlgorithms(given.algorithms, keys.symmetric === true)
  const parts = splitCompact(compact, optional(positiveInteger, 'maxBytes', given.maxBytes) ?? DEFAULT_MAX_TOKEN_BYTES)
  const signed = readSigned(parts, given)
  const key = await runAsync(signatureSteps(signed, keys, allowed), given.signal)
  return Object.freeze({ header: signed.header.header, payload: signed.payload, key })
}

interface SignedPayload {
  readonly header: CheckedHeader
  readonly octets: () => { readonly data: Uint8Array; readonly signature: Uint8Array }
  readonly payload: Uint8Array
}

function readSigned(parts: CompactParts, options: VerifyJwsOptions): SignedPayload {
  const isUnencoded = optional(booleanOption, 'allowUnencodedPayload', options.allowUnencodedPayload) ?? false
  const header = checkHeader(headerSegment(parts), isUnencoded ? ['b64'] : [])
  const signature = decodePart(signatureSegment(parts), 'signature')
  const content = payloadSegment(parts)
  const { detachedPayload } = options
  if (detachedPayload === undefined && header.b64) {
    const data = bytes.encodeAscii(signingInput(parts))
    return { header, octets: () => ({ data, signature }), payload: decodePart(content, 'payload') }
  }
  const payload = detachedPayload === undefined ? unencoded(content) : detached(content, detachedPayload)
  const data = concat(bytes.encodeAscii(`${headerSegment(parts)}.`), header.b64 ? encoded(payload) : payload)
  return { header, octets: () => ({ data, signature }), payload }
}

function decodePart(segment: string, part: 'payload' | 'signature'): Uint8Array {
  const octets = decodeBase64url(segment)
  if (octets === undefined) throw undecodable(part, segment)
  // A copy: on Node the bytes would be a view of a pool that other data shares.
  return new Uint8Array(octets)
}

/** RFC 7797 §5.2: an unencoded payload inside a compact JWS is text without dots; `splitCompact` has seen to the dots. */
const unencoded = (content: string): Uint8Array => new Uint8Array(bytes.encodeUtf8(content))

function detached(content: string, payload: Uint8Array): Uint8Array {
  if (!(payload instanceof Uint8Array)) throw optionInvalid('detachedPayload', 'bytes (Uint8Array)', payload)
  // Not slice(): Buffer's gives a view, which could change after it was verified.
  if (content === '') return new Uint8Array(payload)
  throw malformed('the JWS has a payload of its own', 'payload given twice', 'leave detachedPayload out', 'payload')
}

const encoded = (payload: Uint8Array): Uint8Array => bytes.encodeAscii(encodeBase64url(payload))

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

/** The same steps as for a token, without claims. */
function signatureSteps(
  { header, octets }: SignedPayload,
  source: KeySource,
  allowed: ReadonlySet<AlgorithmFacts>,
): Step<UsedKey> {
  const problem = algorithmProblem(header.algorithm, allowed)
  if (problem !== undefined) throw problem
  return searchKey({
    header,
    source,
    octets,
    found: ({ imported }) => ({ kind: 'done', value: imported.used }),
    refused: (error) => {
      throw error
    },
  })
}
