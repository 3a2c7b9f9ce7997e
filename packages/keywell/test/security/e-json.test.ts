/** Attacks with JSON: depth, junk, and text that is no text. */
import { expect, test } from 'vitest'
import { decodeJwt } from '../../src/index.ts'
import { parseJwks } from '../../src/jwk.ts'
import {
  claims,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  type Members,
  pairOf,
  type Part,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])
const roomy = verifierOver([pair.jwk], {}, { maxTokenBytes: 1_000_000 })
const withHeader = (header: Part): string => compact(header, claims(), pair.sign)
const withPayload = (payload: Part): string => compact({ alg: 'ES256', kid: pair.kid }, payload, pair.sign)
const members = (more: Members): Members => ({ alg: 'ES256', kid: pair.kid, ...more })

const BAD_UTF8: readonly (readonly [string, readonly number[]])[] = [
  ['a byte FF', [0xff]],
  ['a byte FE', [0xfe]],
  ['a continuation byte alone', [0x80]],
  ['a start byte alone', [0xc3]],
  ['a sequence cut off', [0xe2, 0x82]],
  ['NUL in two bytes', [0xc0, 0x80]],
  ['a slash in two bytes', [0xc0, 0xaf]],
  ['a quote in two bytes', [0xc0, 0xa2]],
  ['a slash in three bytes', [0xe0, 0x80, 0xaf]],
  ['a slash in four bytes', [0xf0, 0x80, 0x80, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a surrogate pair (CESU-8)', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['a character past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
]

const around = (text: string, bytes: readonly number[]): Buffer => {
  const [before = '', after = ''] = text.split('@')
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
}

test.each(BAD_UTF8)('E4: a header with %s is refused', async (_, bytes) => {
  const header = around('{"alg":"ES256","kid":"ES256-key","x":"@"}', bytes)
  const error = await expectRefused(verifier, withHeader(header), 'ERR_TOKEN_MALFORMED')
  expect(error.detail).toMatchObject({ part: 'header', reason: 'invalid UTF-8' })
})

test.each(BAD_UTF8)('E4: a payload with %s is refused, short or long', async (_, bytes) => {
  for (const filler of ['', 'x'.repeat(12_000)]) {
    const payload = around(JSON.stringify(claims({ sub: '@', filler })), bytes)
    const error = await expectRefused(verifier, withPayload(payload), 'ERR_TOKEN_MALFORMED')
    expect(error.detail).toMatchObject({ part: 'payload', reason: 'invalid UTF-8' })
  }
})

test('E4: a U+FFFD that was really sent is no sign of bad text', async () => {
  for (const sub of ['\uFFFD', 'a\uFFFDb', '\uFFFD'.repeat(4000)]) {
    expect((await expectAccepted(verifier, withPayload(claims({ sub })))).payload).toMatchObject({ sub })
  }
})

test('E4: bytes that a lenient reader turns into U+FFFD never name the key of that name', async () => {
  const keys = verifierOver([{ ...pair.jwk, kid: '\uFFFD' }])
  await expectAccepted(keys, withHeader({ alg: 'ES256', kid: '\uFFFD' }))
  await expectRefused(keys, withHeader(around('{"alg":"ES256","kid":"@"}', [0xff])), 'ERR_TOKEN_MALFORMED')
  await expectRefused(keys, withHeader('{"alg":"ES256","kid":"\\ud800"}'), 'ERR_KEY_NOT_FOUND')
})

test.each([
  ['UTF-16LE', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16LE with a BOM', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
  ['UTF-16BE', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ['UTF-8 with a BOM', (text: string) => Buffer.from(`\uFEFF${text}`)],
  [
    'UTF-32LE',
    (text: string) => Buffer.from(Array.from(text, (character) => [character.charCodeAt(0), 0, 0, 0]).flat()),
  ],
])('E4: JSON in %s is refused', async (_, encode) => {
  const header = withHeader(encode(JSON.stringify(members({}))))
  expect(await codeOfCall(() => verifier.verify(header))).toMatch(/^ERR_(HEADER_INVALID|TOKEN_MALFORMED)$/)
  await expectRefused(verifier, withPayload(encode(JSON.stringify(claims()))), 'ERR_TOKEN_MALFORMED')
})

const NO_OBJECT = ['[]', '[{}]', '"x"', '1', 'null', 'true', '']
const NO_JSON = [
  '{}x',
  '{} {}',
  '{}{}',
  '{"a":1,}',
  '{,}',
  "{'a':1}",
  '{a:1}',
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":-Infinity}',
  '{"a":undefined}',
  '{"a":01}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":0x10}',
  '{"a":1}//',
  '/* */{"a":1}',
  '{"a":"\n"}',
  '{"a":"\u0000"}',
  '{"a":"\\x41"}',
  '{"a":"\\u12"}',
  '{"a":"',
  '{"a":"\\',
  '{"a"',
  '{"a":',
  '{"a" 1}',
  '{"a":1 "b":2}',
  '{1:2}',
  '{',
  '}',
  '{"a":[1,2}',
  '{"a":tru}',
  '\u00a0{}',
  '{}\u0000',
  '{}\f',
]

/** The same flaw in text that otherwise is a good header or good claims. */
const flawed = (good: Members, flaw: string): string =>
  flaw.startsWith('{"a"')
    ? `${JSON.stringify(good).slice(0, -1)},${flaw.slice(1)}`
    : flaw.replace('{}', JSON.stringify(good))

test.each([...NO_OBJECT, ...NO_JSON])('E5: a header of %j is refused', async (text) => {
  await expectRefused(
    verifier,
    withHeader(flawed(members({}), text)),
    text === '' ? 'ERR_TOKEN_MALFORMED' : 'ERR_HEADER_INVALID',
  )
})

test.each([...NO_OBJECT, ...NO_JSON])('E5: a payload of %j is refused', async (text) => {
  await expectRefused(verifier, withPayload(flawed(claims(), text)), 'ERR_TOKEN_MALFORMED')
})

const DEPTHS: readonly (readonly [string, string])[] = [
  ['arrays', `${'['.repeat(60_000)}${']'.repeat(60_000)}`],
  ['arrays that do not end', '['.repeat(60_000)],
  ['objects', `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`],
  ['objects that do not end', '{"a":'.repeat(60_000)],
  ['arrays of objects', `${'[{"a":'.repeat(30_000)}1${'}]'.repeat(30_000)}`],
]

test.each(DEPTHS)('E6: 60,000 levels of %s neither overflow the stack nor take long', async (name, deep) => {
  const start = performance.now()
  const isComplete = !name.endsWith('end')
  await expectRefused(roomy, withHeader(`{"alg":"ES256","kid":"ES256-key","x":${deep}}`), 'ERR_HEADER_INVALID')
  const payload = `${JSON.stringify(claims()).slice(0, -1)},"x":${deep}}`
  if (isComplete) {
    const { payload: read } = await expectAccepted(roomy, withPayload(payload))
    expect(Object.isFrozen((read as Members)['x'])).toBe(true)
  } else await expectRefused(roomy, withPayload(payload), 'ERR_TOKEN_MALFORMED')
  expect(await codeOfCall(() => parseJwks(`{"keys":${deep}}`))).toBe('ERR_JWKS_INVALID')
  expect(await codeOfCall(() => parseJwks(`{"keys":[],"x":${deep}}`))).toBe('ERR_JWKS_INVALID')
  expect(performance.now() - start).toBeLessThan(2000)
})

test('E6: 16 levels are read in a header and in a set, and 17 are not', async () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
  await expectAccepted(verifier, withHeader(`{"alg":"ES256","kid":"ES256-key","x":${nested(15)}}`))
  await expectRefused(verifier, withHeader(`{"alg":"ES256","kid":"ES256-key","x":${nested(16)}}`), 'ERR_HEADER_INVALID')
  expect(await codeOfCall(() => parseJwks(`{"keys":[],"x":${nested(15)}}`))).toBe('accepted')
  expect(await codeOfCall(() => parseJwks(`{"keys":[],"x":${nested(16)}}`))).toBe('ERR_JWKS_INVALID')
})

test('E5: decodeJwt refuses what a verifier cannot read', async () => {
  for (const text of NO_JSON) {
    expect(await codeOfCall(() => decodeJwt(withHeader(flawed(members({}), text))))).toBe('ERR_HEADER_INVALID')
    expect(await codeOfCall(() => decodeJwt(withPayload(flawed(claims(), text))))).toBe('ERR_TOKEN_MALFORMED')
  }
})
