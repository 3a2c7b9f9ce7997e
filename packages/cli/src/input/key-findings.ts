/** What there is to say for and against a key, each as one line. A doubt is worth a look; something bad must be put right. */
import { type Jwk, thumbprint } from 'keywell/jwk'
import { moment } from '../output/values.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import { knownKey } from './known-keys.ts'
import { type KeyFacts, keyFacts } from './key-facts.ts'
import type { FoundKey } from './key-files.ts'
import { isRoca, primesAreClose } from './rsa-flaws.ts'

export interface Finding {
  readonly verdict: 'good' | 'doubt' | 'bad'
  readonly what: string
  readonly because: string
}

export interface Asked {
  /** What the key is to be used with; any where empty. */
  readonly algorithms: readonly string[]
  readonly nowMs: number
}

export const isBadFinding = ({ verdict }: Finding): boolean => verdict === 'bad'

const good = (what: string, because: string): Finding => ({ verdict: 'good', what, because })
const doubt = (what: string, because: string): Finding => ({ verdict: 'doubt', what, because })
const bad = (what: string, because: string): Finding => ({ verdict: 'bad', what, because })

export async function findingsOfKey(key: FoundKey, asked: Asked): Promise<readonly Finding[]> {
  const facts = await keyFacts(key)
  return [
    ...sizeFindings(facts),
    ...numberFindings(key.jwk),
    ...pairFindings(facts),
    ...knownFindings(await thumbprint(key.jwk)),
    ...useFindings(facts, asked),
    ...kidFindings(facts),
    ...facts.notes.map((note) => doubt('note', note)),
    ...certificateFindings(key, facts, asked.nowMs),
  ]
}

/** The library has read it, so a public key is no shorter than its specification allows. */
function sizeFindings({ kty, curve, bits, unfit }: KeyFacts): readonly Finding[] {
  if (kty === 'oct') return [unfit === undefined ? good('size', `${bits ?? 0} bits`) : bad('size', unfit)]
  return [good('size', `${curve ?? kty}${bits === undefined || bits === 0 ? '' : `, ${bits} bits`}`)]
}

function numberFindings({ kty, n, e }: Jwk): readonly Finding[] {
  if (kty !== 'RSA' || typeof n !== 'string') return []
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
  if (isRoca(modulus)) return [bad('modulus', 'made by a faulty chip: it can be factored (CVE-2017-15361)')]
  if (primesAreClose(modulus))
    return [bad('modulus', 'its primes are close together: it can be factored (CVE-2022-26320)')]
  const exponent = e === 'AQAB' ? [] : [doubt('exponent', 'it is not 65537, which everybody else uses')]
  return [good('modulus', 'shows no fault of a known kind'), ...exponent]
}

/** Reading compares the halves, so a key that was read has passed. */
function pairFindings({ isPrivate, kty }: KeyFacts): readonly Finding[] {
  if (kty === 'oct') return [doubt('secret', 'whoever can verify with it can sign with it; keep it out of public sets')]
  return isPrivate ? [good('pair', 'private and public part belong together')] : []
}

function knownFindings(print: string): readonly Finding[] {
  const source = knownKey(print)
  return source === undefined ? [] : [bad('known', `its private part is printed in ${source}: everybody has it`)]
}

function useFindings(
  { algorithms, unfit, kty, use, keyOps, alg, isPrivate }: KeyFacts,
  asked: Asked,
): readonly Finding[] {
  if (unfit !== undefined) return kty === 'oct' ? [] : [bad('use', unfit)]
  const missing = asked.algorithms.filter((name) => !algorithms.includes(name))
  if (missing.length > 0) return [bad('use', `it cannot serve ${missing.join(', ')}, only ${algorithms.join(', ')}`)]
  const wrong = isPrivate && keyOps !== undefined && !keyOps.includes('sign')
  if (wrong) return [bad('use', 'it is private, and its key_ops lack "sign"')]
  const isOpen = alg === undefined && algorithms.length > 1
  const found = [good('use', `serves ${algorithms.join(', ')}`)]
  if (isOpen) found.push(doubt('alg', 'it names none, so it may be used with each of these'))
  if (use === undefined && keyOps === undefined)
    found.push(doubt('use', 'it names none; "sig" keeps it from other uses'))
  return found
}

const kidFindings = ({ kid, format }: KeyFacts): readonly Finding[] =>
  kid === undefined && format.startsWith('jw') ? [doubt('kid', 'it has none, so tokens cannot name it')] : []

function certificateFindings(key: FoundKey, facts: KeyFacts, nowMs: number): readonly Finding[] {
  const { certificate } = facts
  if (certificate === undefined) return []
  return [...dateFindings(certificate, nowMs), ...signatureFindings(certificate), ...memberFindings(key, certificate)]
}

function dateFindings({ notBeforeMs, notAfterMs }: CertificateFacts, nowMs: number): readonly Finding[] {
  const when = (ms: number): string => moment(ms / 1000, nowMs) ?? 'at no known time'
  if (notAfterMs < nowMs) return [bad('certificate', `expired: ${when(notAfterMs)}`)]
  if (notBeforeMs > nowMs) return [bad('certificate', `not valid yet: ${when(notBeforeMs)}`)]
  const isSoon = notAfterMs - nowMs < 30 * 86_400_000
  return [(isSoon ? doubt : good)('certificate', `valid until ${when(notAfterMs)}`)]
}

function signatureFindings({ brokenHash, isAuthority, signs }: CertificateFacts): readonly Finding[] {
  const usage = signs ? [] : [bad('certificate', 'its key usage does not allow signatures')]
  const hash = brokenHash === undefined ? [] : [bad('certificate', `signed with ${brokenHash}, which can be forged`)]
  const role = isAuthority ? [doubt('certificate', 'it is of an authority, which should sign certificates only')] : []
  return [...hash, ...usage, ...role]
}

/** `x5t` and `x5t#S256` name the certificate; a wrong one sends readers elsewhere. */
function memberFindings({ jwk, certificate }: FoundKey, facts: CertificateFacts): readonly Finding[] {
  const named: readonly (readonly [string, string])[] = [
    ['x5t', facts.x5t],
    ['x5t#S256', facts.x5tS256],
  ]
  const wrong = named.filter(([member, value]) => jwk[member] !== undefined && jwk[member] !== value)
  const isOther =
    certificate !== undefined && jwk.kty !== 'oct' && !isSameKey(jwk, certificate.publicKey.export({ format: 'jwk' }))
  return [
    ...wrong.map(([member]) => bad(member, 'is not the hash of the certificate in x5c')),
    ...(isOther ? [bad('certificate', 'is for another key')] : []),
  ]
}

const isSameKey = (jwk: Jwk, other: Readonly<Record<string, unknown>>): boolean =>
  ['n', 'e', 'crv', 'x', 'y', 'pub'].every((member) => jwk[member] === undefined || jwk[member] === other[member])

/** What only shows when several keys are looked at together. */
export async function findingsOfSet(keys: readonly FoundKey[], isSet: boolean): Promise<readonly Finding[]> {
  if (keys.length < 2 && !isSet) return []
  const secret = keys.filter(({ isPrivate }) => isPrivate).length
  const published =
    isSet && secret > 0 ? [doubt('secrets', `${secret} of the keys are private: not a set to publish`)] : []
  const kids = keys.map(({ jwk }) => jwk.kid).filter((kid) => kid !== undefined)
  const twice = isSet ? [...new Set(kids.filter((kid, place) => kids.indexOf(kid) !== place))] : []
  return [...published, ...twice.map((kid) => bad('kid', `"${kid}" is the name of several keys`))]
}
