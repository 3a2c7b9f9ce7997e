/** Attacks with the text of a token: one spelling, three parts, nothing around them. */
import { expect, test } from 'vitest'
import { decodeJwt, staticJwks } from '../../src/index.ts'
import { verifyJws } from '../../src/jws.ts'
import {
  base64url,
  claims,
  codeOfCall,
  expectAccepted,
  expectRefused,
  pairOf,
  settled,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])

/** Three segments as they stand, the signature made over the first two as they stand. */
function signedAsIs(header: string, payload: string, change: (signature: string) => string = (text) => text): string {
  return `${header}.${payload}.${change(base64url(pair.sign(Buffer.from(`${header}.${payload}`))))}`
}

const HEADER = base64url({ alg: 'ES256', kid: pair.kid })
const PAYLOAD = base64url(claims())

const SPELLINGS: readonly (readonly [string, (text: string) => string])[] = [
  ['one "="', (text) => `${text}=`],
  ['two "="', (text) => `${text}==`],
  ['padding to four', (text) => text.padEnd(Math.ceil(text.length / 4) * 4 + 4, '=')],
  ['"=" in front', (text) => `=${text}`],
  ['"=" inside', (text) => `${text.slice(0, 8)}=${text.slice(8)}`],
  ['a space after it', (text) => `${text} `],
  ['a space before it', (text) => ` ${text}`],
  ['a space inside', (text) => `${text.slice(0, 8)} ${text.slice(8)}`],
  ['a line break after it', (text) => `${text}\n`],
  ['CRLF inside', (text) => `${text.slice(0, 8)}\r\n${text.slice(8)}`],
  ['a tab', (text) => `${text}\t`],
  ['NUL', (text) => `${text}\u0000`],
  ['"+" for "-"', (text) => `${text.slice(0, -8)}-+AA${text.slice(-4)}`],
  ['"+"', (text) => `+${text.slice(1)}`],
  ['"/"', (text) => `/${text.slice(1)}`],
  ['"!"', (text) => `${text.slice(0, -1)}!`],
  ['"~"', (text) => `${text}~`],
  ['"%3D"', (text) => `${text}%3D`],
  ['a letter with an accent', (text) => `${text.slice(0, -1)}é`],
  ['U+0141, whose low byte is "A"', (text) => `\u0141${text.slice(1)}`],
  ['full-width letters', (text) => `\uFF21${text.slice(1)}`],
  ['half a surrogate pair', (text) => `${text}\uD83D`],
  ['an emoji', (text) => `${text}😀`],
  ['a zero-width space', (text) => `${text}\u200B`],
  ['a BOM before it', (text) => `\uFEFF${text}`],
  ['one character too many', (text) => text.padEnd(Math.ceil(text.length / 4) * 4, 'A') + 'A'],
]

test.each(SPELLINGS)('D8: a header with %s is refused, also when it was signed so', async (_, change) => {
  await expectRefused(verifier, signedAsIs(change(HEADER), PAYLOAD), 'ERR_TOKEN_MALFORMED')
})

test.each(SPELLINGS)('D8: a payload with %s is refused, also when it was signed so', async (_, change) => {
  await expectRefused(verifier, signedAsIs(HEADER, change(PAYLOAD)), 'ERR_TOKEN_MALFORMED')
})

test.each(SPELLINGS)('D8: a signature with %s is refused', async (_, change) => {
  await expectRefused(verifier, signedAsIs(HEADER, PAYLOAD, change), 'ERR_TOKEN_MALFORMED')
})

test.each(SPELLINGS)('D8: nor does a token with %s pass once the good one is in the cache', async (_, change) => {
  const warm = verifierOver([pair.jwk], {}, { tokenCache: {} })
  const [header = '', payload = '', signature = ''] = tokenOf(pair).split('.')
  await expectAccepted(warm, `${header}.${payload}.${signature}`)
  await expectRefused(warm, `${change(header)}.${payload}.${signature}`, 'ERR_TOKEN_MALFORMED')
  await expectRefused(warm, `${header}.${change(payload)}.${signature}`, 'ERR_TOKEN_MALFORMED')
  await expectRefused(warm, `${header}.${payload}.${change(signature)}`, 'ERR_TOKEN_MALFORMED')
})

