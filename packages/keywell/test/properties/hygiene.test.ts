/** P15 and P16: errors never carry what is secret, and nothing that is shown moves a terminal. */
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clip, describe as shown, printable, quote } from '../../src/errors/index.ts'
import { decodeJwt, sharedSecret, staticJwks } from '../../src/index.ts'
import { parseJwk, parseJwks } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import { localSigner } from '../../src/sign.ts'
import { claims, compact, type Members, outcomeOf, pairOf, settled, verifierOver } from '../security/support.ts'
import { anyJson, anyText, anyUnits, bitFlip, edits } from './arbitraries.ts'
import { assertHolds } from './property.ts'

/** Every way in which an error reaches a log, its causes included. */
function everything(error: unknown): string {
  const parts: string[] = []
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    parts.push(next.message, next.stack ?? '', JSON.stringify(next), inspect(next, { depth: 20, showHidden: true }))
    parts.push(JSON.stringify(Object.fromEntries(Object.entries(next))))
  }
  return parts.join('\n')
}

const pair = pairOf('ES256')
const keys = staticJwks([pair.jwk])
const verifier = verifierOver([], { keys })
const SECRET = 'swordfish-7fae1c09'

const token = compact({ alg: 'ES256', kid: pair.kid }, claims({ password: SECRET, list: [SECRET] }), pair.sign)

/** Stretches of a part that are long enough to be no accident. */
const stretches = (text: string): readonly string[] =>
  Array.from({ length: Math.floor(text.length / 16) }, (_, place) => text.slice(place * 16, place * 16 + 16))

test('P15: no error about a token holds its payload, its signature or a claim', async () => {
  const changes = fc.oneof(edits, bitFlip)
  await assertHolds(
    fc.asyncProperty(changes, fc.boolean(), async (change, isClaims) => {
      const broken = Buffer.from(change(JSON.stringify(claims({ password: SECRET }))))
      const text = isClaims ? compact({ alg: 'ES256', kid: pair.kid }, broken, pair.sign) : change(token)
      const outcome = await outcomeOf(verifier, text)
      const errors = [
        'error' in outcome ? outcome.error : undefined,
        ...(await Promise.all([settled(() => decodeJwt(text)), settled(() => verifyJws(text, { keys }))])).map((one) =>
          'error' in one ? one.error : undefined,
        ),
      ]
      const text2 = `${errors.map(everything).join('\n')}\n${JSON.stringify(outcome.explanation)}`
      const [, payload = '', signature = ''] = text.split('.')
      for (const stretch of [SECRET, ...stretches(payload), ...stretches(signature)])
        expect(text2).not.toContain(stretch)
    }),
    200,
  )
})

const PRIVATE_NAMES = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv']

test('P15: no error about a key holds a private member of it', async () => {
  const privates: readonly Members[] = ['RS256', 'ES256', 'Ed25519'].map((alg) => ({
    ...pairOf(alg).privateKey.export({ format: 'jwk' }),
    alg,
    kid: 'k',
  }))
  const change = fc.tuple(fc.constantFrom('kty', 'crv', 'alg', 'n', 'x', 'y', 'e', 'd', 'use', 'kid'), anyJson)
  const keysWithSecrets = fc
    .tuple(fc.constantFrom(...privates), fc.array(change, { maxLength: 2 }))
    .map(([jwk, list]): Members => ({ ...jwk, ...Object.fromEntries(list) }))
  await assertHolds(
    fc.asyncProperty(keysWithSecrets, async (jwk) => {
      const calls: readonly (() => unknown)[] = [
        () => parseJwk(jwk),
        () => staticJwks([jwk]),
        () => parseJwks(JSON.stringify([jwk])),
        () => sharedSecret(Buffer.from(JSON.stringify(jwk)), { alg: 'HS256' }),
        () => localSigner(jwk as never).sign(new Uint8Array(1)),
      ]
      const outcomes = await Promise.all(calls.map((call) => settled(call)))
      const text = outcomes.map((one) => ('error' in one ? everything(one.error) : '')).join('\n')
      const { quarantined } = parseJwks({ keys: [jwk] })
      for (const name of PRIVATE_NAMES) {
        const value = jwk[name]
        if (typeof value !== 'string' || value.length < 16) continue
        for (const stretch of stretches(value)) expect(text + JSON.stringify(quarantined)).not.toContain(stretch)
      }
    }),
    150,
  )
})

/** What a terminal obeys or hides. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Bidi_Control}]/u

test('P16: text that was made printable moves no cursor, hides nothing and reorders nothing', async () => {
  await assertHolds(
    fc.property(fc.oneof(anyText(200), anyUnits(200)), (text) => {
      for (const show of [printable, clip, quote, (value: string) => shown(value)])
        expect(show(text)).not.toMatch(UNFIT)
      expect(printable(printable(text))).toBe(printable(text))
      expect(clip(text).length).toBeLessThanOrEqual(64)
      if (/^[\x20-\x7e]*$/.test(text)) expect(printable(text)).toBe(text)
    }),
    1000,
  )
})

test('P16: every character is either shown as it is or spelled out', () => {
  const wrong: string[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code)
    const text = printable(character)
    const isSpelled = /^(\\u[0-9a-f]{4}){1,2}$/.test(text)
    if (UNFIT.test(character) ? !isSpelled : text !== character && !FILLERS.has(code)) wrong.push(text)
  }
  expect(wrong).toEqual([])
})

/** Letters of no width (Hangul). */
const FILLERS: ReadonlySet<number> = new Set([0x115f, 0x1160, 0x3164, 0xffa0])

const strings = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

test('P16: whatever a token says, its error and its explanation are printable', async () => {
  const said = fc.dictionary(
    fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'sub'),
    fc.oneof(anyText(40), fc.array(anyText(10), { maxLength: 3 })),
  )
  const header = fc.dictionary(
    fc.constantFrom('alg', 'kid', 'typ', 'crit'),
    fc.oneof(anyText(40), fc.array(anyText(10), { maxLength: 3 })),
  )
  await assertHolds(
    fc.asyncProperty(said, header, async (payload, members) => {
      const text = compact({ alg: 'ES256', kid: pair.kid, ...members }, { ...claims(), ...payload }, pair.sign)
      const outcome = await outcomeOf(verifier, text)
      const error = 'error' in outcome ? [outcome.error.message, outcome.error.hint, outcome.error.detail] : []
      for (const one of strings([error, outcome.explanation])) expect(one).not.toMatch(UNFIT)
    }),
    300,
  )
})
