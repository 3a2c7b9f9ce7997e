/** `keywell providers`: every row of the library's table, for people and for programs. */
import { PROVIDERS } from 'keywell/providers'
import { expect, test } from 'vitest'
import { exampleOf, flagOf } from '../src/input/provider-flags.ts'
import { runInside } from './support/inside.ts'
import { transcript } from './support/keywell.ts'

const everyProvider = PROVIDERS.map((provider) => [provider.name, provider] as const)

test('all are a table, with what their keys need', async () => {
  const { code, stdout } = await runInside(['providers'])
  const lines = stdout.split('\n')
  expect(lines[0]).toMatch(/^ {2}name +title +call +options for its keys$/)
  for (const { name, title } of PROVIDERS) expect(stdout).toMatch(new RegExp(`^ {2}${name} +${title.slice(0, 8)}`, 'm'))
  expect(stdout).toMatch(/^ {2}okta +Okta .* --domain( \[|$)/m)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100)
  expect(code).toBe(0)
})

test.for(everyProvider)('%s shows all of its row', async ([name, provider]) => {
  const { code, stdout } = await runInside(['providers', name], { io: { columns: Number.POSITIVE_INFINITY } })
  const { title, call, checks, mistakes, facts, asOf, unverified = [], keyOptions } = provider
  const said = [title, call, asOf, ...checks, ...mistakes, ...facts.flat(), ...unverified]
  const shown = [...said, ...keyOptions.map((option) => option.variable ?? `--${flagOf(option)}`)]
  expect(shown.filter((text) => !stdout.includes(text))).toEqual([])
  expect(stdout).toContain(exampleOf(provider))
  expect(code).toBe(0)
})

test('--json has every row, and the flags', async () => {
  const { stdout } = await runInside(['providers', '--json'])
  const { schema, providers } = JSON.parse(stdout)
  expect(schema).toBe('keywell/providers@1')
  expect(providers.map(({ name }: { name: string }) => name)).toEqual(PROVIDERS.map(({ name }) => name))
  const one = await runInside(['providers', 'cognito', '--json'])
  expect(JSON.parse(one.stdout)).toMatchObject({
    schema: 'keywell/providers@1',
    providers: [
      { name: 'cognito', keyOptions: [{ name: 'userPoolId', flag: '--user-pool-id', isRequired: true }, {}] },
    ],
  })
})

test.for([
  ['auht0', 'did you mean: keywell providers auth0'],
  ['Okta', 'did you mean: keywell providers okta'],
  ['iap', 'did you mean: keywell providers google-iap'],
  ['nothing-like-it', 'keywell providers lists them'],
] as const)('a name that is not there is asked back: %s', async ([name, hint]) => {
  const { code, stdout, said } = await runInside(['providers', name])
  expect(said).toBe(`error: there is no provider "${name}"\nhint: ${hint}`)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('two names are one too many', async () => {
  expect(await transcript('providers auth0 okta')).toMatchInlineSnapshot(`
      "$ keywell providers auth0 okta
      ! error: one provider at a time, please
      [exit 2]"
    `)
})
