/** P11: the strict reader reads what JSON.parse reads, less what it must refuse, and harms nothing on the way. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_JSON_DEPTH, readJson } from '../../src/jose/json.ts'
import { claims, compact, expectAccepted, pairOf, verifierOver } from '../security/support.ts'
import { anyText, edits } from './arbitraries.ts'
import { assertHolds } from './property.ts'

/** JSON text with what makes it hard: its depth, and whether a member occurs twice. */
interface Written {
  readonly text: string
  readonly depth: number
  readonly hasTwins: boolean
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n')
const escaped = (text: string): string =>
  JSON.stringify(text).replaceAll(/[a-z]/g, (letter) =>
    letter === 'q' ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter,
  )
const name = fc.oneof(
  fc.constantFrom('a', 'q', '__proto__', 'constructor', 'toString', '', '1', 'b'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

const leaf: fc.Arbitrary<Written> = fc
  .oneof(
    fc.jsonValue({ maxDepth: 0, stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '1e5',
      '-0',
      '1.50',
      '0.1e-7',
      '"\\u0041\\ud83d\\ude00"',
      '"\\ud800"',
      '"\\/"',
      '1E+2',
      '5e-324',
      '12345678901234567890',
    ),
  )
  .map((text) => ({ text, depth: 0, hasTwins: false }))

const { value: written } = fc.letrec<{ value: Written; array: Written; object: Written }>((tie) => ({
  value: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf, tie('array'), tie('object')),
  array: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, gap]) => ({
    text: `[${gap}${items.map(({ text }) => `${text}${gap}`).join(',')}]`,
    depth: 1 + Math.max(0, ...items.map(({ depth }) => depth)),
    hasTwins: items.some(({ hasTwins }) => hasTwins),
  })),
  object: fc.tuple(fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }), space).map(([members, gap]) => ({
    text: `{${gap}${members.map(([key, { text }]) => `${escaped(key)}${gap}:${gap}${text}${gap}`).join(`,${gap}`)}}`,
    depth: 1 + Math.max(0, ...members.map(([, { depth }]) => depth)),
    hasTwins:
      members.some(([, { hasTwins }]) => hasTwins) || new Set(members.map(([key]) => key)).size < members.length,
  })),
}))

/** Equal values, whatever the prototypes of objects. */
function expectSame(mine: unknown, theirs: unknown): void {
  if (typeof theirs !== 'object' || theirs === null) {
    expect(Object.is(mine, theirs)).toBe(true)
    return
  }
  expect(Object.isFrozen(mine)).toBe(true)
  expect(Array.isArray(mine)).toBe(Array.isArray(theirs))
  if (!Array.isArray(mine)) expect(Object.getPrototypeOf(mine)).toBe(null)
  expect(Reflect.ownKeys(mine as object)).toEqual(Reflect.ownKeys(theirs))
  for (const key of Object.keys(theirs)) {
    expectSame(Object.getOwnPropertyDescriptor(mine, key)?.value, Object.getOwnPropertyDescriptor(theirs, key)?.value)
  }
}

const prototypes = (): string =>
  JSON.stringify([Object, Array, String, Function].map((one) => Reflect.ownKeys(one.prototype).map(String)))

test('P11: JSON is read as JSON.parse reads it, or refused for its twins or its depth', async () => {
  const before = prototypes()
  await assertHolds(
    fc.property(written, space, ({ text, depth, hasTwins }, gap) => {
      const result = readJson(`${gap}${text}${gap}`)
      expect(result.ok).toBe(!hasTwins && depth <= MAX_JSON_DEPTH)
      if (result.ok) expectSame(result.value, JSON.parse(text))
    }),
    1000,
  )
  expect(prototypes()).toBe(before)
})

test('P11: text that is almost JSON is refused by both, or by the strict one alone', async () => {
  const almost = fc.oneof(
    fc.tuple(written, edits).map(([{ text }, edit]) => edit(text)),
    anyText(30),
    fc.string({ unit: fc.constantFrom(...Array.from('{}[],:"\\ue0123456789.-+tfn \n')), maxLength: 14 }),
  )
  await assertHolds(
    fc.property(almost, (text) => {
      const result = readJson(text)
      if (result.ok) {
        expectSame(result.value, JSON.parse(text))
        return
      }
      expect(result.reason).not.toBe('')
      expect(result.offset).toBeGreaterThanOrEqual(0)
      expect(result.offset).toBeLessThanOrEqual(text.length)
      if (isJson(text))
        expect(result.reason).toMatch(/^(a member name occurs twice|nested deeper than 16|a number is out of range)$/)
    }),
    2000,
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('P11: claims are what JSON.parse makes of them, the last of twins winning', async () => {
  const pair = pairOf('Ed25519')
  const verifier = verifierOver([pair.jwk])
  const before = prototypes()
  const members = fc.array(fc.tuple(name, written), { maxLength: 6 })
  await assertHolds(
    fc.asyncProperty(members, async (list) => {
      const more = list.map(([key, { text }]) => `,${escaped(key)}:${text}`).join('')
      const text = `${JSON.stringify(claims()).slice(0, -1)}${more}}`
      const { payload } = await expectAccepted(verifier, compact({ alg: 'Ed25519', kid: pair.kid }, text, pair.sign))
      const expected: unknown = JSON.parse(text)
      expect(Reflect.ownKeys(payload as object)).toEqual(Reflect.ownKeys(expected as object))
      expect(JSON.stringify(payload)).toBe(JSON.stringify(expected))
    }),
    200,
  )
  expect(prototypes()).toBe(before)
})
