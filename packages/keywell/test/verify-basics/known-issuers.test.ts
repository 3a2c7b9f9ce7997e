import { expect, test } from 'vitest'
import { createVerifier, type KeySource } from '../../src/index.ts'
import { fakeClock, testIssuer } from '../../src/testing.ts'

const HOUR = 3_600_000

async function tenants(...names: readonly string[]) {
  const clock = fakeClock()
  const issuers = await Promise.all(names.map((name) => testIssuer({ issuer: `https://${name}.test`, clock })))
  const resolve = (iss: string) => issuers.find(({ issuer }) => issuer === iss)?.trust()
  const verifier = createVerifier({ resolve, maxIssuers: 10 }, { clock })
  return { clock, issuers, verifier }
}

const names = (sources: readonly { readonly source: string }[]): readonly string[] =>
  sources.map(({ source }) => source)

test('an issuer that no token has named for a day is forgotten when another one is used', async () => {
  const { clock, issuers, verifier } = await tenants('a', 'b')
  const [a, b] = issuers
  await verifier.verify((await a?.token()) ?? '')
  await clock.advance(23 * HOUR)
  await verifier.verify((await b?.token()) ?? '')
  expect(names(verifier.status().sources)).toEqual(['https://a.test', 'https://b.test'])
  await clock.advance(HOUR)
  await verifier.verify((await b?.token()) ?? '')
  expect(names(verifier.status().sources)).toEqual(['https://b.test'])
})

test('a subscription hears the sources that resolve brings after it, once each, and no more when it has ended', async () => {
  const { issuers, verifier } = await tenants('a', 'b')
  const [a, b] = issuers
  await verifier.verify((await a?.token()) ?? '')
  const heard: string[] = []
  const end = verifier.subscribe(({ type, source }) => heard.push(`${type} ${source}`))
  await verifier.verify((await b?.token()) ?? '')
  await verifier.verify((await b?.token()) ?? '')
  await a?.rotate()
  await b?.rotate()
  expect(heard).toEqual(['loaded https://a.test', 'loaded https://b.test'])
  end()
  await b?.rotate()
  expect(heard).toHaveLength(2)
})

test('a forgotten issuer is no longer heard', async () => {
  const { clock, issuers, verifier } = await tenants('a', 'b')
  const [a, b] = issuers
  const heard: string[] = []
  verifier.subscribe(({ source }) => heard.push(source))
  await verifier.verify((await a?.token()) ?? '')
  await clock.advance(24 * HOUR)
  await verifier.verify((await b?.token()) ?? '')
  await a?.rotate()
  expect(heard).toEqual([])
})

test('a source that two issuers share is heard once, and for as long as one of them is remembered', async () => {
  const clock = fakeClock()
  const shared = await testIssuer({ clock })
  const resolve = (issuer: string) => shared.trust({ issuer })
  const verifier = createVerifier({ resolve, maxIssuers: 10 }, { clock })
  const heard: string[] = []
  verifier.subscribe(({ type }) => heard.push(type))
  const use = async (iss: string) => verifier.verify(await shared.token({ iss }))
  await use('https://a.test')
  await clock.advance(12 * HOUR)
  await use('https://b.test')
  await shared.rotate()
  expect(heard).toEqual(['loaded'])
  await clock.advance(12 * HOUR)
  await use('https://b.test')
  expect(verifier.status().sources).toHaveLength(1)
  await shared.rotate()
  expect(heard).toEqual(['loaded', 'loaded'])
})

test.each<[string, () => never]>([
  ['cannot be listened to', throws],
  ['cannot be left', () => throws as never],
])('a source of one’s own that %s verifies all the same', async (_, subscribe) => {
  const issuer = await testIssuer()
  const resolve = (iss: string) => issuer.trust({ issuer: iss, keys: { ...issuer.keys, subscribe } })
  const verifier = createVerifier({ resolve, maxIssuers: 1 })
  for (const iss of ['https://a.test', 'https://b.test'])
    await expect(verifier.verify(await issuer.token({ iss }))).resolves.toMatchObject({ issuer: iss })
})

function throws(): never {
  throw new TypeError('no events here')
}

test('a status tells the worst of the sources, and whether all of them can answer', async () => {
  const issuer = await testIssuer()
  const states: readonly [KeySource, string, boolean][] = [
    [issuer.keys, 'healthy', true],
    [withStatus(issuer.keys, { state: 'stale', health: 'critical' }), 'critical', true],
    [withStatus(issuer.keys, { state: 'expired', health: 'down' }), 'down', false],
    [withStatus(issuer.keys, { state: 'cold' }), 'healthy', false],
  ]
  for (const [keys, health, isReady] of states) {
    const other = issuer.trust({ issuer: 'https://other.test' })
    expect(createVerifier([issuer.trust({ keys }), other]).status()).toMatchObject({ health, isReady })
  }
})

const withStatus = (keys: KeySource, change: Partial<ReturnType<KeySource['status']>>): KeySource => ({
  ...keys,
  status: () => ({ ...keys.status(), ...change }),
})