test('D8: tokens too long for the short way are read as strictly', async () => {
  const long = base64url(claims({ filler: 'x'.repeat(12_000) }))
  await expectAccepted(verifier, signedAsIs(HEADER, long))
  for (const [, change] of SPELLINGS) {
    await expectRefused(verifier, signedAsIs(HEADER, change(long)), 'ERR_TOKEN_MALFORMED')
    await expectRefused(verifier, signedAsIs(HEADER, long, change), 'ERR_TOKEN_MALFORMED')
  }
})

test('D8: what is signed is the text as received: other spacing of the same JSON is another token', async () => {
  const spaced = base64url(`${JSON.stringify(claims(), null, 2)}\n`)
  await expectAccepted(verifier, signedAsIs(HEADER, spaced))
  const [, , signature] = signedAsIs(HEADER, PAYLOAD).split('.')
  await expectRefused(verifier, `${HEADER}.${spaced}.${signature}`, 'ERR_SIGNATURE_INVALID')
})

const [header = '', payload = '', signature = ''] = tokenOf(pair).split('.')
const good = `${header}.${payload}.${signature}`

test.each([
  ['nothing', ''],
  ['a dot', '.'],
  ['two dots', '..'],
  ['three dots', '...'],
  ['one part', header],
  ['two parts', `${header}.${payload}`],
  ['two parts and a dot', `${header}.${payload}.`],
  ['four parts', `${good}.x`],
  ['four parts, the last empty', `${good}.`],
  ['four parts, the first empty', `.${good}`],
  ['six parts', `${good}.a.b.c`],
  ['no header', `.${payload}.${signature}`],
  ['no payload', `${header}..${signature}`],
  ['a line break after it', `${good}\n`],
  ['a space before it', ` ${good}`],
  ['quotes around it', `"${good}"`],
  ['"Bearer " before it', `Bearer ${good}`],
  ['"bearer" and a tab before it', `bearer\t${good}`],
  ['a header line', `Authorization: Bearer ${good}`],
  ['its JSON', JSON.stringify({ token: good })],
  ['its URL', `https://app.example/#access_token=${good}`],
])('D9: %s is no token', async (_, text) => {
  await expectRefused(verifier, text, 'ERR_TOKEN_MALFORMED')
  expect(await codeOfCall(() => decodeJwt(text))).toMatch(/^(ERR_TOKEN_MALFORMED|ERR_HEADER_INVALID|accepted)$/)
})

test('D9: five parts are called an encrypted token', async () => {
  const error = await expectRefused(verifier, `${good}.a.b`, 'ERR_TOKEN_ENCRYPTED')
  expect(error.message).toBe('this is an encrypted token (JWE)')
})

test('D9: two tokens are no token, whatever stands between them', async () => {
  for (const between of ['', ' ', ',', ', ', '\n', '.']) {
    const code = between === '.' ? 'ERR_TOKEN_MALFORMED' : 'ERR_TOKEN_ENCRYPTED'
    await expectRefused(verifier, `${good}${between}${good}`, code)
  }
})

test('D9: a million dots are refused by their number, quickly', async () => {
  const most = verifierOver([pair.jwk], {}, { maxTokenBytes: 4_000_000 })
  for (const text of ['.'.repeat(1_000_000), 'a.'.repeat(500_000), `${good}${'.'.repeat(1_000_000)}`]) {
    await expectRefused(verifier, text, 'ERR_TOKEN_TOO_LARGE')
    const start = performance.now()
    await expectRefused(most, text, 'ERR_TOKEN_MALFORMED')
    expect(performance.now() - start).toBeLessThan(1000)
  }
})

