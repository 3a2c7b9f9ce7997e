/** Metadata that is wrong, and metadata that changes: whose keys they are, and where they went. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../answer.ts'
import { ANSWERS, redirectTo, statusOnly } from '../named-answers.ts'
import { meet, type Meeting } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }

const discovered = (): Promise<Meeting> => meet({ via: 'discovery' })

test('one request for the metadata and one for the keys, and none for the next token', TIMEOUT, async () => {
  await using meeting = await discovered()
  const { issuer, verdict } = meeting
  expect(await verdict()).toBe('accepted')
  expect(await verdict()).toBe('accepted')
  expect(issuer.requests.map(({ path }) => path)).toEqual([issuer.discoveryPath, issuer.jwksPath])
})

describe.concurrent('metadata', TIMEOUT, () => {
  const invalid = (detail: object) => ({ code: 'ERR_DISCOVERY_INVALID', detail })

  test.for<[string, Answer, object]>([
    ['is HTML', ANSWERS.html, invalid({ reason: 'this is HTML or XML, not metadata' })],
    ['is empty', ANSWERS.empty, invalid({ reason: expect.stringContaining('no strict JSON') })],
    ['is an error', ANSWERS['error-json'], invalid({ member: 'issuer', reason: 'is missing' })],
    ['is cut short', ANSWERS['cut-length'], { code: 'ERR_FETCH_FAILED', detail: { reason: 'the body ended early' } }],
    ['is a bomb', ANSWERS['gzip-bomb'], { code: 'ERR_FETCH_TOO_LARGE' }],
    ['is elsewhere', redirectTo('/elsewhere'), { code: 'ERR_FETCH_REDIRECT' }],
    ['fails', statusOnly(500), { code: 'ERR_FETCH_STATUS', detail: { status: 500 } }],
    ['is missing', statusOnly(404), invalid({ reason: expect.stringContaining('no discovery document') })],
  ])('that %s is a 503 with its cause, and no key is asked for', async ([, answer, cause]) => {
    await using meeting = await discovered()
    const { issuer, refusal } = meeting
    issuer.script(issuer.discoveryPath, answer)
    expect(await refusal()).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', cause })
    expect(issuer.requestsTo(issuer.jwksPath)).toEqual([])
    issuer.script(issuer.discoveryPath)
    await meeting.recovered()
  })

  test.for<[string, string]>([
    ['of the host’s credentials', 'http://169.254.169.254/jwks.json'],
    ['of a file', 'file:///etc/passwd'],
    ['in the document itself', 'data:application/json,{}'],
    ['without a host', '/jwks.json'],
  ])('with a jwks_uri %s is refused, and nothing is asked for', async ([, jwksUri]) => {
    await using meeting = await discovered()
    const { issuer, refusal } = meeting
    issuer.describe({ jwks_uri: jwksUri })
    expect(await refusal()).toMatchObject({ cause: { code: 'ERR_DISCOVERY_INVALID', detail: { member: 'jwks_uri' } } })
    expect(issuer.requestsTo(issuer.jwksPath)).toEqual([])
  })

  test('of another issuer is refused, and its keys are never asked for', async () => {
    await using meeting = await discovered()
    await using other = await meet()
    const { issuer, refusal } = meeting
    issuer.describe({ issuer: other.issuer.issuer, jwks_uri: other.issuer.jwksUri })
    const detail = { expected: issuer.issuer, received: other.issuer.issuer }
    expect(await refusal()).toMatchObject({ cause: { code: 'ERR_ISSUER_MISMATCH', detail } })
    expect(other.issuer.requests).toEqual([])
  })

  test('that differs in a trailing slash is of another issuer, and the hint says so', async () => {
    await using meeting = await discovered()
    const { issuer, refusal } = meeting
    issuer.describe({ issuer: `${issuer.issuer}/` })
    const hint = expect.stringContaining('trailing slash')
    expect(await refusal()).toMatchObject({ cause: { code: 'ERR_ISSUER_MISMATCH', hint } })
  })
})

describe.concurrent('keys that moved', TIMEOUT, () => {
  test.for([404, 410])('are found again when the old place answers %i', async (status) => {
    await using meeting = await discovered()
    const { issuer, verdict } = meeting
    expect(await verdict()).toBe('accepted')
    issuer.script(issuer.jwksPath, statusOnly(status))
    issuer.moveJwks('/moved')
    await issuer.keys.rotate({ overlap: false })
    expect(await verdict()).toBe('accepted')
    expect(issuer.requestsTo('/moved')).toHaveLength(1)
  })

  test.for<[string, Answer]>([
    ['serves nothing usable', ANSWERS.html],
    ['is gone as well', statusOnly(404)],
    ['has an empty set', { json: { keys: [] } }],
  ])('to a place that %s leave the old ones good', async ([, answer]) => {
    await using meeting = await discovered()
    const { issuer, verdict, refusal } = meeting
    const known = await issuer.token()
    expect(await verdict(known)).toBe('accepted')
    issuer.script('/moved', answer)
    issuer.moveJwks('/moved')
    await issuer.keys.rotate({ overlap: false })
    expect(await refusal()).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE' })
    expect(await verdict(known)).toBe('accepted')
    issuer.script('/moved')
    await meeting.recovered()
  })

  test('while the metadata still names the old place leave the old ones good', async () => {
    await using meeting = await discovered()
    const { issuer, verdict, refusal } = meeting
    const known = await issuer.token()
    expect(await verdict(known)).toBe('accepted')
    issuer.script(issuer.jwksPath, statusOnly(410))
    const stray = await meeting.strayToken()
    expect(await refusal(stray)).toMatchObject({ cause: { code: 'ERR_FETCH_STATUS', detail: { status: 410 } } })
    expect(await verdict(known)).toBe('accepted')
  })
})
