/** Next actions that a trust knows better than the table of codes. */
import { expect, test } from 'vitest'
import { createVerifier, ERROR_CODES } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { bench } from './bench.ts'

const hints = {
  opaque: 'ask with an audience',
  ERR_TOKEN_ENCRYPTED: 'turn encryption off',
  ERR_ISSUER_UNTRUSTED: 'look at the domain',
  ERR_AUDIENCE_MISMATCH: 'look at the API',
  ERR_KEY_NOT_FOUND: 'another tenant',
} as const

test.each([
  ['an opaque token', 'ERR_TOKEN_MALFORMED', 'opaque', hints.opaque],
  ['an encrypted one', 'ERR_TOKEN_ENCRYPTED', 'a.b.c.d.e', hints.ERR_TOKEN_ENCRYPTED],
] as const)('%s gets the hint of the trust', async (_, code, token, hint) => {
  const { verifier } = await bench()
  expect((await failure(code, async () => verifier({ hints }).verify(token))).hint).toBe(hint)
})

test('what a trust refuses gets its hint, and so does the explanation', async () => {
  const { verifier, issuer } = await bench()
  const { verify, explain } = verifier({ hints })
  const other = await issuer.token({ aud: 'other' })
  expect((await failure('ERR_AUDIENCE_MISMATCH', () => verify(other))).hint).toBe(hints.ERR_AUDIENCE_MISMATCH)
  const explanation = await explain(other)
  expect(explanation.fix).toBe(hints.ERR_AUDIENCE_MISMATCH)
  expect(explanation.children?.find(({ id }) => id === 'aud')?.fix).toBe(hints.ERR_AUDIENCE_MISMATCH)
  const foreign = await issuer.token({ iss: 'https://elsewhere.test' })
  expect((await failure('ERR_ISSUER_UNTRUSTED', () => verify(foreign))).hint).toBe(hints.ERR_ISSUER_UNTRUSTED)
})

test('a sharper hint from where the error was made stays', async () => {
  const { verifier, issuer } = await bench()
  const slash = await issuer.token({ iss: `${issuer.issuer}/` })
  const error = await failure('ERR_ISSUER_UNTRUSTED', () => verifier({ hints }).verify(slash))
  expect(error.hint).toContain('trailing slash')
})

test('nothing but the hint of an error changes', async () => {
  const { verifier, issuer } = await bench()
  const token = await issuer.token({ aud: 'other' })
  const plain = await failure('ERR_AUDIENCE_MISMATCH', () => verifier().verify(token))
  const hinted = await failure('ERR_AUDIENCE_MISMATCH', () => verifier({ hints }).verify(token))
  expect({ ...hinted.toJSON(), hint: '' }).toEqual({ ...plain.toJSON(), hint: '' })
  expect(hinted.cause).toBe(plain.cause)
})

test('where trusts of several issuers disagree, the table’s own hint stands', async () => {
  const [a, b] = await Promise.all([testIssuer({ issuer: 'https://a.test' }), testIssuer({ issuer: 'https://b.test' })])
  const { verify } = createVerifier([a.trust({ hints }), b.trust()])
  const error = await failure('ERR_TOKEN_ENCRYPTED', () => verify('a.b.c.d.e'))
  expect(error.hint).toBe(ERROR_CODES.ERR_TOKEN_ENCRYPTED.hint)
})

test.each([
  ['hints.ERR_NOTHING', { ERR_NOTHING: 'x' }],
  ['hints.opaque', { opaque: '' }],
  ['hints', 'x'],
])('wrong ones are refused by name: %s', async (option, wrong) => {
  const { verifier } = await bench()
  const error = await failure('ERR_OPTION_INVALID', async () => verifier({ hints: wrong as never }))
  expect(error.detail.option).toBe(option)
})
