/** Attacks by way of a trust's own schema: only an answer that Standard Schema knows accepts a token. */
import { expect, test } from 'vitest'
import type { StandardSchema } from '../../src/index.ts'
import { codeOfCall, expectAccepted, expectRefused, pairOf, tokenOf, verifierOver } from './support.ts'

const pair = pairOf('ES256')

const schema = (validate: (value: unknown) => unknown): StandardSchema<unknown> => ({
  '~standard': { version: 1, vendor: 'test', validate: validate as () => { value: unknown } },
})

const REFUSING: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['issues', () => ({ issues: [{ message: 'no' }] })],
  ['issues and a value', (value) => ({ value, issues: [{ message: 'no' }] })],
  ['no issues in a list of issues', (value) => ({ value, issues: [] })],
  ['issues that are no list', (value) => ({ value, issues: true })],
  ['issues without a message', () => ({ issues: [{}] })],
  ['an issue that is null', () => ({ issues: [null] })],
  ['a path that is no list', () => ({ issues: [{ message: 'no', path: 5 }] })],
  ['a path with null in it', () => ({ issues: [{ message: 'no', path: [null] }] })],
  [
    'a path of symbols and objects',
    () => ({ issues: [{ message: 'no', path: [Symbol('x'), { key: Symbol('y') }, { key: 'z' }] }] }),
  ],
  ['nothing', () => undefined],
  ['null', () => null],
  ['true', () => true],
  ['false', () => false],
  ['an empty object', () => ({})],
  ['an error', () => new Error('no')],
  [
    'a throw',
    () => {
      throw new TypeError('no')
    },
  ],
  [
    'a throw of nothing',
    () => {
      // oxlint-disable-next-line typescript/only-throw-error -- what others' code may do
      throw null
    },
  ],
  [
    'a getter that throws',
    () => ({
      get value() {
        throw new Error('no')
      },
    }),
  ],
]

test.each(REFUSING)('F6: a schema that answers with %s refuses the token', async (_, validate) => {
  const parsed = verifierOver([pair.jwk], { parse: schema(validate) })
  await expectRefused(parsed, tokenOf(pair), 'ERR_CLAIM_INVALID')
  const later = verifierOver([pair.jwk], { parse: schema(async (value) => validate(value)) })
  expect(await codeOfCall(() => later.verify(tokenOf(pair)))).toBe('ERR_CLAIM_INVALID')
  expect(await codeOfCall(() => later.verifySync(tokenOf(pair)))).toBe('ERR_SYNC_UNSUPPORTED')
})

test('F6: a promise that is not this realm’s is waited for all the same', async () => {
  const foreign = (answer: unknown) => (): unknown => ({
    // oxlint-disable-next-line unicorn/no-thenable -- what another realm's promise is here
    then: (resolve: (value: unknown) => void) => resolve(answer),
  })
  const refusing = verifierOver([pair.jwk], { parse: schema(foreign({ issues: [{ message: 'no' }] })) })
  expect(await codeOfCall(() => refusing.verify(tokenOf(pair)))).toBe('ERR_CLAIM_INVALID')
  const accepting = verifierOver([pair.jwk], { parse: schema(foreign({ value: { parsed: true } })) })
  expect((await accepting.verify(tokenOf(pair))).payload).toEqual({ parsed: true })
  expect(await codeOfCall(() => accepting.verifySync(tokenOf(pair)))).toBe('ERR_SYNC_UNSUPPORTED')
})

test('F11: what a schema makes of the payload is frozen too, bytes aside', async () => {
  const made = (): unknown => ({ value: { id: new Uint8Array(4), at: new Date(0), list: [{ x: 1 }] } })
  const parsed = verifierOver([pair.jwk], { parse: schema(made) })
  const { payload } = await expectAccepted(parsed, tokenOf(pair))
  expect(Object.isFrozen((payload as { list: unknown[] }).list[0])).toBe(true)
})
