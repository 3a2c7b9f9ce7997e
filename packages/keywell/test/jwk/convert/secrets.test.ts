/** Nothing private is printed by what holds a key, nor said in an error. */
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type ReadKey, readKey, readKeys, writeKey } from '../../../src/jwk.ts'
import { jwkOf, keys } from './support.ts'

const secretsOf = (jwk: Readonly<Record<string, unknown>>): readonly string[] =>
  ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv'].map((name) => jwk[name]).filter((value) => typeof value === 'string')

/** Every way in which a program shows a value without meaning to. */
function shown(value: unknown): string {
  let text = ''
  const stdout = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  const console = new Console({ stdout })
  console.log(value)
  console.log({ deep: { value } })
  console.dir(value, { depth: null, showHidden: true })
  console.table([value])
  return [
    text,
    JSON.stringify(value),
    JSON.stringify([value]),
    inspect(value, { depth: null }),
    format('%o %O %j', value, value, value),
    String(value),
  ].join('\n')
}

const oct = { kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
const all: readonly (readonly [string, Readonly<Record<string, unknown>> & { readonly kty: string }])[] = [
  ...Object.keys(keys).map((name) => [name, jwkOf(name)] as const),
  ['oct', oct],
]

describe('a key that was read', () => {
  test.each(all)('%s: shows its public part and no secret', async (_, jwk) => {
    const key: ReadKey = await readKey(writeKey(jwk, { format: 'jwk' }))
    const text = shown(key) + shown(await readKeys(writeKey(jwk, { format: 'jwks' })))
    expect(text).toContain(jwk.kty)
    for (const secret of secretsOf(jwk)) expect(text).not.toContain(secret)
  })

  test('is whole where it is asked for', async () => {
    const { jwk } = await readKey(JSON.stringify(oct))
    expect(JSON.stringify(jwk)).toContain(oct.k)
  })
})

describe('an error about a key', () => {
  test.each(all.filter(([name]) => name !== 'oct'))('%s: quotes nothing of it, whatever is broken', async (_, jwk) => {
    for (const written of [writeKey(jwk, { format: 'pkcs8-pem' }), writeKey(jwk, { format: 'jwk' })]) {
      for (const broken of [
        written.slice(0, -40),
        written.replace('A', 'B').replace('"kty"', '"kyt"'),
        `${written}${written.slice(5)}`,
      ]) {
        const error: unknown = await readKeys(broken).catch((caught: unknown) => caught)
        const text = shown(error)
        for (const secret of secretsOf(jwk)) expect(text).not.toContain(secret)
        const base64 = written.split('\n')[1] ?? ''
        if (written.startsWith('-----')) expect(text).not.toContain(base64)
      }
    }
  })
})
