/** The same over HTTPS: who vouches for the server decides, and a server that fails is told apart from one that is not trusted. */
import { expect, test } from 'vitest'
import { createAuthority } from '../../../packages/keywell/test/support/certificates.ts'
import { ANSWERS } from '../named-answers.ts'
import { meet } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }
const authority = createAuthority()
const here = { tls: authority.issue(['127.0.0.1']) }
const elsewhere = { tls: authority.issue(['issuer.test']) }

test('an issuer whose certificate the given authority signed is believed', TIMEOUT, async () => {
  await using meeting = await meet({ via: 'discovery', issuer: here, keys: { http: { ca: authority.cert } } })
  expect(meeting.issuer.issuer).toMatch(/^https:/)
  expect(await meeting.verdict()).toBe('accepted')
})

test.for([
  ['an authority that nobody named', here, {}, 'the TLS certificate comes from an unknown authority'],
  ['another host name', elsewhere, { http: { ca: authority.cert } }, 'the TLS certificate is for another host name'],
] as const)('a certificate of %s ends it before anything is asked', TIMEOUT, async ([, issuer, keys, reason]) => {
  await using meeting = await meet({ via: 'discovery', issuer, keys })
  expect(await meeting.refusal()).toMatchObject({ cause: { code: 'ERR_FETCH_FAILED', detail: { reason } } })
  expect(meeting.issuer.requests).toEqual([])
})

test('a redirect from https to http is refused where redirects are followed', TIMEOUT, async () => {
  await using plain = await meet()
  await using meeting = await meet({ issuer: here, keys: { http: { ca: authority.cert }, redirects: 3 } })
  meeting.issuer.script(meeting.issuer.jwksPath, { status: 302, headers: { location: plain.issuer.jwksUri }, text: '' })
  expect(await meeting.refusal()).toMatchObject({ cause: { code: 'ERR_FETCH_REDIRECT' } })
  expect(plain.issuer.requests).toEqual([])
})

test('a reset in mid-body is what it is without TLS', TIMEOUT, async () => {
  await using meeting = await meet({ issuer: here, keys: { http: { ca: authority.cert } } })
  meeting.issuer.script(meeting.issuer.jwksPath, ANSWERS['reset-in-body'])
  expect(await meeting.refusal()).toMatchObject({ cause: { detail: { reason: 'the body ended early' } } })
})
