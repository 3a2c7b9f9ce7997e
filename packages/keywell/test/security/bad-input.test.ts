/** What people really pass by mistake: each is refused by a typed error that says what to do. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type ErrorCode, isKeywellError, type KeywellError } from '../../src/errors/index.ts'
import { discoverJwks, type KeySource, remoteJwks, staticJwks } from '../../src/index.ts'
import { parseJwks } from '../../src/jwk.ts'
import {
  claims,
  compact,
  expectRefused,
  expectTyped,
  hmacWith,
  ISSUER,
  pairOf,
  settled,
  tokenOf,
  verifierOver,
} from './support.ts'

const pair = pairOf('RS256')
const verifier = verifierOver([pair.jwk])
const good = tokenOf(pair)
const [header = '', payload = '', signature = ''] = good.split('.')
const PEM = String(pair.publicKey.export({ type: 'spki', format: 'pem' }))
const timed = (exp: string): string =>
  compact({ alg: 'RS256', kid: pair.kid }, JSON.stringify(claims({ exp: '@' })).replace('"@"', exp), pair.sign)
const withAlg = (alg: unknown): string => compact({ alg, kid: pair.kid }, claims(), pair.sign)

const TOKENS: readonly (readonly [string, unknown, ErrorCode])[] = [
  ['undefined', undefined, 'ERR_TOKEN_MALFORMED'],
  ['null', null, 'ERR_TOKEN_MALFORMED'],
  ['a number', 1, 'ERR_TOKEN_MALFORMED'],
  ['an object', { token: good }, 'ERR_TOKEN_MALFORMED'],
  ['bytes', Buffer.from(good), 'ERR_TOKEN_MALFORMED'],
  ['nothing', '', 'ERR_TOKEN_MALFORMED'],
  ['1 MiB', 'A'.repeat(1_048_576), 'ERR_TOKEN_TOO_LARGE'],
  ['two parts', `${header}.${payload}`, 'ERR_TOKEN_MALFORMED'],
  ['four parts', `${good}.${signature}`, 'ERR_TOKEN_MALFORMED'],
  ['five parts', `${good}.${signature}.${signature}`, 'ERR_TOKEN_ENCRYPTED'],
  ['padding', `${header}.${payload}.${signature}==`, 'ERR_TOKEN_MALFORMED'],
  ['the standard alphabet', `${header}.${payload}.${'+/'.repeat(171)}`, 'ERR_TOKEN_MALFORMED'],
  ['bits that must be zero', `${header}.${payload}.${signature.slice(0, -1)}_`, 'ERR_TOKEN_MALFORMED'],
  ['an unknown alg', withAlg('RS1'), 'ERR_ALG_NOT_ALLOWED'],
  ['no alg', withAlg(undefined), 'ERR_HEADER_INVALID'],
  ['alg none', withAlg('none'), 'ERR_ALG_NOT_ALLOWED'],
  ['alg NonE', withAlg('NonE'), 'ERR_ALG_NOT_ALLOWED'],
  [
    'HS256 by the RSA key',
    compact({ alg: 'HS256', kid: pair.kid }, claims(), hmacWith('HS256', PEM)),
    'ERR_ALG_NOT_ALLOWED',
  ],
  ['exp as text', timed('"1800000000"'), 'ERR_CLAIM_INVALID'],
  ['exp 1e400', timed('1e400'), 'ERR_CLAIM_INVALID'],
]

test.each(TOKENS)('a token that is %s is refused with a hint', async (_, token, code) => {
  const error = await expectRefused(verifier, token, code)
  expect([error.kind, error.status]).toEqual(['token', 401])
})

test('five parts are called an encrypted token', async () => {
  const error = await expectRefused(verifier, `${good}.x.x`, 'ERR_TOKEN_ENCRYPTED')
  expect(error.message).toContain('encrypted token (JWE)')
})

const HTML = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>'

const SETS: readonly (readonly [string, unknown, RegExp])[] = [
  ['a page of HTML', HTML, /HTML or XML/],
  ['a set of nothing but null', { keys: [null] }, /no usable key/],
  ['an empty set', { keys: [] }, /no usable key/],
  ['a set whose keys are an object', { keys: { a: pair.jwk } }, /"keys" is missing or no array/],
  ['an error document', { error: 'not_found' }, /"keys" is missing or no array/],
  ['null', null, /must be a JSON object, got null/],
  ['undefined', undefined, /must be a JSON object, got undefined/],
  ['a number', 5, /must be a JSON object, got number/],
  ['no text', '', /no strict JSON/],
  ['JSON that is cut off', JSON.stringify({ keys: [pair.jwk] }).slice(0, -3), /no strict JSON/],
  ['a PEM', PEM, /no strict JSON/],
  ['a key for encryption', { keys: [{ ...pair.jwk, use: 'enc' }] }, /no usable key/],
  ['a key with an unknown algorithm', { keys: [{ ...pair.jwk, alg: 'RSA-OAEP' }] }, /no usable key/],
]

test.each(SETS)('keys that are %s are refused with a hint', async (_, jwks, message) => {
  const outcome = await settled(() => staticJwks(jwks))
  if (!('error' in outcome)) throw new Error('it was accepted')
  expect([outcome.error.code, outcome.error.message]).toEqual(['ERR_JWKS_INVALID', expect.stringMatching(message)])
})

test('a set with null among its keys works without it', () => {
  const { keys, quarantined } = parseJwks({ keys: [null, pair.jwk] })
  expect([keys.length, quarantined.length, quarantined[0]?.index]).toEqual([1, 1, 0])
})

test('a key whose algorithm is not usable is named when a token asks for it', async () => {
  const mixed = verifierOver([{ ...pair.jwk, alg: 'RSA-OAEP' }, pairOf('ES256').jwk])
  const error = await expectRefused(mixed, good, 'ERR_KEY_MISMATCH')
  expect(error.message).toContain('RSA-OAEP')
})

/** The retrieval error behind a verification that could not obtain its keys. */
async function retrievalError(keys: KeySource): Promise<KeywellError> {
  const outcome = await settled(() => verifierOver([], { keys }).verify(good))
  if (!('error' in outcome)) throw new Error('it was accepted')
  expect([outcome.error.code, outcome.error.status]).toEqual(['ERR_KEYS_UNAVAILABLE', 503])
  const { cause } = outcome.error
  if (!isKeywellError(cause)) throw new Error('the cause is not typed')
  return expectTyped(cause)
}

