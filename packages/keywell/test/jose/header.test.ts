/** The checks of a JWS header that need no key and no trust (RFC 7515 §4). */
import { describe, expect, test } from 'vitest'
import { checkHeader, type CheckedHeader, mediaType, type UnderstoodExtensions } from '../../src/jose/header.ts'
import { failure } from '../support/failures.ts'

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')
const check = (members: object, understood?: UnderstoodExtensions): CheckedHeader =>
  checkHeader(encode(JSON.stringify(members)), understood)

test('gives the members as sent, frozen and without a prototype', () => {
  const { header } = check({ alg: 'RS256', kid: 'a', extra: { nested: [1] } })
  expect(header).toEqual({ alg: 'RS256', kid: 'a', extra: { nested: [1] } })
  expect([Object.isFrozen(header), Object.getPrototypeOf(header)]).toEqual([true, null])
})

describe('form', () => {
  test.each([
    ['padding', 'eyJhbGciOiJSUzI1NiJ9=='],
    ['standard base64', 'ey/+'],
    ['white space', 'eyJh bGci'],
    ['a length that no text has', 'eyJhb'],
    ['loose bits', 'eyJhbGciOiJSUzI1NiJ9IB'],
    ['invalid UTF-8', encode(Uint8Array.of(0x7b, 0xff, 0x7d))],
  ])('refuses %s', async (_, segment) => {
    const error = await failure('ERR_TOKEN_MALFORMED', () => checkHeader(segment))
    expect(error.detail.part).toBe('header')
  })

  test.each(['Bearer eyJh', 'bearer eyJh', 'BEARER\teyJh'])(
    'says so when the scheme was left in front: %j',
    async (segment) => {
      const error = await failure('ERR_TOKEN_MALFORMED', () => checkHeader(segment))
      expect(error).toMatchObject({
        message: 'the token starts with "Bearer "',
        hint: 'pass only what follows "Bearer "',
      })
    },
  )

  test.each([
    ['no JSON', 'alg=RS256'],
    ['a duplicate member', '{"alg":"RS256","alg":"none"}'],
    ['an escaped duplicate', '{"alg":"RS256","\\u0061lg":"none"}'],
    ['something after the object', '{"alg":"RS256"}{}'],
    ['a byte order mark', '\ufeff{"alg":"RS256"}'],
    ['depth over 16', `{"alg":"RS256","x":${'['.repeat(16)}${']'.repeat(16)}}`],
    ['an array', '["RS256"]'],
    ['null', 'null'],
    ['a string', '"RS256"'],
  ])('refuses %s', async (_, text) => {
    await failure('ERR_HEADER_INVALID', () => checkHeader(encode(text)))
  })
})

describe('alg', () => {
  test.each([{}, { ALG: 'RS256' }])('must be there: %o', async (members) => {
    const error = await failure('ERR_HEADER_INVALID', () => check(members))
    expect(error.detail).toEqual({ member: 'alg', reason: 'missing' })
  })

  test.each([null, 256, ['RS256'], { name: 'RS256' }, true])('must be a string: %o', async (alg) => {
    const error = await failure('ERR_HEADER_INVALID', () => check({ alg }))
    expect(error.detail).toEqual({ member: 'alg', reason: 'not a string' })
  })

  test.each(['none', 'None', 'NONE', 'nOnE', ' none', 'none '])('is never %j', async (alg) => {
    const error = await failure('ERR_ALG_NOT_ALLOWED', () => check({ alg }))
    expect(error.message).toBe('the token is unsigned (alg "none")')
  })

  test.each([
    '',
    'rs256',
    'RS256 ',
    'RS128',
    'ES255',
    '__proto__',
    'constructor',
    'toString',
    'RSA-OAEP',
    'dir',
    'RS256\0',
  ])('must be known, in this spelling: %j', async (alg) => {
    await failure('ERR_ALG_NOT_ALLOWED', () => check({ alg }))
  })

  test('in the wrong case brings the right spelling as a hint', async () => {
    expect((await failure('ERR_ALG_NOT_ALLOWED', () => check({ alg: 'eddsa' }))).hint).toContain('EdDSA')
  })
})

