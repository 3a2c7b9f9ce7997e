/**
 * Says step by step what becomes of a token. The verdict is that of `verify` itself; the tree beside it is built from the
 * same rules and from keys in memory, without I/O of its own. Never throws, and never holds the token.
 */
import { type ErrorCode, isKeywellError, type KeywellError, KeywellError as Failure } from '../errors/index.ts'
import type { CheckedHeader } from '../jose/header.ts'
import { importKey } from '../jwk/import.ts'
import type { Key } from '../jwk/key.ts'
import { selectKeys, traceSelection } from '../jwks/select.ts'
import type { KeySource, Lookup } from '../source/key-source.ts'
import { keysOf, lookUp } from '../source/ask-source.ts'
import { claimContext, type ClaimRule, own } from './claim-rule.ts'
import { earlyRules, LATE_RULES } from './claims.ts'
import type { CompiledTrust } from './compiled-trust.ts'
import { explained, type Explanation, judged } from './explanation.ts'
import { keyDetail, lookupFailure } from './key-failures.ts'
import { openReading, type Reading } from './reading.ts'
import type { Registry } from './registry.ts'
import type { TrustGroup } from './trust-group.ts'
import { algorithmProblem } from './allowed-algorithms.ts'
import { advised } from './trust-hints.ts'
import { formProblem } from './verification.ts'

export interface ExplainRequest {
  /** The token, as the verifier reads it. @throws KeywellError of kind token */
  readonly read: () => Reading
  readonly registry: Registry
  readonly now: () => number
  /** The verifier's own verdict on the same token. */
  readonly verify: () => Promise<unknown>
}

/** The whole tree; its root's verdict and code are those of `verify`. */
export async function explainToken(request: ExplainRequest): Promise<Explanation> {
  const error = await problemOf(request.verify)
  // A closed verifier asks nobody anything.
  if (error?.code === 'ERR_CLOSED') return judged('token', error, {})
  const children = await steps(request)
  // What the trust's own schema and checks refuse has no rule of its own above.
  const isExplained = error === undefined || showsCode(children, error.code)
  const last = isExplained ? [] : [judged('checks', error, {})]
  return judged('token', error, { because: 'every check passed', children: [...children, ...last] })
}

const showsCode = (nodes: readonly Explanation[], wanted: ErrorCode): boolean =>
  nodes.some(({ code, children = [] }) => code === wanted || showsCode(children, wanted))

async function problemOf(attempt: () => unknown): Promise<KeywellError | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    return isKeywellError(error)
      ? error
      : new Failure('ERR_KEYS_UNAVAILABLE', 'it failed unexpectedly', UNEXPECTED, { cause: error })
  }
}

const UNEXPECTED = { source: 'unknown', reason: 'unexpected failure' }

async function steps(request: ExplainRequest): Promise<readonly Explanation[]> {
  const { read, registry } = request
  let reading: Reading
  try {
    reading = read()
  } catch (error) {
    return unreadable(error)
  }
  const groups = findGroups(registry, reading)
  const iss = own(reading.payload, 'iss')
  if (isKeywellError(groups))
    return [readable(reading), judged('iss', groups, { seen: iss }), explained('key', 'skipped', AFTER_ISSUER)]
  const issuer = explainIssuer(iss, groups)
  const looks = await Promise.all(
    groups.flatMap((group) => group.trusts.map((trust) => explainTrust(reading, group, trust, request.now()))),
  )
  const [only] = looks
  if (looks.length === 1 && only !== undefined) return [readable(reading), issuer, ...(only.children ?? [])]
  return [readable(reading), issuer, ...looks]
}

const AFTER_ISSUER = { because: 'no trust says whose keys to use' }

function unreadable(error: unknown): readonly Explanation[] {
  const problem = isKeywellError(error) ? error : undefined
  const rest = ['iss', 'key', 'signature'].map((id) =>
    explained(id, 'skipped', { because: 'the token cannot be read' }),
  )
  return [judged('form', problem, { because: 'the token cannot be read' }), ...rest]
}

const readable = ({ header }: Reading): Explanation =>
  explained('form', 'pass', {
    seen: header.algorithm.name,
    because: 'three base64url parts, a valid header and claims',
    children: [
      explained('alg', 'pass', { seen: header.algorithm.name, because: header.algorithm.source }),
      explained('kid', header.kid === undefined ? 'unknown' : 'pass', {
        seen: header.kid,
        because: header.kid === undefined ? 'the header names no key' : 'the header names a key',
      }),
    ],
  })

function findGroups(registry: Registry, reading: Reading): readonly TrustGroup[] | KeywellError {
  try {
    return registry.find(reading.payload)
  } catch (error) {
    return isKeywellError(error) ? error : new Failure('ERR_KEYS_UNAVAILABLE', 'it failed unexpectedly', UNEXPECTED)
  }
}

function explainIssuer(seen: unknown, groups: readonly TrustGroup[]): Explanation {
  const reason = groups[0]?.trusts[0]?.unchecked.iss
  if (reason === undefined) return explained('iss', 'pass', { seen, because: 'a trusted issuer' })
  return explained('iss', 'skipped', { seen, because: `not checked: ${reason}` })
}

