/** The error class: what it carries, how it narrows, and what it never shows. */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, type ErrorCode, isKeywellError, KeywellError } from '../../src/errors/index.ts'
import { createVerifier, staticJwks } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { refusalOf } from '../verify-basics/bench.ts'

const CODES = Object.keys(ERROR_CODES) as ErrorCode[]
const sample = (): KeywellError => new KeywellError('ERR_CLOSED', 'the verifier is closed', { what: 'the verifier' })

describe('an error', () => {
  test('has the kind, status and hint of its code', () => {
    expect(sample()).toMatchObject({
      name: 'KeywellError',
      kind: 'unavailable',
      status: 503,
      hint: ERROR_CODES.ERR_CLOSED.hint,
    })
    expect(sample()).toBeInstanceOf(Error)
    expect(sample()).toBeInstanceOf(KeywellError)
  })

  test('takes a sharper hint, a cause and a time to wait', () => {
    const cause = new Error('down')
    const extras = { hint: 'look there', cause, retryAfterSeconds: 7 }
    const error = new KeywellError('ERR_KEYS_UNAVAILABLE', 'no keys', { source: 's', reason: 'r' }, extras)
    expect(error).toMatchObject({ hint: 'look there', cause, retryAfterSeconds: 7 })
  })

  test('has no cause unless there is one', () => {
    expect('cause' in sample()).toBe(false)
  })

  test('has a detail that nobody can change', () => {
    expect(Object.isFrozen(sample().detail)).toBe(true)
  })

  test('serialises to its facts, without stack and cause', () => {
    const error = new KeywellError('ERR_CLOSED', 'closed', { what: 'x' }, { cause: new Error('inner secret') })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'KeywellError',
      code: 'ERR_CLOSED',
      kind: 'unavailable',
      status: 503,
      message: 'closed',
      hint: 'create a new one; a closed one stays closed',
      detail: { what: 'x' },
    })
  })

  test('cuts a message that is too long', () => {
    const { message } = new KeywellError('ERR_CLOSED', 'x'.repeat(500), { what: 'x' })
    expect(message).toBe(`${'x'.repeat(99)}…`)
  })
})

describe('isKeywellError', () => {
  test('knows an error of keywell, and its code', () => {
    expect(isKeywellError(sample())).toBe(true)
    expect(isKeywellError(sample(), 'ERR_CLOSED')).toBe(true)
    expect(isKeywellError(sample(), 'ERR_TOKEN_EXPIRED')).toBe(false)
  })

  test('narrows the detail to that of the code', () => {
    const error: unknown = new KeywellError('ERR_TOKEN_TOO_LARGE', 'too large', { bytes: 2, maxBytes: 1 })
    expect(isKeywellError(error, 'ERR_TOKEN_TOO_LARGE') ? error.detail.maxBytes : 0).toBe(1)
  })

  test('knows one of another copy of the library', () => {
    const foreign = Object.assign(new Error('closed'), { name: 'KeywellError', code: 'ERR_CLOSED' })
    expect([isKeywellError(foreign), isKeywellError(foreign, 'ERR_CLOSED')]).toEqual([true, true])
  })

  test.each([
    undefined,
    null,
    'ERR_CLOSED',
    { name: 'KeywellError', code: 'ERR_CLOSED' },
    new Error('ERR_CLOSED'),
    Object.assign(new Error('x'), { code: 'ERR_CLOSED' }),
    Object.assign(new Error('x'), { name: 'KeywellError' }),
    Object.assign(new Error('x'), { name: 'KeywellError', code: 'ERR_OF_ANOTHER_AGE' }),
    Object.assign(new Error('x'), { name: 'KeywellError', code: 'toString' }),
  ])('knows that others are none: %o', (value) => {
    expect(isKeywellError(value)).toBe(false)
  })
})

describe('the table', () => {
  test.each(CODES)('%s has a hint that a person can follow', (code) => {
    const { hint } = ERROR_CODES[code]
    expect(hint).toMatch(/^[a-z]/)
    expect(hint).not.toMatch(/[.!]$/)
    expect(hint.length).toBeLessThanOrEqual(100)
  })

  test.each(CODES)('%s has a status exactly when a server has to answer for a token', (code) => {
    const { kind, status } = ERROR_CODES[code]
    const expected = {
      token: code === 'ERR_SCOPE_INSUFFICIENT' ? 403 : 401,
      unavailable: 503,
      key: undefined,
      retrieval: undefined,
      config: undefined,
    }
    expect(status).toBe(expected[kind])
  })

  test('cannot be changed', () => {
    expect(Object.isFrozen(ERROR_CODES)).toBe(true)
  })
})

test('no way of printing a refusal shows the token, whatever is wrong with it', async () => {
  const issuer = await testIssuer()
  const verifier = createVerifier(issuer.trust({ maxAgeSeconds: 60, requiredClaims: ['scope'] }))
  const good = await issuer.token({ scope: 'read', secret: 'a claim that is nobody’s business' })
  const [head = '', body = '', tail = ''] = good.split('.')
  const broken = [
    `Bearer ${good}`,
    `${good}=`,
    `${good}.x`,
    `${head}.${body}`,
    `${head}.${body}.${tail.slice(1)}`,
    `${head}.${body}!.${tail}`,
    `${head}!.${body}.${tail}`,
    `${head}.${tail}.${body}`,
    `${body}.${head}.${tail}`,
    JSON.stringify({ protected: head, payload: body, signature: tail }),
    `{"token":"${good}"}`,
    good.replaceAll('.', '..'),
    await issuer.token({ exp: 1, note: tail }),
    await issuer.token({ aud: 'other' }, { header: { kid: 'x'.repeat(30) } }),
    await issuer.token({}, { header: { crit: ['x'], x: body } }),
  ]
  for (const token of broken) {
    const error = await refusalOf(() => verifier.verify(token))
    const shown = `${JSON.stringify(error)}${inspect(error, { depth: 9, showHidden: true })}${error.stack}`
    for (const part of token.split(/[^\w-]+/).filter((segment) => segment.length > 40))
      expect(shown).not.toContain(part.slice(0, 24))
    expect(shown).not.toContain('nobody’s business')
  }
})

test('no way of printing an error about keys shows what is private in them', async () => {
  const secret = 'c2VjcmV0IG51bWJlciB0aGF0IG5vYm9keSBtYXkgc2Vl'
  const documents = [
    { keys: [{ kty: 'EC', crv: 'P-256', x: secret, y: secret, d: secret }] },
    { keys: [{ kty: 'oct', k: secret }] },
    { keys: [{ kty: secret, d: secret }] },
    { keys: [{ kty: 'RSA', n: secret, e: secret }] },
    `{"keys":[{"kty":"oct","k":"${secret}"`,
    secret,
  ]
  for (const document of documents) {
    const error = await refusalOf(() => staticJwks(document))
    expect(JSON.stringify(error) + inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
  }
})
