/** Signed payloads that are no claims set; what the RFCs print is in test/rfc. */
import { describe, expect, test } from 'vitest'
import { staticJwks } from '../../src/index.ts'
import { verifyJws, type VerifyJwsOptions } from '../../src/jws.ts'
import { discoverJwks } from '../../src/source/remote/discover.ts'
import { craftToken, fakeClock, testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { refusalOf } from './bench.ts'

const issuer = await testIssuer({ algorithms: ['ES256', 'RS256'] })
const { keys } = issuer
const header = { alg: 'ES256', kid: 'es256-1' }
const payload = Uint8Array.from({ length: 300 }, (_, index) => index)
const signed = (more: object = {}, content: Uint8Array | string = payload): Promise<string> =>
  craftToken({ header: { ...header, ...more }, payload: content, signature: issuer.signer() })

test('gives any bytes that were signed, in memory of their own', async () => {
  const token = await signed()
  const { payload: first, header: seen, key } = await verifyJws(token, { keys })
  expect([...first]).toEqual([...payload])
  expect([seen, key.kid]).toEqual([header, 'es256-1'])
  expect(first.buffer.byteLength).toBe(300)
  first.fill(0)
  expect([...(await verifyJws(token, { keys })).payload]).toEqual([...payload])
})

test('asks nothing of the payload: neither expiry nor type', async () => {
  const token = await issuer.token({ exp: 1 }, { typ: 'logout+jwt' })
  expect(Buffer.from((await verifyJws(token, { keys })).payload).toString()).toContain('"exp":1')
})

test('waits for keys, as a verifier does', async () => {
  const source = discoverJwks(issuer.issuer, { fetch: issuer.fetch, clock: fakeClock() })
  expect((await verifyJws(await signed(), { keys: source })).key.alg).toBe('ES256')
})

test('gives each of many at once its own payload', async () => {
  const contents = Array.from({ length: 50 }, (_, index) => Buffer.from(`content ${index}`))
  const tokens = await Promise.all(contents.map((content) => signed({}, content)))
  const results = await Promise.all(tokens.map((token) => verifyJws(token, { keys })))
  expect(results.map((result) => Buffer.from(result.payload).toString())).toEqual(contents.map(String))
})

describe('detached payloads', () => {
  const detached = async (): Promise<string> => {
    const [head, , signature] = (await signed()).split('.')
    return `${head}..${signature}`
  }

  test('verify with the bytes that are passed beside', async () => {
    expect([...(await verifyJws(await detached(), { keys, detachedPayload: payload })).payload]).toEqual([...payload])
  })

  test('do not verify with other bytes, or none', async () => {
    const token = await detached()
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(token, { keys, detachedPayload: payload.subarray(1) }))
    await failure('ERR_SIGNATURE_INVALID', () => verifyJws(token, { keys }))
  })

  test('are refused beside a payload inside', async () => {
    const token = await signed()
    const error = await failure('ERR_TOKEN_MALFORMED', () => verifyJws(token, { keys, detachedPayload: payload }))
    expect(error.detail.reason).toBe('payload given twice')
  })
})

describe('unencoded payloads (RFC 7797)', () => {
  const text = 'plain text'
  const unencoded = async (): Promise<string> => {
    const head = Buffer.from(JSON.stringify({ ...header, b64: false, crit: ['b64'] })).toString('base64url')
    const signature = await issuer.signer().sign(Buffer.from(`${head}.${text}`))
    return `${head}.${text}.${Buffer.from(signature).toString('base64url')}`
  }

  test('verify where they are asked for', async () => {
    const { payload: content } = await verifyJws(await unencoded(), { keys, allowUnencodedPayload: true })
    expect(Buffer.from(content).toString()).toBe(text)
  })

  test('are refused where they are not', async () => {
    const token = await unencoded()
    await failure('ERR_HEADER_CRIT', () => verifyJws(token, { keys }))
  })
})

describe('refuses', () => {
  test.each<[string, () => Promise<string>, Partial<VerifyJwsOptions>, string]>([
    ['an algorithm that is not allowed', () => signed(), { algorithms: ['RS256'] }, 'ERR_ALG_NOT_ALLOWED'],
    ['an unknown kid', () => signed({ kid: 'other' }), {}, 'ERR_KEY_NOT_FOUND'],
    ['a key of another algorithm', () => signed({ kid: 'rs256-1' }), {}, 'ERR_KEY_MISMATCH'],
    ['an extension that it does not know', () => signed({ crit: ['x'], x: 1 }), {}, 'ERR_HEADER_CRIT'],
    ['more bytes than allowed', () => signed(), { maxBytes: 100 }, 'ERR_TOKEN_TOO_LARGE'],
    ['padding', async () => `${await signed()}=`, {}, 'ERR_TOKEN_MALFORMED'],
    ['an encrypted one', async () => 'a.b.c.d.e', {}, 'ERR_TOKEN_ENCRYPTED'],
  ])('%s', async (_, make, options, code) => {
    const token = await make()
    expect((await refusalOf(() => verifyJws(token, { keys, ...options }))).code).toBe(code)
  })

  test.each([
    ['keys', {}],
    ['keys', { keys: 'https://issuer.test' }],
    ['algorithms', { keys, algorithms: [] }],
    ['algorithms[0]', { keys, algorithms: ['none'] }],
    ['maxBytes', { keys, maxBytes: 0 }],
    ['detachedPayload', { keys, detachedPayload: 'text' }],
    ['allowUnencodedPayload', { keys, allowUnencodedPayload: 'yes' }],
    ['payload', { keys, payload }],
    ['options', undefined],
  ])('a bad option by naming %s (%#)', async (option, options) => {
    const token = await signed()
    const error = await failure('ERR_OPTION_INVALID', () => verifyJws(token, options as never))
    expect(error.detail.option).toBe(option)
  })

  test('keys that are closed', async () => {
    const source = staticJwks(issuer.jwks())
    source.close()
    const token = await signed()
    await failure('ERR_CLOSED', () => verifyJws(token, { keys: source }))
  })
})
