/** Attacks by size: what is too large is refused early, and what is hard to read is read in linear time. */
import { expect, test } from 'vitest'
import { staticJwks, staticPem } from '../../src/index.ts'
import { jwkFromPem, parseJwks } from '../../src/jwk.ts'
import {
  base64url,
  claims,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  outcomeOf,
  pairOf,
  quickest,
  secretBytes,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])
const FIVE_MB = 5_000_000

test.each([
  ['header', `${'A'.repeat(FIVE_MB)}.AAAA.AAAA`],
  ['payload', `AAAA.${'A'.repeat(FIVE_MB)}.AAAA`],
  ['signature', `AAAA.AAAA.${'A'.repeat(FIVE_MB)}`],
  ['text without dots', 'A'.repeat(FIVE_MB)],
  ['text of dots', '.'.repeat(FIVE_MB)],
  ['text of spaces', ' '.repeat(FIVE_MB)],
])('H1: 5 MB of %s are refused before anything is decoded', async (_, text) => {
  const error = await expectRefused(verifier, text, 'ERR_TOKEN_TOO_LARGE')
  expect(error.detail).toMatchObject({ maxBytes: 65_536 })
  // Reading 5 MB takes several milliseconds, looking at their length none.
  expect(await quickest(() => verifier.verify(text), 20)).toBeLessThan(1)
})

/** A good token of exactly so many bytes: white space in header and payload makes up what base64 cannot. */
function tokenOfSize(size: number): string {
  for (const spaces of ['', ' ', '  ']) {
    const start = `${JSON.stringify({ alg: 'ES256', kid: pair.kid })}${spaces}`
    const room = size - base64url(start).length - 2 - 86
    const text = JSON.stringify(claims({ filler: '' }))
    const token = compact(start, text.padEnd(Math.floor((room * 3) / 4)), pair.sign)
    if (token.length === size) return token
  }
  throw new Error('no token has this size')
}

test('H1: the bound is exact, and a payload of 60 kB is possible', async () => {
  await expectAccepted(verifier, tokenOfSize(65_536))
  const larger = tokenOfSize(65_537)
  await expectRefused(verifier, larger, 'ERR_TOKEN_TOO_LARGE')
  await expectAccepted(verifierOver([pair.jwk], {}, { maxTokenBytes: 65_537 }), larger)
  const large = tokenOf(pair, { filler: 'x'.repeat(60_000) })
  await expectAccepted(verifierOver([pair.jwk], {}, { maxTokenBytes: 100_000 }), large)
  await expectRefused(verifierOver([pair.jwk], {}, { maxTokenBytes: 100 }), tokenOf(pair), 'ERR_TOKEN_TOO_LARGE')
})

const MEGA = 1_000_000
const roomy = verifierOver([pair.jwk], {}, { maxTokenBytes: 16_000_000 })
const header = base64url({ alg: 'ES256', kid: pair.kid })
const HARD_SEGMENTS: readonly (readonly [string, string])[] = [
  ['"="', '='.repeat(MEGA)],
  ['"A" and "="', `${'A'.repeat(MEGA)}${'='.repeat(MEGA)}`],
  ['"A=" over and over', 'A='.repeat(MEGA / 2)],
  ['white space', ' \t\r\n'.repeat(MEGA / 4)],
  ['white space at the end', `AAAA${' '.repeat(MEGA)}`],
  ['"-"', '-'.repeat(MEGA)],
  ['"+/"', '+/'.repeat(MEGA / 2)],
  ['"A"', 'A'.repeat(MEGA)],
  ['letters past ASCII', 'é'.repeat(MEGA)],
  ['half surrogates', '\uD800'.repeat(MEGA)],
  ['NUL', '\u0000'.repeat(MEGA)],
]

test.each(HARD_SEGMENTS)('H2: a megabyte of %s in any segment is refused in time', async (_, text) => {
  const start = performance.now()
  for (const token of [
    `${text}.AAAA.AAAA`,
    `${header}.${text}.AAAA`,
    `${header}.e30.${text}`,
    text,
    `Bearer ${text}`,
  ]) {
    const { code } = await outcomeOf(roomy, token)
    expect(code).not.toBe('accepted')
  }
  expect(performance.now() - start).toBeLessThan(2000)
})

