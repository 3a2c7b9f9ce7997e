/** A server that fails while keywell has keys: they stay good, a new key is undecided, and nobody waits who need not. */
import { describe, expect, test, vi } from 'vitest'
import { ANSWERS } from '../named-answers.ts'
import { meet } from './bench.ts'
import { breakDown, expectNonePending, FAULTS, meetingFor } from './faults.ts'

/**
 * One of each kind: every refresh for an unknown kid counts against the budget of the whole process, 60 a minute, and the
 * tests of a file share it.
 */
const KINDS = [
  'nothing that listens',
  'a stall before the headers',
  'a body of a few bytes a second',
  'a reset in mid-body',
  'chunks without the last one',
  'an empty 200',
  'HTML with 200',
  'truncated JSON',
  'a gzip bomb',
  'a body without end',
  'a redirect to the host’s credentials',
  '503',
]

test('the table of faults has every kind that is met here', () => {
  expect(FAULTS.map(({ what }) => what)).toEqual(expect.arrayContaining(KINDS))
})

describe.concurrent('with keys in hand', { timeout: 60_000 }, () => {
  const cases = FAULTS.filter(({ what }) => KINDS.includes(what))
  test.for(cases)('$what leaves known keys good, and a new key undecided', async (fault) => {
    await using meeting = await meet(meetingFor(fault))
    const known = await meeting.issuer.token()
    expect(await meeting.verdict(known)).toBe('accepted')
    await meeting.issuer.keys.rotate()
    const heal = await breakDown(meeting, fault)
    expect(await meeting.refusal()).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', status: 503, cause: fault.cause })
    expect(await meeting.verdict(known)).toBe('accepted')
    expect(meeting.keys.status()).toMatchObject({ state: 'fresh', lastAttempt: 'failed', generation: 1 })
    await expectNonePending(meeting)
    await heal()
    await meeting.recovered()
    expect(await meeting.verdict(known)).toBe('accepted')
  })

  test('a known key does not wait for a refresh that stalls', async () => {
    await using meeting = await meet()
    const { issuer } = meeting
    const known = await issuer.token()
    expect(await meeting.verdict(known)).toBe('accepted')
    issuer.script(issuer.jwksPath, ANSWERS['stall-before-headers'])
    const stray = meeting.refusal(await meeting.strayToken())
    await vi.waitFor(() => expect(issuer.requests.at(-1)?.result).toBe('pending'), { timeout: 5000 })
    expect(await meeting.verdict(known)).toBe('accepted')
    expect(issuer.requests.at(-1)?.result).toBe('pending')
    meeting.keys.close()
    expect(await stray).toMatchObject({ kind: 'unavailable' })
  })
})
