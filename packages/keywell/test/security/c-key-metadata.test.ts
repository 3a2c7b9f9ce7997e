/** Attacks with keys that are meant for something else, or that say too much. */
import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseJwk, parseJwks } from '../../src/jwk.ts'
import {
  CERTIFICATE,
  CERTIFIED_KEY,
  claims,
  compact,
  expectAccepted,
  expectRefused,
  expectUnfit,
  type Members,
  neighbour,
  type Pair,
  pairOf,
  signWith,
  tokenOf,
  verifierOver,
  without,
} from './support.ts'

const rs256 = pairOf('RS256')

const USAGES: readonly (readonly [Members])[] = [
  [{ use: 'enc' }],
  [{ use: 'SIG' }],
  [{ use: '' }],
  [{ use: 'sig ' }],
  [{ use: null }],
  [{ use: 1 }],
  [{ use: ['sig'] }],
  [{ use: undefined, key_ops: [] }],
  [{ use: undefined, key_ops: ['encrypt'] }],
  [{ use: undefined, key_ops: ['sign'] }],
  [{ use: undefined, key_ops: ['VERIFY'] }],
  [{ use: undefined, key_ops: 'verify' }],
  [{ use: undefined, key_ops: null }],
  [{ use: undefined, key_ops: { 0: 'verify' } }],
  [{ use: undefined, key_ops: ['verify', 1] }],
  [{ use: undefined, key_ops: ['verify', 'verify'] }],
  [{ use: 'sig', key_ops: ['encrypt'] }],
  [{ use: 'enc', key_ops: ['verify'] }],
  [{ use: 'sig', key_ops: [] }],
]

test.each(USAGES)('C7: a key with %j is not selectable', async (usage) => {
  const verifier = verifierOver([JSON.parse(JSON.stringify({ ...rs256.jwk, ...usage })) as Members, neighbour.jwk])
  await expectRefused(verifier, tokenOf(rs256), 'ERR_KEY_MISMATCH')
})

test.each([
  [{ use: undefined, key_ops: undefined }],
  [{ use: 'sig', key_ops: ['verify'] }],
  [{ use: undefined, key_ops: ['verify'] }],
  [{ use: undefined, key_ops: ['sign', 'verify'] }],
])('C7: a key with %j verifies', async (usage) => {
  const jwk = JSON.parse(JSON.stringify({ ...rs256.jwk, ...usage })) as Members
  await expectAccepted(verifierOver([jwk]), tokenOf(rs256))
})

type PublishedPrivate = readonly [string, Pair, Members]

const PRIVATE = ['RS256', 'ES256', 'Ed25519'].flatMap((alg): readonly PublishedPrivate[] => {
  const pair = pairOf(alg)
  const jwk: Members = { ...pair.privateKey.export({ format: 'jwk' }) }
  const secrets = Object.keys(jwk).filter((member) => !(member in pair.bare))
  const alone = secrets.map((member) => [`${member} of ${alg}`, pair, { ...pair.bare, [member]: jwk[member] }] as const)
  return [[`a whole private ${alg} key`, pair, jwk], ...alone]
})

test.each<PublishedPrivate>([
  ...PRIVATE,
  ['an empty d', pairOf('ES256'), { ...pairOf('ES256').bare, d: '' }],
  ['a d of null', pairOf('ES256'), { ...pairOf('ES256').bare, d: null }],
  ['other primes', rs256, { ...rs256.bare, oth: [] }],
])('C8: a published key with %s is refused, without showing it', async (_, pair, jwk) => {
  await expectUnfit(jwk, pair.alg)
  const { quarantined } = parseJwks({ keys: [{ ...jwk, kid: pair.kid }] })
  expect(quarantined[0]?.reason).toMatch(/private/)
  const secrets = Object.values(jwk).filter((value) => typeof value === 'string' && value.length > 8)
  for (const secret of secrets) expect(JSON.stringify(quarantined)).not.toContain(secret)
  await expectRefused(verifierOver([{ ...jwk, kid: pair.kid }, neighbour.jwk]), tokenOf(pair), 'ERR_KEY_MISMATCH')
})

const certifiedKey = createPrivateKey(CERTIFIED_KEY)
const certified = { ...without({ ...certifiedKey.export({ format: 'jwk' }) }, 'd'), kid: 'certified' }
const certifiedToken = compact({ alg: 'ES256', kid: 'certified' }, claims(), signWith('ES256', certifiedKey))

test('C9: a key that agrees with its certificate verifies', async () => {
  await expectAccepted(verifierOver([{ ...certified, x5c: [CERTIFICATE] }]), certifiedToken)
})

test('C9: a key whose certificate holds another key is set aside', async () => {
  for (const pair of [pairOf('ES256'), rs256]) {
    const jwk = { ...pair.jwk, x5c: [CERTIFICATE] }
    await expectUnfit(jwk, pair.alg)
    await expectRefused(verifierOver([jwk, neighbour.jwk]), tokenOf(pair), 'ERR_KEY_MISMATCH')
  }
})

test.each([
  [null],
  ['x'],
  [[]],
  [[null]],
  [['!']],
  [[CERTIFICATE.slice(0, 100)]],
  [{ 0: CERTIFICATE }],
  [[[CERTIFICATE]]],
])('C9: an x5c that cannot be read decides nothing: %j', async (x5c) => {
  await expectAccepted(verifierOver([{ ...certified, x5c }]), certifiedToken)
  expect(parseJwk({ ...certified, x5c }).notes).toEqual(['"x5c" does not hold a certificate that can be read'])
})

test('C9: metadata of 60,000 levels neither overflows the stack nor costs the set', async () => {
  const deep: unknown = JSON.parse(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)
  for (const member of ['x5c', 'x5t', 'x5u', 'issuer', 'nbf', 'extra']) {
    const set = parseJwks({ keys: [{ ...certified, [member]: deep }, neighbour.jwk] })
    expect(set.keys).toHaveLength(2)
    expect(() => JSON.stringify(set.keys)).not.toThrow()
  }
  for (const member of ['kid', 'alg', 'use', 'key_ops', 'crv', 'x', 'd', 'kty']) {
    const set = parseJwks({ keys: [{ ...certified, [member]: deep }, neighbour.jwk] })
    expect(set.keys).toHaveLength(1)
  }
})

test('C9: changing the document after it was read changes no key', async () => {
  const x5c = [CERTIFICATE]
  const document = { keys: [{ ...certified, x5c, key_ops: ['verify'] }] }
  const set = parseJwks(document)
  const before = JSON.stringify(set.keys)
  x5c[0] = 'changed'
  document.keys[0]?.key_ops.push('encrypt')
  document.keys.pop()
  expect(JSON.stringify(set.keys)).toBe(before)
  for (const key of set.keys) expect(Object.values(key.jwk).every((value) => Object.isFrozen(value))).toBe(true)
})

test('C10: a SPIFFE key with use "jwt-svid" is refused by default', async () => {
  await expectUnfit({ ...rs256.bare, use: 'jwt-svid' }, 'RS256')
})

test('C7: a member that is undefined is absent, as JSON would have it', async () => {
  for (const member of ['use', 'key_ops', 'alg', 'kid', 'x5c']) {
    const jwk = { ...rs256.jwk, [member]: undefined }
    const token = compact({ alg: 'RS256', kid: member === 'kid' ? undefined : rs256.kid }, claims(), rs256.sign)
    await expectAccepted(verifierOver([jwk]), token)
  }
})
