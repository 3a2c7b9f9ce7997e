/** The `jose` program of Debian: keys that it makes are read, and it finds the same thumbprint in ours. */
import { describe, expect, test } from 'vitest'
import { generateJwk, publicJwk, readKey, readKeys, thumbprint, writeKey } from 'keywell/jwk'
import { run } from '../run-program.ts'

const made = (template: object): string => run('jose', ['jwk', 'gen', '-i', JSON.stringify(template)]).toString()
const thumbprintOf = (jwk: string): string =>
  run('jose', ['jwk', 'thp', '-i', '-', '-a', 'S256'], jwk).toString().trim()

describe.each(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'HS256'] as const)('%s', (alg) => {
  test('a key made by jose is read', async () => {
    const text = made({ alg })
    const { jwk, isPrivate, format } = await readKey(text)
    expect({ alg: jwk.alg, isPrivate, format }).toEqual({ alg, isPrivate: true, format: 'jwk' })
    expect(await thumbprint(jwk)).toBe(thumbprintOf(text))
  })

  test('a key of ours is read by jose, and its halves fit each other', async () => {
    const { privateJwk } = await generateJwk(alg)
    const text = writeKey(privateJwk, { format: 'jwk' })
    expect(thumbprintOf(text)).toBe(await thumbprint(privateJwk))
    expect(() => run('jose', ['jwk', 'use', '-i', '-', '-u', 'sign'], text)).not.toThrow()
  })
})

test('the public part that jose makes is ours', async () => {
  const text = made({ alg: 'ES256' })
  const published = await readKey(run('jose', ['jwk', 'pub', '-i', '-'], text))
  const { x, y } = publicJwk((await readKey(text)).jwk)
  expect(published.jwk).toMatchObject({ x, y })
  expect(published.isPrivate).toBe(false)
})

test('a set of several keys is read', async () => {
  const text = run('jose', ['jwk', 'gen', '-s', '-i', '{"alg":"ES256"}', '-i', '{"alg":"RS256"}'])
  expect((await readKeys(text)).map(({ jwk }) => jwk.kty)).toEqual(['EC', 'RSA'])
})