const HARD_JSON: readonly (readonly [string, string])[] = [
  ['white space', ' '.repeat(MEGA)],
  ['backslashes', `{"a":"${'\\'.repeat(MEGA)}`],
  ['escaped quotes', `{"a":"${'\\"'.repeat(MEGA / 2)}`],
  ['quotes', '"'.repeat(MEGA)],
  ['digits', `{"a":${'1'.repeat(MEGA)}}`],
  ['digits with an exponent', `{"a":1e${'1'.repeat(MEGA)}}`],
  ['minus signs', `{"a":${'-'.repeat(MEGA)}}`],
  ['commas', `[${','.repeat(MEGA)}]`],
  ['empty arrays', `{"a":[${'[],'.repeat(MEGA / 4)}[]]}`],
  ['equal members', `{${'"a":1,'.repeat(MEGA / 6)}"b":1}`],
  ['different members', `{${Array.from({ length: 50_000 }, (_, n) => `"a${n}":1`).join(',')}}`],
  ['a BOM after a BOM', '\uFEFF'.repeat(MEGA / 4)],
  ['angle brackets', '<'.repeat(MEGA)],
  ['white space and then an angle bracket', `${' '.repeat(MEGA)}<`],
]

test.each(HARD_JSON)('H2: a megabyte of %s as JSON is read or refused in time', async (_, text) => {
  const start = performance.now()
  await outcomeOf(roomy, compact(text, claims(), pair.sign))
  await outcomeOf(roomy, compact({ alg: 'ES256', kid: pair.kid }, text, pair.sign))
  expect(await codeOfCall(() => parseJwks(text))).toBe('ERR_JWKS_INVALID')
  expect(await codeOfCall(() => parseJwks(`{"keys":[${text}]}`))).toMatch(/ERR_JWKS_INVALID|accepted/)
  expect(performance.now() - start).toBeLessThan(3000)
})

test('H2: a megabyte in a claim that is compared, quoted or matched is refused in time', async () => {
  const start = performance.now()
  for (const text of ['/'.repeat(MEGA), '{'.repeat(MEGA), '{a'.repeat(MEGA / 2), 'a'.repeat(MEGA)]) {
    await expectRefused(roomy, tokenOf(pair, { iss: text }), 'ERR_ISSUER_UNTRUSTED')
    await expectRefused(roomy, tokenOf(pair, { aud: text }), 'ERR_AUDIENCE_MISMATCH')
    await expectRefused(roomy, tokenOf(pair, {}, { alg: text }), 'ERR_ALG_NOT_ALLOWED')
    await expectRefused(roomy, tokenOf(pair, {}, { crit: [text] }), 'ERR_HEADER_CRIT')
    await expectRefused(roomy, tokenOf(pair, {}, { kid: text }), 'ERR_HEADER_INVALID')
    await expectAccepted(roomy, tokenOf(pair, {}, { typ: text }))
  }
  expect(performance.now() - start).toBeLessThan(4000)
})

test('H2: a set of 10,000 keys of one kid and a token for it cost a bounded number of attempts', async () => {
  const keys = Array.from({ length: 10_000 }, (_, n) => ({
    ...pairOf('RS256').bare,
    kid: 'same',
    use: 'sig',
    x5t: `${n}`,
  }))
  const source = staticJwks({ keys })
  const many = verifierOver([], { keys: source })
  const token = compact({ alg: 'RS256', kid: 'same' }, claims(), secretBytes(256))
  const error = await expectRefused(many, token, 'ERR_SIGNATURE_INVALID')
  expect(error.detail).toMatchObject({ tried: 4 })
})

test('H2: PEM texts that are hard to read are refused in time', async () => {
  const start = performance.now()
  for (const text of [
    '-'.repeat(MEGA),
    '-----BEGIN '.repeat(10_000),
    `-----BEGIN PUBLIC KEY-----${'A='.repeat(30_000)}`,
    '\\n'.repeat(30_000),
  ]) {
    expect(await codeOfCall(() => jwkFromPem(text))).toBe('ERR_JWK_INVALID')
    expect(await codeOfCall(() => staticPem(text, { alg: 'RS256' }))).toBe('ERR_JWK_INVALID')
  }
  expect(performance.now() - start).toBeLessThan(1000)
})