async function explainTrust(
  reading: Reading,
  group: TrustGroup,
  trust: CompiledTrust,
  nowMs: number,
): Promise<Explanation> {
  const allowed = algorithmProblem(reading.header.algorithm, trust.algorithms)
  const form = formProblem(reading, trust)
  const early = [
    ...(form === undefined ? [] : [judged('encoding', form, {})]),
    judged('algorithm', allowed && advised(allowed, [trust]), {
      seen: reading.header.algorithm.name,
      because: 'allowed by the trust',
    }),
    ...earlyRules(trust.rules).map((rule) => explainRule(rule, reading, trust, nowMs)),
  ]
  // A token that is refused without its keys must not make a source look for them.
  const lookup = early.some(({ verdict }) => verdict === 'fail')
    ? inMemory(group.keys, reading.header)
    : lookUp(group.keys, reading.header)
  const children = [
    ...early,
    explainKey(reading, group, lookup),
    await explainSignature(reading, lookup),
    ...LATE_RULES.map((rule) => explainRule(rule, reading, trust, nowMs)),
  ]
  const isGood = children.every(({ verdict }) => verdict !== 'fail')
  return explained('trust', isGood ? 'pass' : 'fail', { seen: trust.name, because: trust.name ?? 'unnamed', children })
}

/** What the keys at hand say, without the source noticing. */
function inMemory(source: KeySource, header: CheckedHeader): Lookup {
  const set = keysOf(source)
  if (set === undefined) return { outcome: 'empty' }
  const { candidates, miss } = selectKeys(set, header)
  const freshness = { stale: false, ageMs: 0 }
  return miss === undefined
    ? { outcome: 'found', candidates, set, freshness }
    : { outcome: 'missed', miss, set, freshness, retry: false }
}

function explainRule(rule: ClaimRule, reading: Reading, trust: CompiledTrust, nowMs: number): Explanation {
  const context = claimContext(reading, trust, nowMs, false)
  const expected = rule.expected(trust)
  const facts = { seen: rule.seen(context), expected }
  const problem = rule.check(context)
  if (problem !== undefined) return judged(rule.id, advised(problem, [trust]), facts)
  const isLeftOut = expected === undefined || (rule.id === 'exp' && facts.seen === undefined)
  if (isLeftOut) return explained(rule.id, 'skipped', { ...facts, because: skipReason(rule, trust) })
  return explained(rule.id, 'pass', { ...facts, because: rule.source })
}

function skipReason({ id }: ClaimRule, { unchecked }: CompiledTrust): string {
  const reason = id === 'aud' ? unchecked.aud : id === 'exp' ? unchecked.exp : undefined
  return reason === undefined ? 'the trust asks nothing here' : `not checked: ${reason}`
}

function explainKey(reading: Reading, { keys, trusts }: TrustGroup, lookup: Lookup): Explanation {
  const seen = reading.header.kid
  if (lookup.outcome === 'empty') return explained('key', 'unknown', { seen, because: 'no keys have been loaded yet' })
  if (lookup.outcome === 'unavailable') return judged('key', lookup.error, { seen })
  const candidates = lookup.outcome === 'found' ? lookup.candidates : []
  const trace = traceSelection(lookup.set, reading.header, candidates)
  const children = trace.map(({ kid, kty, alg, verdict, because }, place) =>
    explained('candidate', verdict === 'candidate' ? 'pass' : 'skipped', {
      seen: kid,
      expected: alg ?? kty,
      because: `${because}${originOf(lookup, place)}`,
    }),
  )
  const problem =
    lookup.outcome === 'found' ? undefined : advised(lookupFailure(lookup, reading.header, keys, false), trusts)
  return judged('key', problem, { seen, because: `${candidates.length} of ${trace.length} keys fit`, children })
}

/** A trace lists the keys of the set first, in their order. */
function originOf({ set, origins }: Extract<Lookup, { outcome: 'found' | 'missed' }>, place: number): string {
  const key = set.keys[place]
  const origin = key === undefined ? undefined : origins?.get(key)
  return origin === undefined ? '' : `, from ${origin}`
}

async function explainSignature(reading: Reading, lookup: Lookup): Promise<Explanation> {
  if (lookup.outcome !== 'found')
    return explained('signature', 'skipped', { because: 'there is no key to check it with' })
  for (const key of lookup.candidates) {
    if (await isSignedBy(key, reading)) {
      return explained('signature', 'pass', {
        seen: key.kid,
        because: key.bits > 0 ? `made by this ${key.kty} key of ${key.bits} bits` : `made by this ${key.kty} key`,
      })
    }
  }
  const detail = { ...keyDetail(reading.header), tried: lookup.candidates.length }
  return judged('signature', new Failure('ERR_SIGNATURE_INVALID', 'the signature does not match', detail), {})
}

async function isSignedBy(key: Key, reading: Reading): Promise<boolean> {
  try {
    const { verifyKey } = await importKey(key, reading.header.algorithm)
    const { data, signature } = openReading(reading)
    return signature.length === verifyKey.signatureBytes && (await verifyKey.verify(data, signature))
  } catch {
    // A key that the runtime refuses has signed nothing that could be checked here.
    return false
  }
}
