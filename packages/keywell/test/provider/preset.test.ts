/** What the plan of a preset is told beside its own options. */
import { expect, test } from 'vitest'
import { baseUrlOption } from '../../src/provider/shared/options.ts'
import { definePreset } from '../../src/provider/shared/preset.ts'
import { remoteJwks } from '../../src/source/remote/remote.ts'
import type { JwtPayload } from '../../src/verify/trust.ts'
import { refusedOption } from './support/refused-options.ts'

const hosted = definePreset<{ readonly baseUrl: string }, JwtPayload, 'hosted'>(
  ['baseUrl'],
  ({ baseUrl }, admitted) => {
    const issuer = baseUrlOption('baseUrl', baseUrl, admitted)
    return { name: 'hosted', issuer, audience: 'a', keys: (source) => remoteJwks(`${issuer}/keys`, source) }
  },
)

test('the plan sees which URLs the source admits, so that a base URL on this machine can be one', () => {
  const baseUrl = 'http://localhost:8080'
  expect(hosted({ baseUrl, source: { allowHttpLoopback: true } }).issuer).toBe(baseUrl)
  expect(refusedOption(() => hosted({ baseUrl }))).toBe('baseUrl')
  expect(refusedOption(() => hosted({ baseUrl, keys: remoteJwks('https://keys.example') }))).toBe('baseUrl')
})

test('what is no object of source options is refused by name, whatever the plan makes of it', () => {
  // @ts-expect-error no object
  expect(refusedOption(() => hosted({ baseUrl: 'https://issuer.example', source: 'https://keys.example' }))).toBe(
    'source',
  )
  const misspelt = JSON.parse('{"timeoutMs":5}')
  expect(refusedOption(() => hosted({ baseUrl: 'https://issuer.example', source: misspelt }))).toBe('source.timeoutMs')
})
