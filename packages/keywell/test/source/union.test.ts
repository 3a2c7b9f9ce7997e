import { beforeAll, describe, expect, test } from 'vitest'
import {
  type SourceOptions,
  createVerifier,
  discoverJwks,
  type KeySource,
  remoteJwks,
  sharedSecret,
  staticJwks,
  union,
} from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { fakeClock, testIssuer } from '../../src/testing.ts'
import { publicKey, queryOf } from '../support/documents.ts'
import { failure } from '../support/failures.ts'
import { type Answer, scriptedFetch } from '../support/scripted-fetch.ts'

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

function world(options: Pick<SourceOptions, 'refresh'> = {}) {
  const clock = fakeClock()
  const answers: Record<string, Answer> = { a: { body: { keys: [one] } }, b: { body: { keys: [two] } } }
  const { fetch, requests } = scriptedFetch(clock, (url) => answers[new URL(url).hostname.split('.')[0] ?? ''] ?? {})
  const source = union(
    ['a', 'b'].map((name) => remoteJwks(`https://${name}.example/jwks`, { fetch, clock, ...options })),
  )
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
    // The other part can still be asked.
    expect(find('two').outcome).toBe('empty')
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('cold', { kid: 'two' }))
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

  test('heal the rotation of one part while another one is down', async () => {
    const { answers, source, find } = world()
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    answers['a'] = { body: { keys: [one, { ...two, kid: 'new' }] } }
    await source.refresh('unknown-kid', { kid: 'new' })
    expect(find('new').outcome).toBe('found')
  })

  test('wait for a slow part only for what the others do not have', async () => {
    const { answers, source, find } = world()
    answers['b'] = { fault: 'stall' }
    await source.refresh('cold', { kid: 'one' })
    expect(find('one').outcome).toBe('found')
  })

  test('are each asked for what they lack, when one has no keys yet and another may have a new one', async () => {
    const { clock, answers, source, find } = world({ refresh: 'on-demand' })
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    answers['a'] = { body: { keys: [{ ...two, kid: 'new' }] } }
    answers['b'] = { body: { keys: [two] } }
    await clock.advance(1000)
    expect(find('new').outcome).toBe('empty')
    await source.refresh('cold', { kid: 'new' })
    expect(find('new').outcome).toBe('found')
  })

  test('never count a kid that one of them has as unknown to the others', async () => {
    const { source, find, requests } = world()
    await source.refresh('cold')
    for (let token = 0; token < 50; token++) expect(find('one').outcome).toBe('found')
    for (const { counters } of source.status().parts ?? []) {
      expect(Object.values(counters?.unknownKid ?? {})).toEqual([0, 0, 0, 0, 0, 0, 0])
    }
    expect(requests).toHaveLength(2)
  })

  test('leave no doubt about a key that cannot verify the algorithm, though another part is down', async () => {
    const { answers, source } = world()
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    const answer = source.lookup(queryOf('one', 'RS256'))
    expect(answer).toMatchObject({ outcome: 'missed', miss: 'mismatch', retry: false })
  })

  test('with one of them down still answer, and say how badly', async () => {
    const { answers, source } = world()
    answers['b'] = { status: 404 }
    await source.refresh('cold')
    expect(source.status()).toMatchObject({ state: 'fresh', health: 'critical', lastAttempt: 'failed' })
  })

  test('remember where each key comes from', async () => {
    const { source, find } = world()
    await source.refresh('cold')
    const answer = find('two')
    if (answer.outcome !== 'found') throw new Error(answer.outcome)
    expect(answer.set.keys.map((key) => answer.origins?.get(key))).toEqual([
      'https://a.example/jwks',
      'https://b.example/jwks',
    ])
  })

  test('answer a token without a kid with the one key that fits, or with all of them where that is asked for', async () => {
    const second = staticJwks({ keys: [two] })
    const fitting = (options: object, ...sources: KeySource[]) => union(sources, options).lookup(queryOf())
    const first = staticJwks({ keys: [one] })
    expect(fitting({}, first, second)).toMatchObject({ outcome: 'missed', miss: 'ambiguous' })
    expect(fitting({ tryAll: true }, first, second)).toMatchObject({ candidates: [{ kid: 'one' }, { kid: 'two' }] })
    expect(fitting({}, first, staticJwks({ keys: [one] }))).toMatchObject({ candidates: [{ kid: 'one' }] })
    const both = staticJwks({ keys: [one, two] })
    expect(fitting({}, both, first)).toMatchObject({ outcome: 'missed', miss: 'ambiguous' })
    expect(fitting({ tryAll: true }, both, first)).toMatchObject({ candidates: [{ kid: 'one' }, { kid: 'two' }] })
  })

  test('use a key without a kid last, where its source admits that', async () => {
    const { kid: _, ...nameless } = one
    const source = union([staticJwks(nameless, { kidless: 'single' }), staticJwks({ keys: [two] })])
    expect(source.lookup(queryOf('two'))).toMatchObject({ candidates: [{ kid: 'two' }] })
    expect(source.lookup(queryOf('other'))).toMatchObject({ candidates: [{ kid: undefined }] })
  })

  test('survive a part that breaks its contract', async () => {
    const broken: KeySource = {
      ...staticJwks({ keys: [two] }),
      lookup: () => {
        throw new TypeError('oops')
      },
      refresh: () => Promise.reject(new TypeError('oops')),
    }
    const source = union([broken, staticJwks({ keys: [one] })])
    expect(source.lookup(queryOf('one')).outcome).toBe('found')
    expect(source.lookup(queryOf('stray'))).toMatchObject({ outcome: 'unavailable' })
    await failure('ERR_KEYS_UNAVAILABLE', () => source.refresh('unknown-kid', { kid: 'stray' }))
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

test('an explanation says from which of several sources each key is', async () => {
  const clock = fakeClock()
  const issuer = await testIssuer({ clock })
  const keys = union([staticJwks({ keys: [one] }), discoverJwks(issuer.issuer, { clock, fetch: issuer.fetch })])
  const { explain } = createVerifier({ ...issuer.trust(), keys }, { clock })
  const explanation = await explain(await issuer.token())
  expect(explanation.verdict).toBe('pass')
  const children = explanation.children?.find(({ id }) => id === 'key')?.children ?? []
  expect(children.map(({ because }) => because)).toEqual([
    'another kid, from static',
    `same kid, can verify ES256, from ${issuer.issuer}`,
  ])
})
