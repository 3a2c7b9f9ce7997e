import { beforeAll, describe, expect, test } from 'vitest'
import { remoteJwks, sharedSecret, staticJwks, union } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fakeClock } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

function world() {
  const clock = fakeClock()
  const answers: Record<string, Answer> = { a: { body: { keys: [one] } }, b: { body: { keys: [two] } } }
  const { fetch, requests } = scriptedFetch(clock, (url) => answers[new URL(url).hostname.split('.')[0] ?? ''] ?? {})
  const source = union(['a', 'b'].map((name) => remoteJwks(`https://${name}.example/jwks`, { fetch, clock })))
  const find = (kid: string) => source.lookup(queryOf(kid))
  return { clock, answers, source, requests, find }
}

describe('several sources of one issuer', () => {
  test('are seen as one set, whose parts say where each key comes from', async () => {
    const { source, find } = world()
    await source.refresh('cold')
    expect([find('one').outcome, find('two').outcome]).toEqual(['found', 'found'])
    const { keys, parts } = source.status()
    expect(keys?.keys.map(({ kid }) => kid)).toEqual(['one', 'two'])
    expect(parts?.map((part) => [part.source, part.keys?.keys.map(({ kid }) => kid)])).toEqual([
      ['https://a.example/jwks', ['one']],
      ['https://b.example/jwks', ['two']],
    ])
  })

  test('with one of them down still verify with the keys of the others', async () => {
    const { answers, source, find } = world()
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    expect(find('one').outcome).toBe('found')
  })

  test('with one of them down leave a kid that nobody has undecided, and never call it unknown', async () => {
    const { answers, source, find } = world()
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    expect(find('two')).toMatchObject({ outcome: 'unavailable', error: { code: 'ERR_KEYS_UNAVAILABLE' } })
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid: 'two' }))
  })

  test('are all asked for an unknown kid, each once', async () => {
    const { source, requests, find } = world()
    await source.refresh('cold')
    expect(find('stray')).toMatchObject({ outcome: 'missed', retry: true })
    await source.refresh('unknown-kid', { kid: 'stray' })
    expect(find('stray')).toMatchObject({ outcome: 'missed', miss: 'unknown-kid', retry: false })
    expect(requests).toHaveLength(4)
  })

  test('that share a kid give the candidates of both, in their order', async () => {
    const { answers, source, find } = world()
    answers['b'] = { body: { keys: [{ ...two, kid: 'one' }] } }
    await source.refresh('cold')
    const answer = find('one')
    if (answer.outcome !== 'found') throw new Error(answer.outcome)
    expect(answer.candidates.map(({ jwk }) => jwk['x'])).toEqual([one['x'], two['x']])
  })

  test('are each as old as they are', async () => {
    const { clock, answers, source, find } = world()
    await source.refresh('cold')
    answers['b'] = { status: 404 }
    await clock.advance(700_000)
    expect(find('one')).toMatchObject({ freshness: { stale: false } })
    expect(find('two')).toMatchObject({ freshness: { stale: true } })
  })

  test('are merged again only when one has changed', async () => {
    const { source, find } = world()
    await source.refresh('cold')
    const [first, second] = [find('one'), find('two')]
    if (first.outcome !== 'found' || second.outcome !== 'found') throw new Error('not found')
    expect(first.set).toBe(second.set)
  })
})

test('a secret never stands among public keys', async () => {
  const secret = sharedSecret(new Uint8Array(32), { alg: 'HS256' })
  const error = await failure('ERR_OPTION_INVALID', () => union([staticJwks({ keys: [one] }), secret]))
  expect(error.detail.option).toBe('sources[1]')
})