const answering = (body: string) => async (): Promise<Response> => new Response(body)

test.each([
  ['a page of HTML', HTML, 'ERR_JWKS_INVALID'],
  ['an array', JSON.stringify([pair.jwk]), 'ERR_JWKS_INVALID'],
  ['nothing', '', 'ERR_JWKS_INVALID'],
  ['null', 'null', 'ERR_JWKS_INVALID'],
] as const)('a key URL that serves %s is a typed failure with a hint', async (_, body, code) => {
  expect((await retrievalError(remoteJwks(`${ISSUER}/jwks`, { fetch: answering(body) }))).code).toBe(code)
})

test('a discovery document of another issuer is a typed failure with a hint', async () => {
  const document = JSON.stringify({ issuer: 'https://other.test', jwks_uri: 'https://other.test/jwks' })
  const error = await retrievalError(discoverJwks(ISSUER, { fetch: answering(document) }))
  expect(error).toMatchObject({
    code: 'ERR_ISSUER_MISMATCH',
    detail: { expected: ISSUER, received: 'https://other.test' },
  })
})

async function listening(answer: (write: (text: string) => void) => void): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    answer((text) => response.write(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/jwks`
}

test('a server that stalls after its headers is a typed failure with a hint', async () => {
  const url = await listening((write) => write('{"keys":['))
  const keys = remoteJwks(url, { allowHttpLoopback: true, timeouts: { attemptMs: 200 } })
  const error = await retrievalError(keys)
  expect(error).toMatchObject({ code: 'ERR_FETCH_TIMEOUT', detail: { phase: 'body' } })
})

test('a closed port is a typed failure with a hint', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const error = await retrievalError(remoteJwks(`http://127.0.0.1:${port}/jwks`, { allowHttpLoopback: true }))
  expect(error.code).toBe('ERR_FETCH_FAILED')
})

test('a set that is an array is refused where a set is declared', async () => {
  for (const array of [[pair.jwk], JSON.stringify([pair.jwk])]) {
    const outcome = await settled(() => parseJwks(array))
    expect(outcome).toMatchObject({
      error: { code: 'ERR_JWKS_INVALID', message: 'a JWK Set must be a JSON object, got array' },
    })
  }
})
