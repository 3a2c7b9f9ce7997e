/** Many callers and several issuers: who shares what, who waits for whom, and what one of them cannot do to another. */
import { createVerifier, isKeywellError } from 'keywell'
import { describe, expect, test, vi } from 'vitest'
import type { Answer } from '../answer.ts'
import { ANSWERS, redirectTo } from '../named-answers.ts'
import { meet, type Meeting } from './bench.ts'

const TIMEOUT = { timeout: 60_000 }

/** Answers of the key set wait for the function that comes back. */
function gate({ issuer }: Meeting): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  issuer.script(issuer.jwksPath, async () => {
    await promise
    return {}
  })
  return resolve
}

const asked = (meeting: Meeting, times: number): Promise<void> =>
  vi.waitFor(() => expect(meeting.issuer.requests).toHaveLength(times), { timeout: 5000 })

test(
  '10,000 verifications on a cold verifier cost one discovery and one key set, and all succeed',
  TIMEOUT,
  async () => {
    await using meeting = await meet({ via: 'discovery' })
    const { issuer, verifier } = meeting
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, place) => issuer.token({ sub: `user ${place}` })))
    const calls = Array.from({ length: 10_000 }, (_, place) => verifier.verify(tokens[place % 100] ?? ''))
    const subjects = (await Promise.all(calls)).map(({ payload }) => payload.sub)
    expect(subjects.every((sub, place) => sub === `user ${place % 100}`)).toBe(true)
    expect(issuer.requests.map(({ path }) => path)).toEqual([issuer.discoveryPath, issuer.jwksPath])
  },
)

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => (isKeywellError(error) ? error.code : error),
  )

/** What a caller gets who ended its own wait. */
const LEFT = { code: 'ERR_KEYS_UNAVAILABLE', cause: { message: 'the user went home' } }

describe('a caller that leaves', TIMEOUT, () => {
  test('does not end the fetch that others wait for', async () => {
    await using meeting = await meet()
    const { issuer, verifier } = meeting
    const release = gate(meeting)
    const leaving = new AbortController()
    const token = await issuer.token()
    const first = verifier.verify(token, { signal: leaving.signal })
    const second = verifier.verify(token)
    await asked(meeting, 1)
    leaving.abort(new Error('the user went home'))
    await expect(first).rejects.toMatchObject(LEFT)
    release()
    await expect(second).resolves.toMatchObject({ payload: { sub: 'test-subject' } })
    expect(issuer.requests).toHaveLength(1)
  })

  test('and is the last one leaves the fetch to those who come', async () => {
    await using meeting = await meet()
    const { issuer, verifier, verdict, keys } = meeting
    const release = gate(meeting)
    const leaving = new AbortController()
    const only = verifier.verify(await issuer.token(), { signal: leaving.signal })
    await asked(meeting, 1)
    leaving.abort(new Error('the user went home'))
    await expect(only).rejects.toMatchObject(LEFT)
    release()
    await vi.waitFor(() => expect(keys.status()).toMatchObject({ state: 'fresh' }), { timeout: 5000 })
    expect(await verdict()).toBe('accepted')
    expect(issuer.requests).toHaveLength(1)
  })

  test('before the start never asks', async () => {
    await using meeting = await meet()
    const { issuer, verifier } = meeting
    const call = verifier.verify(await issuer.token(), { signal: AbortSignal.abort(new Error('the user went home')) })
    await expect(call).rejects.toMatchObject(LEFT)
    expect(issuer.requests).toEqual([])
  })
})

describe('of two issuers', TIMEOUT, () => {
  async function two() {
    const [one, other] = [await meet({ via: 'discovery' }), await meet({ via: 'discovery' })]
    const trusts = [one, other].map(({ issuer: { issuer, audience }, keys }) => ({ issuer, audience, keys }))
    return { one, other, verifier: createVerifier(trusts) }
  }

  test('one that stalls does not delay the other', async () => {
    const { one, other, verifier } = await two()
    await using dead = one
    await using alive = other
    dead.issuer.script(dead.issuer.discoveryPath, ANSWERS['stall-before-headers'])
    const waiting = codeOf(verifier.verify(await dead.issuer.token()))
    await asked(dead, 1)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => alive.issuer.token()))
    await Promise.all(tokens.map((token) => verifier.verify(token)))
    expect(dead.issuer.requests).toMatchObject([{ result: 'pending' }])
    dead.keys.close()
    expect(await waiting).toBe('ERR_CLOSED')
  })

  test('each has its own key under the same kid, and neither signs for the other', async () => {
    const { one, other, verifier } = await two()
    await using first = one
    await using second = other
    for (const { issuer } of [first, second]) {
      expect(issuer.keys.current().kid).toBe('es256-1')
      await expect(verifier.verify(await issuer.token())).resolves.toMatchObject({ payload: { iss: issuer.issuer } })
    }
    const forged = await first.issuer.token({}, { key: second.issuer.keys.current() })
    await expect(verifier.verify(forged)).rejects.toMatchObject({ code: 'ERR_SIGNATURE_INVALID' })
  })

  test('neither is asked about tokens of a third', async () => {
    const { one, other, verifier } = await two()
    await using first = one
    await using second = other
    const foreign = await first.issuer.token({ iss: 'https://third.test' })
    await expect(verifier.verify(foreign)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNTRUSTED' })
    expect([...first.issuer.requests, ...second.issuer.requests]).toEqual([])
  })
})

describe('redirects on request', TIMEOUT, () => {
  test('are followed, and the caller’s headers stay at home', async () => {
    await using target = await meet()
    await using meeting = await meet({ keys: { redirects: 1 } })
    const { issuer } = meeting
    target.issuer.script('/moved', { json: { keys: issuer.keys.published } })
    issuer.script(issuer.jwksPath, redirectTo(`${target.issuer.issuer}/moved`))
    expect(await meeting.verdict()).toBe('accepted')
    expect(issuer.requests[0]?.headers).toHaveProperty('x-api-key')
    expect(target.issuer.requests[0]?.headers).not.toHaveProperty('x-api-key')
  })

  test.for<[string, Answer]>([
    ['to the host’s credentials', ANSWERS['redirect-to-metadata']],
    ['in a circle', redirectTo('/jwks.json?again')],
  ])('do not lead %s', async ([, answer]) => {
    await using meeting = await meet({ keys: { redirects: 3 } })
    const { issuer } = meeting
    issuer.script(issuer.jwksPath, answer)
    expect(await meeting.refusal()).toMatchObject({ cause: { code: 'ERR_FETCH_REDIRECT' } })
    expect(issuer.requests.length).toBeLessThanOrEqual(4)
  })
})
