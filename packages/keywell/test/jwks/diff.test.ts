import { beforeAll, describe, expect, test } from 'vitest'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { diffSets } from '../../src/jwks/diff.ts'
import { parseJwks } from '../../src/jwks/key-set.ts'
import { setHash } from '../../src/jwks/set-hash.ts'
import { jwksOf, publicKey } from '../support/documents.ts'

let one: Jwk
let two: Jwk
let three: Jwk
beforeAll(async () => {
  ;[one, two, three] = await Promise.all([publicKey('one'), publicKey('two'), publicKey('three')])
})

const kids = (keys: readonly { readonly kid: string | undefined }[]): readonly unknown[] => keys.map(({ kid }) => kid)
const diff = (before: readonly Jwk[], after: readonly Jwk[]) =>
  diffSets(parseJwks(jwksOf(...before)), parseJwks(jwksOf(...after)))

describe('between two sets', () => {
  test('nothing has changed when they hold the same keys in another order, with other metadata', () => {
    expect(diff([one, two], [{ ...two, note: 'x' }, one])).toMatchObject({ added: [], removed: [], isChanged: false })
  })

  test('keys come and go', () => {
    const { added, removed, replaced, isAllReplaced } = diff([one, two], [two, three])
    expect([kids(added), kids(removed), replaced, isAllReplaced]).toEqual([['three'], ['one'], [], false])
  })

  test('another key under a kid that was there replaces it', () => {
    const { added, removed, replaced } = diff([one, two], [{ ...three, kid: 'one' }, two])
    expect([kids(added), kids(removed), kids(replaced)]).toEqual([['one'], ['one'], ['one']])
  })

  test('the same key under another kid is another key, as tokens name it differently', () => {
    const { added, removed, replaced } = diff([one], [{ ...one, kid: 'new' }])
    expect([kids(added), kids(removed), replaced]).toEqual([['new'], ['one'], []])
  })

  test('a second key under a kid beside the first replaces nothing', () => {
    expect(diff([one], [one, { ...two, kid: 'one' }])).toMatchObject({ replaced: [], removed: [] })
  })

  test('no key is left after a rotation without overlap', () => {
    expect(diff([one, two], [three]).isAllReplaced).toBe(true)
    expect(diff([one, two], []).isAllReplaced).toBe(true)
  })

  test('the first set replaces nothing', () => {
    const first = diffSets(undefined, parseJwks(jwksOf(one)))
    expect(first).toMatchObject({ isAllReplaced: false, isChanged: true, removed: [] })
    expect(diffSets(undefined, parseJwks(jwksOf())).isChanged).toBe(false)
  })
})

describe('the hash of a set', () => {
  const hash = (...keys: readonly Jwk[]): string => setHash(parseJwks(jwksOf(...keys)))

  test('is the same for the same keys in any order', () => {
    expect(hash(one, two)).toBe(hash(two, one))
    expect(hash(one, two)).toMatch(/^[\da-f]{16}$/)
  })

  test('differs with a key more, a key less, another key, another kid', () => {
    const all = [hash(one, two), hash(one), hash(one, three), hash(one, { ...two, kid: 'x' }), hash()]
    expect(new Set(all).size).toBe(all.length)
  })
})
