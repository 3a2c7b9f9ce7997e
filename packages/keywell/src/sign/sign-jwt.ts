/** Claims in, a compact JWT out (RFC 7519 §7.1). */
import { bytes } from '#bytes'
import {
  finiteSeconds,
  kindOf,
  knownOptions,
  nonEmptyString,
  optional,
  optionInvalid,
  stringList,
} from '../errors/index.ts'
import type { Clock } from '../io/clock.ts'
import { clockOption } from '../io/clock-option.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { isJsonObject } from '../jose/json.ts'
import type { Signer } from './signer.ts'

export interface SignJwtOptions {
  readonly signer: Signer
  /** `typ` of the header; `JWT` unless given (RFC 9068 access tokens: `at+jwt`). */
  readonly typ?: string
  readonly issuer?: string
  readonly subject?: string
  readonly audience?: string | readonly string[]
  /** Sets `exp` that many seconds after now. */
  readonly expiresInSeconds?: number
  /** Sets `nbf` that many seconds after now. */
  readonly notBeforeSeconds?: number
  /** Further header members; `alg`, `kid` and `typ` come from the signer and `typ`. */
  readonly header?: Readonly<Record<string, unknown>>
  readonly clock?: Clock
  /** Ends the wait for the signature, with its own reason. */
  readonly signal?: AbortSignal
}

const OPTIONS: readonly (keyof SignJwtOptions)[] = [
  'signer',
  'typ',
  'issuer',
  'subject',
  'audience',
  'expiresInSeconds',
  'notBeforeSeconds',
  'header',
  'clock',
  'signal',
]

/**
 * Signs claims. `iat` is set to now unless the payload has one; options win over members of the payload.
 * @throws KeywellError ERR_OPTION_INVALID, and what the signer rejects with
 * @example const token = await signJwt({ scope: 'read' }, { signer, issuer, audience, expiresInSeconds: 300 })
 */
export async function signJwt(payload: Readonly<Record<string, unknown>>, options: SignJwtOptions): Promise<string> {
  if (!isJsonObject(payload)) throw optionInvalid('payload', 'an object of claims', kindOf(payload))
  const given = knownOptions('options', options, OPTIONS)
  const signer = signerOption(given.signer)
  const claims = { ...payload, ...registeredClaims(payload, given) }
  checkTimes(claims)
  const input = `${segment('header', joseHeader(given))}.${segment('payload', claims)}`
  const signature: unknown = await signer.sign(bytes.encodeAscii(input), { signal: given.signal })
  if (!(signature instanceof Uint8Array)) throw optionInvalid('signer', 'one that gives bytes', kindOf(signature))
  return `${input}.${encodeBase64url(signature)}`
}

function segment(option: string, value: unknown): string {
  try {
    return encodeBase64url(bytes.encodeUtf8(JSON.stringify(value)))
  } catch (cause) {
    // A bigint, a loop or a toJSON that throws; the engine's own words quote nothing of it.
    throw optionInvalid(option, 'what JSON can express', kindOf(value), { cause })
  }
}

function signerOption(value: Signer): Signer {
  const isSigner = isJsonObject(value) && typeof value['alg'] === 'string' && typeof value['sign'] === 'function'
  if (isSigner) return value
  throw optionInvalid('signer', 'a signer, such as localSigner(privateJwk)', kindOf(value))
}

function joseHeader({ signer, typ, header }: SignJwtOptions): Readonly<Record<string, unknown>> {
  const { alg, kid } = signer
  const type = optional(nonEmptyString, 'typ', typ) ?? 'JWT'
  checkHeaderOption(header)
  return { ...header, alg, typ: type, ...(kid === undefined ? {} : { kid }) }
}

/** RFC 7797 §7: a JWT's payload is always encoded; and what `crit` demands, no verifier of JWTs understands. */
function checkHeaderOption(header: unknown): void {
  if (header === undefined) return
  if (!isJsonObject(header)) throw optionInvalid('header', 'an object of header members', kindOf(header))
  const forbidden = ['b64', 'crit'].find((name) => Object.hasOwn(header, name))
  if (forbidden !== undefined) throw optionInvalid(`header.${forbidden}`, 'absent in a JWT', header[forbidden])
}

const TIMES: readonly string[] = ['exp', 'nbf', 'iat']

/** JSON would write NaN and Infinity as null, and so sign something else than was asked for. */
function checkTimes(claims: Readonly<Record<string, unknown>>): void {
  const bad = TIMES.find((name) => typeof claims[name] === 'number' && !Number.isFinite(claims[name]))
  if (bad !== undefined) throw optionInvalid(`payload.${bad}`, 'a finite number of seconds', claims[bad])
}

function registeredClaims(
  payload: Readonly<Record<string, unknown>>,
  options: SignJwtOptions,
): Record<string, unknown> {
  const now = Math.floor(clockOption(options.clock).now() / 1000)
  const { issuer, subject, audience, expiresInSeconds, notBeforeSeconds } = options
  const claims = {
    iat: payload['iat'] ?? now,
    iss: optional(nonEmptyString, 'issuer', issuer),
    sub: optional(nonEmptyString, 'subject', subject),
    aud:
      typeof audience === 'string' ? nonEmptyString('audience', audience) : optional(stringList, 'audience', audience),
    exp: after(now, optional(finiteSeconds, 'expiresInSeconds', expiresInSeconds)),
    nbf: after(now, optional(finiteSeconds, 'notBeforeSeconds', notBeforeSeconds)),
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

const after = (now: number, seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : now + Math.floor(seconds)
