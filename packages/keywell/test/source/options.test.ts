import { describe, expect, test } from 'vitest'
import { discoverJwks } from '../../src/source/remote/discover.ts'
import { remoteJwks } from '../../src/source/remote/remote.ts'
import { failure } from '../support/failures.ts'

const URL_TEXT = 'https://issuer.example/jwks'

describe('an option out of its range is refused by name', () => {
  test('with the presets where it has some, and without a secret that it may hold', () => {
    const make = (options: object) => () => remoteJwks(URL_TEXT, options)
    expect(make({ staleIfError: -1 })).toThrow('"strict", "high" or "max"')
    expect(make({ snapshots: 'redis://:secret@cache' })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ received: 'string' }) }),
    )
  })

  test.each<[string, unknown]>([
    ['timeouts.attemptMs', { timeouts: { attemptMs: Number.NaN } }],
    ['timeouts.attemptMs', { timeouts: { attemptMs: 0 } }],
    ['timeouts.foregroundMs', { timeouts: { foregroundMs: -1 } }],
    ['timeouts.backgroundMs', { timeouts: { backgroundMs: 2 ** 31 } }],
    ['timeouts.attemptMs', { timeouts: { attemptMs: '3000' } }],
    ['timeouts.attempt', { timeouts: { attempt: 3000 } }],
    ['timeouts', { timeouts: 3000 }],
    ['freshness.defaultSeconds', { freshness: { defaultSeconds: 0 } }],
    ['freshness.defaultSeconds', { freshness: { defaultSeconds: Number.POSITIVE_INFINITY } }],
    ['freshness.minSeconds', { freshness: { minSeconds: 0 } }],
    ['freshness.maxSeconds', { freshness: { maxSeconds: 86_401 } }],
    ['freshness.maxSeconds', { freshness: { minSeconds: 900, maxSeconds: 600 } }],
    ['freshness.defaultSeconds', { freshness: { defaultSeconds: 60, minSeconds: 120 } }],
    ['freshness.honorNoStore', { freshness: { honorNoStore: 0 } }],
    ['staleIfError', { staleIfError: -1 }],
    ['staleIfError', { staleIfError: Number.POSITIVE_INFINITY }],
    ['staleIfError', { staleIfError: 'forever' }],
    ['staleIfError', { staleIfError: 604_801 }],
    ['staleIfError', { staleIfError: Number.NaN }],
    ['staleIfError', { staleIfError: null }],
    ['snapshots', { snapshots: 'redis://:secret@cache' }],
    ['unknownKid.refillSeconds', { unknownKid: { refillSeconds: 0 } }],
    ['unknownKid.burst', { unknownKid: { burst: 0 } }],
    ['unknownKid.burst', { unknownKid: { burst: 31 } }],
    ['unknownKid.proofSeconds', { unknownKid: { proofSeconds: -1 } }],
    ['unknownKid.negativeMaxSeconds', { unknownKid: { negativeSeconds: 60, negativeMaxSeconds: 30 } }],
    ['breaker.minSeconds', { breaker: { minSeconds: 0 } }],
    ['breaker.maxSeconds', { breaker: { minSeconds: 10, maxSeconds: 5 } }],
    ['bounds.bodyBytes', { bounds: { bodyBytes: 1.5 } }],
    ['bounds.keys', { bounds: { keys: 0 } }],
    ['bounds.keys', { bounds: { keys: 10_001 } }],
    ['bounds.bodyBytes', { bounds: { bodyBytes: Number.MAX_SAFE_INTEGER } }],
    ['bounds.keyBytes', { bounds: { keyBytes: 2 ** 24 } }],
    ['bounds', { bounds: null }],
    ['bounds.depth', { bounds: { depth: 1 } }],
    ['bounds.keyBytes', { bounds: { keyBytes: 0 } }],
    ['removalGraceSeconds', { removalGraceSeconds: -1 }],
    ['refresh', { refresh: 'never' }],
    ['clock', { clock: {} }],
    ['clock', { clock: { now: () => 0 } }],
    ['fetch', { fetch: 'fetch' }],
    ['allowHttpLoopback', { allowHttpLoopback: 'yes' }],
    ['kidless', { kidless: 'always' }],
    ['tryAll', { tryAll: 1 }],
    ['headers', { headers: 'authorization: x' }],
    ['headers', { headers: new Headers({ authorization: 'x' }) }],
    ['headers', { headers: { 'a b': 'x' } }],
    ['headers.authorization', { headers: { authorization: 7 } }],
    ['headers.authorization', { headers: { authorization: 'x\r\ny: z' } }],
    ['cacheMaxAge', { cacheMaxAge: 1 }],
    ['options', null],
    ['options', []],
  ])('%s', async (option, options) => {
    for (const make of [remoteJwks, discoverJwks]) {
      const error = await failure('ERR_OPTION_INVALID', () => make(URL_TEXT, options as object))
      expect(error.detail.option).toBe(option)
      expect(error.message.length).toBeLessThanOrEqual(100)
    }
  })
})

test('undefined is as good as absent', () => {
  const options = { timeouts: undefined, staleIfError: undefined, clock: undefined, headers: undefined } as object
  expect(remoteJwks(URL_TEXT, options).status().state).toBe('cold')
})

describe('a URL', () => {
  test.each([undefined, null, 7, '', '/jwks', 'http://issuer.example/', 'http://127.0.0.1/', 'ftp://issuer.example/'])(
    'that is not absolute and https is refused: %s',
    async (url) => {
      const error = await failure('ERR_OPTION_INVALID', () => remoteJwks(url as string))
      expect(error.detail.option).toBe('url')
      expect((await failure('ERR_OPTION_INVALID', () => discoverJwks(url as string))).detail.option).toBe('issuer')
    },
  )

  test('with a password is refused without showing it', async () => {
    const error = await failure('ERR_OPTION_INVALID', () =>
      remoteJwks('https://user:hunter2@issuer.example/?t=hunter2'),
    )
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })

  test.each(['https://issuer.example?', 'https://issuer.example/?a=b', 'https://issuer.example/#a'])(
    'as an issuer has neither query nor fragment: %s',
    async (issuer) => {
      expect((await failure('ERR_OPTION_INVALID', () => discoverJwks(issuer))).detail.option).toBe('issuer')
    },
  )
})
