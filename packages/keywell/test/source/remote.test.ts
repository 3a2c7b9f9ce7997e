import type { ServerResponse } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/io/http.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import type { RemoteOptions } from '../../src/source/remote/http-options.ts'
import type { KeySource } from '../../src/source/key-source.ts'
import { remoteJwks } from '../../src/source/remote/remote.ts'
import { jwksOf, publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { fakeClock } from '../../src/testing.ts'
import { turn } from '../support/turn.ts'
import { closedPort, type Handler, json, serve } from '../support/http-server.ts'

const LOCAL: RemoteOptions = { allowHttpLoopback: true }

let one: Jwk
beforeAll(async () => {
  one = await publicKey('one')
})

async function served(handler: Handler, options: RemoteOptions = {}): Promise<KeySource> {
  const { origin } = await serve(handler)
  return remoteJwks(`${origin}/jwks.json?secret=1`, { ...LOCAL, ...options })
}

/** The code and the details of what kept a source from loading. */
async function causeOf(source: KeySource): Promise<unknown> {
  return (await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))).cause
}

const text =
  (body: string, status = 200): Handler =>
  (_, response: ServerResponse) =>
    void response.writeHead(status).end(body)

describe('a JWKS URL', () => {
  test('gives the keys that it serves, asked for once by 1,000 callers', async () => {
    let requests = 0
    const source = await served((_, response) => {
      requests++
      setTimeout(() => json(response, jwksOf(one)), 20)
    })
    await Promise.all(Array.from({ length: 1000 }, () => source.refresh('cold')))
    expect(source.lookup(queryOf('one'))).toMatchObject({ outcome: 'found' })
    expect(requests).toBe(1)
  })

  test('is shown without its query', async () => {
    const status = (await served(text('{}'))).status()
    expect(status.kind).toBe('remote')
    expect(status.source).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jwks\.json$/)
    expect(JSON.stringify(status)).not.toContain('secret')
  })

  test('may be a URL object', async () => {
    const { origin } = await serve((_, response) => json(response, jwksOf(one)))
    const source = remoteJwks(new URL(origin), LOCAL)
    await source.refresh('prefetch')
    expect(source.status().keys?.keys).toHaveLength(1)
  })

  test('is not asked before it is needed', async () => {
    const { origin, asked } = await serve(text('{}'))
    remoteJwks(origin, LOCAL)
    await turn()
    expect(asked).toEqual([])
  })

  test('serves one good key beside bad ones, which are set aside with their reasons', async () => {
    const source = await served((_, response) => json(response, { keys: [null, { kty: 'XX' }, 7, one] }))
    await source.refresh('cold')
    const { keys } = source.status()
    expect(keys?.keys.map(({ kid }) => kid)).toEqual(['one'])
    expect(keys?.quarantined.map(({ index }) => index)).toEqual([0, 1, 2])
  })
})

describe('a document', () => {
  test.each([
    ['that is empty', ''],
    ['that is HTML', '<!doctype html><title>Sign in</title>'],
    ['that is an error', '{"error":"temporarily_unavailable"}'],
    ['that is cut off', '{"keys":[{"kty":'],
    ['that is a bare array', '[]'],
    ['that is a single key', '{"kty":"RSA"}'],
    ['without keys', '{"keys":[]}'],
    ['with null for a key and no other', '{"keys":[null]}'],
    ['with a member twice', '{"keys":[],"keys":[]}'],
    ['nested too deep', `{"keys":${'['.repeat(20)}${']'.repeat(20)}}`],
  ])('%s is a failure', async (_, body) => {
    expect(await causeOf(await served(text(body)))).toMatchObject({ code: 'ERR_JWKS_INVALID' })
  })

  test('with more keys than allowed is a failure', async () => {
    const source = await served(text(JSON.stringify({ keys: Array.from({ length: 257 }, () => ({})) })))
    expect(await causeOf(source)).toMatchObject({
      code: 'ERR_JWKS_INVALID',
      message: 'the set has 257 keys, more than 256',
    })
    const small = await served(text(JSON.stringify(jwksOf(one, await publicKey('two')))), { bounds: { keys: 1 } })
    expect(await causeOf(small)).toMatchObject({ code: 'ERR_JWKS_INVALID' })
  })

  test('over 256 KiB is a failure', async () => {
    const source = await served(text(' '.repeat(262_145)))
    expect(await causeOf(source)).toMatchObject({ code: 'ERR_FETCH_TOO_LARGE', detail: { maxBytes: 262_144 } })
  })

  test('that fails leaves the good set, and a later good one replaces it', async () => {
    const clock = fakeClock()
    const two = await publicKey('two')
    const answers = [JSON.stringify(jwksOf(one)), '<html>', '{"keys":[]}', '{', JSON.stringify(jwksOf(two))]
    const fetch: Fetch = async () => new Response(answers.shift())
    const source = remoteJwks('https://issuer.example/jwks', { fetch, clock, refresh: 'on-demand' })
    const kids = async (): Promise<unknown> => {
      await source.refresh('due')
      await clock.advance(700_000)
      return source.status().keys?.keys.map(({ kid }) => kid)
    }
    expect([await kids(), await kids(), await kids(), await kids(), await kids()]).toEqual([
      ['one'],
      ['one'],
      ['one'],
      ['one'],
      ['two'],
    ])
  })
})