describe('crit', () => {
  test.each([[[]], [['']], [[7]], ['exp'], [{}], [null], [['b64', 'b64']]])(
    'of %j is no list of names',
    async (crit) => {
      const error = await failure('ERR_HEADER_CRIT', () => check({ alg: 'RS256', crit, b64: true }, ['b64']))
      expect(error.detail.names).toEqual([])
    },
  )

  test('with a name that is not understood is refused by that name', async () => {
    const error = await failure('ERR_HEADER_CRIT', () =>
      check({ alg: 'RS256', crit: ['exp', 'b64'], exp: 1, b64: true }, ['b64']),
    )
    expect(error.detail.names).toEqual(['exp'])
  })

  test('with a registered name is refused like any other', async () => {
    await failure('ERR_HEADER_CRIT', () => check({ alg: 'RS256', crit: ['alg'] }))
  })

  test('with a member that the header lacks is refused', async () => {
    const error = await failure('ERR_HEADER_CRIT', () => check({ alg: 'RS256', crit: ['b64'] }, ['b64']))
    expect(error.message).toBe('"crit" names a member that the header lacks')
  })

  test('shows at most eight names', async () => {
    const crit = Array.from({ length: 50 }, (_, index) => `x${index}`)
    const error = await failure('ERR_HEADER_CRIT', () => check({ alg: 'RS256', crit }))
    expect(error.detail.names).toHaveLength(8)
    expect(error.message.length).toBeLessThanOrEqual(100)
  })
})

describe('b64', () => {
  test('of true changes nothing', () => {
    expect(check({ alg: 'RS256', b64: true }).b64).toBe(true)
  })

  test('of false is accepted only where it is understood and critical', async () => {
    expect(check({ alg: 'RS256', b64: false, crit: ['b64'] }, ['b64']).b64).toBe(false)
    await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', b64: false }, ['b64']))
    await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', b64: false }))
    await failure('ERR_HEADER_CRIT', () => check({ alg: 'RS256', b64: false, crit: ['b64'] }))
  })

  test.each([0, 'false', null, []])('of %j is refused', async (b64) => {
    await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', b64, crit: ['b64'] }, ['b64']))
  })
})

describe('kid', () => {
  test.each([null, 7, [], {}, true])('must be a string: %o', async (kid) => {
    const error = await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', kid }))
    expect(error.detail).toEqual({ member: 'kid', reason: 'not a string' })
  })

  test('may have 1,024 bytes of UTF-8, and not one more', async () => {
    expect(check({ alg: 'RS256', kid: 'é'.repeat(512) }).kid).toHaveLength(512)
    await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', kid: `${'é'.repeat(512)}a` }))
  })

  test.each(['', ' ', '../../etc/passwd', '__proto__', "' OR 1=1 --"])(
    'is any text, which decides nothing: %j',
    (kid) => {
      expect(check({ alg: 'RS256', kid }).kid).toBe(kid)
    },
  )
})

describe('typ', () => {
  test.each([
    ['JWT', 'jwt'],
    ['at+jwt', 'at+jwt'],
    ['AT+JWT', 'at+jwt'],
    ['application/at+jwt', 'at+jwt'],
    ['APPLICATION/AT+JWT', 'at+jwt'],
    ['application/a/b', 'application/a/b'],
    ['text/plain', 'text/plain'],
    ['application/', ''],
    ['', ''],
  ])('of %j is compared as %j (RFC 7515 §4.1.9)', (typ, expected) => {
    expect(mediaType(typ)).toBe(expected)
    expect(check({ alg: 'RS256', typ }).type).toBe(expected)
  })

  test.each([null, 7, ['JWT']])('must be a string: %o', async (typ) => {
    await failure('ERR_HEADER_INVALID', () => check({ alg: 'RS256', typ }))
  })
})

test('jwk, jku, x5u and x5c are carried along and mean nothing', () => {
  const members = { alg: 'RS256', jwk: { kty: 'oct' }, jku: 'https://evil.test', x5u: 'https://evil.test', x5c: ['AA'] }
  expect(check(members)).toMatchObject({ kid: undefined, header: members })
})
