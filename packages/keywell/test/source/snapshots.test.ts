import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { generateJwk } from '../../src/jwk/generate.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import { setHash } from '../../src/jwks/set-hash.ts'
import { sourceSettings } from '../../src/source/settings.ts'
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../../src/source/snapshots/snapshot.ts'
import { snapshotKey, snapshotStoreOption } from '../../src/source/snapshots/snapshot-store.ts'
import { jwksOf, publicKey } from '../support/documents.ts'
import { failure } from '../support/failures.ts'

const NOW = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const SOURCE = 'https://issuer.example/jwks'
const expected = { source: SOURCE, address: SOURCE, now: NOW, bounds: sourceSettings({}).bounds }
const validators = { url: SOURCE, etag: '"v1"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' }

let one: Jwk
let two: Jwk
beforeAll(async () => {
  ;[one, two] = await Promise.all([publicKey('one'), publicKey('two')])
})

const snapshotOf = (change: Partial<Snapshot> = {}): Snapshot => ({
  source: SOURCE,
  address: SOURCE,
  set: parseJwks(jwksOf(one, two)),
  validatedAt: NOW - HOUR,
  validators,
  ...change,
})
const decode = (text: string, change: Partial<typeof expected> = {}) => decodeSnapshot(text, { ...expected, ...change })
const restored = (text: string) => {
  const found = decode(text)
  if (typeof found === 'string') throw new Error(found)
  return found
}
/** A snapshot whose JSON somebody else has changed. */
const altered = (change: object): string =>
  JSON.stringify({ ...(JSON.parse(encodeSnapshot(snapshotOf())) as object), ...change })

describe('a snapshot', () => {
  test('gives back the same keys, their age and the validators', () => {
    const { set, agoMs, validators: kept } = restored(encodeSnapshot(snapshotOf()))
    expect(setHash(set)).toBe(setHash(snapshotOf().set))
    expect([agoMs, kept]).toEqual([HOUR, validators])
  })

  test('of a clock a little ahead is as new as can be', () => {
    expect(restored(encodeSnapshot(snapshotOf({ validatedAt: NOW + 59_000 }))).agoMs).toBe(0)
  })

  test('holds the public members of its keys and nothing that came beside them', () => {
    const text = encodeSnapshot(snapshotOf({ set: parseJwks(jwksOf({ ...one, note: 'hunter2' })) }))
    expect(text).not.toContain('hunter2')
  })

  test('holds no key that the set had quarantined, private ones above all', async () => {
    const { privateJwk: jwk } = await generateJwk('ES256', { kid: 'leaked' })
    const secret = { kty: 'oct', kid: 'shared', k: 'aHVudGVyMg' }
    const text = encodeSnapshot(snapshotOf({ set: parseJwks(jwksOf(one, jwk, secret)) }))
    expect(text).not.toMatch(/leaked|shared|"d":|"k":/)
  })

  test('never holds the query of a URL, which may be a credential', () => {
    const url = `${SOURCE}?api_key=hunter2`
    const text = encodeSnapshot(snapshotOf({ address: url, validators: { ...validators, url } }))
    expect(text).not.toContain('hunter2')
  })

  test('of a set with a quarantined key has no validators, as "not modified" would keep that key out for ever', () => {
    const set = parseJwks(jwksOf(one, { kty: 'XYZ', kid: 'of the future' }))
    expect(restored(encodeSnapshot(snapshotOf({ set }))).validators).toBeUndefined()
  })

  test('of which a key cannot be read any more gives the rest, without validators', () => {
    const { set, validators: kept } = restored(altered({ jwks: jwksOf(one, { ...two, x: 'AAAA' }) }))
    expect([set.keys.map(({ kid }) => kid), kept]).toEqual([['one'], undefined])
  })

  test('keeps the query of an address to itself', () => {
    const address = `${SOURCE}?policy=hunter2`
    const text = encodeSnapshot(snapshotOf({ address, validators: undefined }))
    expect(text).not.toContain('hunter2')
    expect(decode(text, { address })).toMatchObject({ agoMs: HOUR })
  })
})