describe('a failing server', () => {
  test('at a closed port is named without the query', async () => {
    const port = await closedPort()
    const source = remoteJwks(`http://127.0.0.1:${port}/jwks.json?secret=1`, LOCAL)
    const error = await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold'))
    expect(error.cause).toMatchObject({ code: 'ERR_FETCH_FAILED', detail: { reason: 'connection refused' } })
    expect(JSON.stringify([error, error.cause])).not.toContain('secret')
  })

  test('that stalls after the headers ends by the timeout of the attempt', async () => {
    const source = await served((_, response) => response.flushHeaders(), { timeouts: { attemptMs: 50 } })
    expect(await causeOf(source)).toMatchObject({ code: 'ERR_FETCH_TIMEOUT', detail: { phase: 'body', timeoutMs: 50 } })
  })

  test.each([201, 302, 404, 500])('that answers %i has failed', async (status) => {
    const code = status === 302 ? 'ERR_FETCH_REDIRECT' : 'ERR_FETCH_STATUS'
    expect(await causeOf(await served(text(JSON.stringify(jwksOf(one)), status)))).toMatchObject({ code })
  })
})

describe('headers', () => {
  const echo = async (headers: RemoteOptions['headers']): Promise<unknown> => {
    let seen: unknown
    const source = await served(
      (request, response) => {
        seen = request.headers.authorization
        json(response, jwksOf(one))
      },
      headers === undefined ? {} : { headers },
    )
    await source.refresh('cold')
    return seen
  }

  test('are sent as given', async () => expect(await echo({ Authorization: 'Bearer a' })).toBe('Bearer a'))

  test('may be made for each request', async () => {
    expect(await echo(async ({ url }) => ({ authorization: `Bearer ${url.pathname}` }))).toBe('Bearer /jwks.json')
  })

  test('that cannot be made are a failure of the attempt', async () => {
    const rejecting = { ...LOCAL, headers: () => Promise.reject(new Error('vault sealed')) }
    const cause = await causeOf(remoteJwks('https://issuer.example/', rejecting))
    const hint = 'the cause is what it threw'
    expect(cause).toMatchObject({ code: 'ERR_FETCH_FAILED', hint, cause: { message: 'vault sealed' } })
  })

  test('that are made badly are a failure of the attempt, without their value in it', async () => {
    const headers = async (): Promise<Record<string, string>> => ({ authorization: 'Bearer secret\n' })
    const cause = await causeOf(remoteJwks('https://issuer.example/', { headers }))
    expect(cause).toMatchObject({ code: 'ERR_OPTION_INVALID', detail: { option: 'headers.authorization' } })
    expect(JSON.stringify(cause)).not.toContain('secret')
  })

  test('tell caches to revalidate when a token asks for a key they may not have', async () => {
    const seen: unknown[] = []
    const source = await served((request, response) => {
      seen.push(request.headers['cache-control'])
      json(response, jwksOf(one))
    })
    await source.refresh('cold')
    await source.refresh('unknown-kid')
    expect(seen).toEqual([undefined, 'no-cache'])
  })
})
