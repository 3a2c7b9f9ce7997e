/** The memory of headers, which must change no answer. */
import { expect, test } from 'vitest'
import { splitCompact } from '../../src/jose/compact.ts'
import { checkHeader } from '../../src/jose/header.ts'
import { createHeaderReader } from '../../src/jose/header-cache.ts'
import { failure } from '../support/failures.ts'

const segment = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url')

test('gives for every header what checking it anew gives, in any order', () => {
  const read = createHeaderReader()
  const segments = ['a', 'b', 'a', 'c', 'b', 'a', 'a'].map((kid) => segment({ alg: 'RS256', kid }))
  for (const header of segments) expect(read(splitCompact(`${header}.e30.AA`))).toEqual(checkHeader(header))
})

test('does not take a header for another that begins the same', () => {
  const read = createHeaderReader()
  const [short, long] = [segment({ alg: 'RS256' }), `${segment({ alg: 'RS256' })}IA`]
  expect(read(splitCompact(`${short}.e30.AA`)).algorithm.name).toBe('RS256')
  expect(read(splitCompact(`${long}.e30.AA`)).algorithm.name).toBe('RS256')
  expect(read(splitCompact(`${short}.e30.AA`))).toBe(read(splitCompact(`${short}.x.y`)))
})

test('refuses a bad header each time', async () => {
  const read = createHeaderReader()
  const bad = splitCompact(`${segment({ alg: 'none' })}.e30.AA`)
  await failure('ERR_ALG_NOT_ALLOWED', () => read(bad))
  await failure('ERR_ALG_NOT_ALLOWED', () => read(bad))
})

test('answers right after more headers than it remembers', () => {
  const read = createHeaderReader()
  for (let index = 0; index < 2000; index++) {
    expect(read(splitCompact(`${segment({ alg: 'ES256', kid: String(index) })}.e30.AA`)).kid).toBe(String(index))
  }
})

test('reads long headers without remembering them', () => {
  const read = createHeaderReader()
  const long = splitCompact(`${segment({ alg: 'ES256', kid: 'x'.repeat(900) })}.e30.AA`)
  expect(read(long)).toEqual(read(long))
  expect(read(long)).not.toBe(read(long))
})