test.each([
  ['b64: false', { b64: false }, 'ERR_HEADER_INVALID'],
  ['b64: false that is critical', { b64: false, crit: ['b64'] }, 'ERR_HEADER_CRIT'],
  ['b64: true that is critical', { b64: true, crit: ['b64'] }, 'ERR_HEADER_CRIT'],
  ['b64: null', { b64: null }, 'ERR_HEADER_INVALID'],
  ['b64: "false"', { b64: 'false' }, 'ERR_HEADER_INVALID'],
  ['b64: 0', { b64: 0 }, 'ERR_HEADER_INVALID'],
] as const)('D10: a JWT with %s is refused', async (_, members, code) => {
  const text = base64url({ alg: 'ES256', kid: pair.kid, ...members })
  await expectRefused(verifier, signedAsIs(text, PAYLOAD), code)
  const unencoded = JSON.stringify(claims()).replaceAll('.', '')
  await expectRefused(verifier, signedAsIs(text, unencoded), code)
  await expectRefused(verifier, `${text}..${base64url(pair.sign(Buffer.from(`${text}.${PAYLOAD}`)))}`, code)
})

test('D10: a detached token is no JWT', async () => {
  await expectRefused(verifier, `${HEADER}..${signedAsIs(HEADER, PAYLOAD).split('.')[2]}`, 'ERR_TOKEN_MALFORMED')
})

test('D10: verifyJws refuses an unencoded payload unless it is asked to accept it', async () => {
  const keys = staticJwks([pair.jwk])
  const text = base64url({ alg: 'ES256', kid: pair.kid, b64: false, crit: ['b64'] })
  const token = signedAsIs(text, 'plain text')
  expect(await codeOfCall(() => verifyJws(token, { keys }))).toBe('ERR_HEADER_CRIT')
  const { payload: read } = await verifyJws(token, { keys, allowUnencodedPayload: true })
  expect(Buffer.from(read).toString()).toBe('plain text')
  const unlisted = signedAsIs(base64url({ alg: 'ES256', kid: pair.kid, b64: false }), 'plain text')
  expect(await codeOfCall(() => verifyJws(unlisted, { keys, allowUnencodedPayload: true }))).toBe('ERR_HEADER_INVALID')
})

test('D10: verifyJws gives back the bytes that it verified, whatever becomes of the caller’s', async () => {
  const keys = staticJwks([pair.jwk])
  const content = Buffer.from('pay alice 10')
  const token = `${HEADER}..${base64url(pair.sign(Buffer.from(`${HEADER}.${base64url(content)}`)))}`
  const verifying = verifyJws(token, { keys, detachedPayload: content })
  content.write('pay mallory!')
  const { payload: read } = await verifying
  expect(Buffer.from(read).toString()).toBe('pay alice 10')
  expect(await codeOfCall(() => verifyJws(token, { keys }))).toBe('ERR_SIGNATURE_INVALID')
  expect(await codeOfCall(() => verifyJws(token, { keys, detachedPayload: content }))).toBe('ERR_SIGNATURE_INVALID')
})

test('D10: verifyJws reads its parts as strictly as a verifier does', async () => {
  const keys = staticJwks([pair.jwk])
  for (const [, change] of SPELLINGS) {
    for (const token of [
      signedAsIs(change(HEADER), PAYLOAD),
      signedAsIs(HEADER, change(PAYLOAD)),
      signedAsIs(HEADER, PAYLOAD, change),
    ]) {
      const outcome = await settled(() => verifyJws(token, { keys }))
      expect(outcome).toMatchObject({ error: { code: 'ERR_TOKEN_MALFORMED' } })
    }
  }
})

test('D9: anything but a string is no token', async () => {
  const values = [
    undefined,
    null,
    0,
    1,
    true,
    false,
    [],
    [good],
    {},
    { toString: () => good },
    Buffer.from(good),
    () => good,
  ]
  for (const value of values) await expectRefused(verifier, value, 'ERR_TOKEN_MALFORMED')
  await expectRefused(verifier, Object(good), 'ERR_TOKEN_MALFORMED')
})
