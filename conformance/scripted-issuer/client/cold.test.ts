/** A server that fails before keywell has any key: 503 with the cause, nothing left behind, and over once it is well. */
import { describe, expect, test } from 'vitest'
import { redirectTo } from '../named-answers.ts'
import { meet } from './bench.ts'
import { breakDown, expectNonePending, FAULTS, meetingFor } from './faults.ts'

describe.concurrent('without keys', { timeout: 60_000 }, () => {
  test.for(FAULTS)('$what is a 503 with its cause, and over once the server is well', async (fault) => {
    await using meeting = await meet(meetingFor(fault))
    const heal = await breakDown(meeting, fault)
    const error = await meeting.refusal()
    expect(error).toMatchObject({ code: 'ERR_KEYS_UNAVAILABLE', status: 503, cause: fault.cause })
    expect(error.retryAfterSeconds).toBeGreaterThanOrEqual(1)
    expect(meeting.keys.status()).toMatchObject({ state: 'cold', lastAttempt: 'failed', error: fault.cause })
    await expectNonePending(meeting)
    await heal()
    await meeting.recovered()
  })

  test('what a redirect points to is never asked for', async () => {
    await using meeting = await meet()
    const { issuer } = meeting
    issuer.script(issuer.jwksPath, redirectTo('/elsewhere'))
    issuer.script('/elsewhere', { json: { keys: issuer.keys.published } })
    expect(await meeting.refusal()).toMatchObject({ cause: { code: 'ERR_FETCH_REDIRECT' } })
    expect(issuer.requestsTo('/elsewhere')).toEqual([])
  })
})