describe('a snapshot is refused when it', () => {
  const cut = (): string => encodeSnapshot(snapshotOf()).slice(0, -20)
  const secrets = async (): Promise<string> => {
    const { privateJwk: jwk } = await generateJwk('ES256')
    return altered({ jwks: jwksOf(jwk, { kty: 'oct', k: 'aHVudGVyMg' }) })
  }
  test.each<[string, () => string | Promise<string>, string]>([
    ['is cut off', cut, 'it is no JSON'],
    ['is HTML', () => '<html>', 'it is no JSON'],
    ['is no object', () => '[]', 'it is of another version'],
    ['is of another version', () => altered({ version: 2 }), 'it is of another version'],
    ['is of another source', () => altered({ source: 'https://other.example' }), 'it is of another source'],
    ['is of another query', () => encodeSnapshot(snapshotOf({ address: `${SOURCE}?b` })), 'it is of another source'],
    ['has no time', () => altered({ validatedAt: null }), 'it does not say when it was made'],
    ['has a text as its time', () => altered({ validatedAt: '0' }), 'it does not say when it was made'],
    ['comes from the future', () => altered({ validatedAt: NOW + 61_000 }), 'it comes from the future'],
    ['has no keys', () => altered({ jwks: { keys: [] } }), 'it holds no usable key'],
    ['has no set', () => altered({ jwks: undefined }), 'it holds no usable key'],
    ['has secrets only', secrets, 'it holds no usable key'],
    ['is too large', () => altered({ filler: 'x'.repeat(600_000) }), 'it is too large'],
    ['has too many keys', () => altered({ jwks: jwksOf(...Array<Jwk>(257).fill(one)) }), 'it holds no usable key'],
  ])('%s', async (_, make, reason) => {
    const found = decode(await make())
    const said = typeof found === 'string' ? found : 'restored'
    expect(said).toContain(reason)
    expect(said).not.toMatch(/hunter2|example/)
  })

  test('is any text at all', () => {
    const change = fc.dictionary(
      fc.constantFrom('version', 'source', 'place', 'validatedAt', 'url', 'etag', 'jwks'),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), change.map(altered)), (text) => {
        const found = decode(text)
        if (typeof found !== 'string') expect(found.set.keys.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

test('validators that could not go into a header are left out', () => {
  const { validators: kept } = restored(altered({ lastModified: 7 }))
  expect(kept).toEqual({ url: SOURCE, etag: validators.etag, lastModified: undefined })
  // With none left, "not modified" would be an answer to a request that did not ask.
  expect(restored(altered({ etag: 'a\r\nx: y', lastModified: 7 })).validators).toBeUndefined()
})

describe('the key of a snapshot', () => {
  test('is the same in every process', () => {
    expect(snapshotKey('remote', SOURCE)).toBe(snapshotKey('remote', SOURCE))
    expect(snapshotKey('remote', SOURCE)).toMatch(/^keywell-remote-issuer\.example-[\da-f]{16}$/)
  })

  test('shows nothing of a URL but its host: a path may hold a kid, a query a secret', () => {
    expect(snapshotKey('key', 'https://keys.example/region/hunter2?token=hunter2')).not.toContain('hunter2')
  })

  test('differs with kind, host, port, path, query and letter case', () => {
    const keys = [
      snapshotKey('remote', SOURCE),
      snapshotKey('key', SOURCE),
      ...['', '/', '/jwks/', '/JWKS', ':8443/jwks', '/jwks?a', '/jwks?b'].map((rest) =>
        snapshotKey('remote', `https://issuer.example${rest}`),
      ),
      snapshotKey('remote', 'http://issuer.example/jwks'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is safe as a file name, whatever the source is called', () => {
    const kind = fc.constantFrom('remote', 'file', 'key')
    const source = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.constantFrom('../..', '/etc/passwd', '..\\x'),
    )
    fc.assert(
      fc.property(kind, source, (name, address) => {
        expect(snapshotKey(name, address)).toMatch(/^keywell-[\w.-]{1,120}$/)
      }),
    )
  })
})

describe('a store', () => {
  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', '/var/lib'],
    ['half of one', { get: () => undefined }],
    ['something else', { getItem: 1, setItem: 2 }],
  ])('cannot be %s', async (_, value) => {
    const error = await failure('ERR_OPTION_INVALID', () => snapshotStoreOption('snapshots', value))
    expect(error.detail.option).toBe('snapshots')
  })

  test('of one’s own is told when nobody waits any more', async () => {
    const told: unknown[] = []
    const own = {
      get: async (_: string, options?: object) => void told.push(options),
      set: async (_: string, _value: string, options?: object) => void told.push(options),
    }
    const store = snapshotStoreOption('snapshots', own)
    const { signal } = new AbortController()
    await store.get('a', { signal })
    await store.set('a', 'b', { signal })
    expect(told).toEqual([{ signal }, { signal }])
  })

  test('that throws rejects', async () => {
    const broken = (): never => {
      throw new Error('no')
    }
    const store = snapshotStoreOption('snapshots', { get: broken, set: broken })
    await expect(store.get('a')).rejects.toThrow('no')
    await expect(store.set('a', 'b')).rejects.toThrow('no')
  })

  test('may be a Map', async () => {
    const store = snapshotStoreOption('snapshots', new Map())
    expect(await store.get('a')).toBeUndefined()
    await store.set('a', 'text')
    expect(await store.get('a')).toBe('text')
  })

  test('shaped like unstorage may give parsed JSON back, also under its names get and set', async () => {
    const items = new Map<string, unknown>()
    const getItem = async (key: string): Promise<unknown> => items.get(key) ?? null
    const setItem = async (key: string, text: string): Promise<void> => void items.set(key, JSON.parse(text))
    for (const shape of [
      { getItem, setItem },
      { getItem, setItem, get: getItem, set: setItem },
      { get: getItem, set: setItem },
    ]) {
      const store = snapshotStoreOption('snapshots', shape)
      expect(await store.get('absent')).toBeUndefined()
      await store.set('a', encodeSnapshot(snapshotOf()))
      expect(decode(String(await store.get('a')))).toMatchObject({ agoMs: HOUR })
    }
  })
})
