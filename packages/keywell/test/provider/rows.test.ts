/** Every provider has what its row promises: facts with sources, an example that runs, a section of the documentation. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { describe, expect, test } from 'vitest'
import * as providers from '../../src/providers.ts'
import { createVerifier, isKeywellError, staticJwks, unchecked } from '../../src/index.ts'
import { readPage, withPart, writePart } from '../support/written-page.ts'
import { SECTIONS, showSections } from './support/page.ts'

const { PROVIDERS } = providers
const folder = join(import.meta.dirname, '../../src/provider')

/** What presets share, and their table; whatever else is in the folder is a provider's: a file, or a folder where one is not enough. */
const SHARED = new Set(['shared', 'table.ts'])

const textOf = (name: string): string =>
  name.endsWith('.ts')
    ? readFileSync(join(folder, name), 'utf8')
    : readdirSync(join(folder, name))
        .map((file) => textOf(join(name, file)))
        .join('\n')

const sources = readdirSync(folder)
  .filter((name) => !SHARED.has(name))
  .map((name) => [name, textOf(name)] as const)

const isRefused = (call: () => unknown): boolean => {
  try {
    call()
    return false
  } catch (error) {
    return isKeywellError(error, 'ERR_OPTION_INVALID')
  }
}

/** A call as a user writes it, carried out. */
const run = (call: string): unknown => {
  const scope = { ...providers, unchecked, staticJwks, process: { env: SECRETS } }
  return Reflect.apply(compileFunction(`return ${call}`, Object.keys(scope)), undefined, Object.values(scope))
}

/** What calls take from the environment. */
const SECRETS = {
  CLERK_SECRET_KEY: 'sk_test_nothing',
  CLERK_JWT_KEY: undefined,
  ONELOGIN_CLIENT_ID: 'id',
  ONELOGIN_CLIENT_SECRET: 'nothing',
}

describe.each(PROVIDERS.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  test('is called by a word that fits a command line', () => {
    expect(name).toMatch(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/)
    expect(PROVIDERS.filter((other) => other.name === name)).toEqual([provider])
    expect(PROVIDERS.filter((other) => other.title === provider.title)).toEqual([provider])
  })

  test('has facts, each with what it is about and where it was read', () => {
    expect(provider.facts.length).toBeGreaterThan(1)
    for (const fact of provider.facts) {
      expect(fact).toHaveLength(3)
      for (const text of fact) expect(text.trim().length).toBeGreaterThan(2)
    }
    expect(provider.asOf).toMatch(/^20\d\d-(?:0[1-9]|1[0-2])$/)
  })

  test('says what is checked', () => {
    expect(provider.checks.length).toBeGreaterThan(0)
  })

  test('has a call that gives a trust which a verifier takes', () => {
    const trust = run(provider.call)
    expect(trust).toMatchObject({ name: expect.any(String), keys: expect.any(Object) })
    expect(Reflect.apply(createVerifier, undefined, [trust])).toBeDefined()
  })

  test('has its keys alone, by the options that it names', () => {
    const all = Object.fromEntries(provider.keyOptions.map(({ name: option, example }) => [option, example]))
    const required = provider.keyOptions.filter(({ isRequired }) => isRequired === true).map((option) => option.name)
    const needed = Object.fromEntries(required.map((option) => [option, all[option]]))
    const [first] = provider.keyOptions
    // Of options that stand in for each other, none is required, and one has to be there.
    const given =
      isRefused(() => provider.keys(needed, {})) && first !== undefined ? { [first.name]: first.example } : needed
    expect(provider.keys(given, {}).status().state).toBeOneOf(['cold', 'static'])
    for (const option of required) {
      expect(() => provider.keys({ ...needed, [option]: undefined }, {})).toThrow(
        expect.objectContaining({ code: 'ERR_OPTION_INVALID', detail: expect.objectContaining({ option }) }),
      )
    }
  })
})

test.each(sources)('%s has a row in the table, and an example in its documentation', (_, source) => {
  expect(source).toMatch(/@example/)
  expect(source).toMatch(/@see/)
  const rows = [...source.matchAll(/^export const [A-Z\d_]+: Provider = \{\n {2}name: '([^']+)'/gm)].map(
    ([, name]) => name,
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter((name) => !PROVIDERS.some((provider) => provider.name === name))).toEqual([])
})

test('docs/providers.md shows these very rows; KEYWELL_WRITE_DOCS=1 writes them', async () => {
  await writePart(SECTIONS, showSections(PROVIDERS))
  const page = await readPage(SECTIONS)
  // The two as a whole would fill the screen; git shows what the writing changes.
  expect(page === withPart(page, SECTIONS, showSections(PROVIDERS))).toBe(true)
})
