/** The `jose` program of Debian: keys that it makes are read, and it finds the same thumbprint in ours. */
import { describe, expect, test } from 'vitest'
import { decryptJwk, generateJwk, publicJwk, readKey, readKeys, thumbprint, writeKey } from 'keywell/jwk'
import { run, withFile } from '../run-program.ts'

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

/** Only this way round: jose refuses more than 32,768 iterations, and keywell writes no fewer than 600,000. */
describe('a key under a password', () => {
  const PASSWORD = 'correct horse battery staple'
  /** jose takes a password as a symmetric key. */
  const asKey = JSON.stringify({ kty: 'oct', k: Buffer.from(PASSWORD).toString('base64url') })

  test.each(
    ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW'].flatMap((alg) =>
      ['A128GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512'].map((enc) => [alg, enc] as const),
    ),
  )('%s, %s: what jose wrote is read', async (alg, enc) => {
    const text = made({ alg: 'ES256' })
    const template = JSON.stringify({ protected: { alg, enc, cty: 'jwk+json' } })
    const jwe = withFile(asKey, (key) => run('jose', ['jwe', 'enc', '-i', template, '-I', '-', '-k', key, '-c'], text))
    expect(await decryptJwk(jwe.toString(), PASSWORD)).toEqual((await readKey(text)).jwk)
  })
})
