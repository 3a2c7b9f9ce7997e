/** What the cases do not show of Apple: several clients, and notices about accounts that no one may sign in with. */
import { expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { apple } from '../../src/providers.ts'
import { specimens } from './specimens/apple.ts'
import { verdictOn } from './support/case-runner.ts'
import { refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'

const signIn = specimenOf(specimens)

test('client ids are given, by name, or left out in so many words', async () => {
  expect(refusedOption(() => apple({ clientId: '' }))).toBe('clientId')
  expect(refusedOption(() => apple({ clientId: [] }))).toBe('clientId')
  // @ts-expect-error the client id is required
  expect(refusedOption(() => apple({}))).toBe('clientId')
  const any = unchecked('the app is looked up by aud afterwards')
  const trust = (source: object) => apple({ clientId: any, source })
  expect(await verdictOn(signIn, { claims: { aud: 'com.example.other' } }, trust)).toBe('accepted')
})

test('tokens from devices and from the web are accepted where both ids are listed', async () => {
  expect(await verdictOn(signIn, { claims: { aud: 'com.example.web' } })).toBe('accepted')
})

test('a notice about an account is no sign-in, whatever else it has', async () => {
  const events = '{"type":"account-delete","sub":"000544"}'
  expect(await verdictOn(signIn, { claims: { events } })).toBe('ERR_TYPE_MISMATCH')
  expect(await verdictOn(signIn, { claims: { events: null } })).toBe('ERR_TYPE_MISMATCH')
})

test('a token without the user it is for is refused', async () => {
  expect(await verdictOn(signIn, { claims: { sub: undefined } })).toBe('ERR_CLAIM_MISSING')
})
