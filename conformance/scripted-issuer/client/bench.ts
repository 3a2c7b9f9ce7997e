/** A verifier of keywell's that has its keys from a scripted issuer, over real sockets. Waits in real time, so as little as it can. */
import { inspect } from 'node:util'
import {
  createVerifier,
  discoverJwks,
  isKeywellError,
  type KeywellError,
  type KeySource,
  remoteJwks,
  type RemoteOptions,
  type Verifier,
} from 'keywell'
import { expect, vi } from 'vitest'
import { scriptedIssuer, type ScriptedIssuer, type ScriptedIssuerOptions } from '../scripted-issuer.ts'

export interface Meeting extends AsyncDisposable {
  readonly issuer: ScriptedIssuer
  readonly keys: KeySource
  readonly verifier: Verifier
  /** What `verify` ends with for a token of the current key: `accepted`, or the code of the error. */
  verdict(token?: string): Promise<string>
  /** What `verify` rejects with. */
  refusal(token?: string): Promise<KeywellError>
  /** A token of a key that is published nowhere. */
  strayToken(): Promise<string>
  /** Until a token of the current key is accepted again, breakers included. */
  recovered(): Promise<void>
}

export interface MeetingOptions {
  readonly via?: 'jwks' | 'discovery'
  readonly issuer?: ScriptedIssuerOptions
  readonly keys?: RemoteOptions
}

/** In every query and header that keywell is given here, and in no message of it. */
export const SECRET = 'hunter2'

/** Long enough for a busy machine where the server answers; tests of silence shorten them. */
const PATIENT = { attemptMs: 8000, foregroundMs: 20_000, backgroundMs: 20_000 }

export async function meet({ via = 'jwks', issuer: made, keys: given }: MeetingOptions = {}): Promise<Meeting> {
  const issuer = await scriptedIssuer(made)
  const options: RemoteOptions = {
    allowHttpLoopback: true,
    headers: { 'x-api-key': SECRET },
    ...given,
    timeouts: { ...PATIENT, ...given?.timeouts },
  }
  const keys =
    via === 'discovery' ? discoverJwks(issuer.issuer, options) : remoteJwks(`${issuer.jwksUri}?key=${SECRET}`, options)
  const verifier = createVerifier({ issuer: issuer.issuer, audience: issuer.audience, keys })
  const outcome = async (token?: string): Promise<KeywellError | 'accepted'> => {
    const text = token ?? (await issuer.token())
    try {
      await verifier.verify(text)
      return 'accepted'
    } catch (error) {
      expectDiscreet(error, text)
      if (isKeywellError(error)) return error
      throw error
    }
  }
  const verdict = async (token?: string): Promise<string> => {
    const ended = await outcome(token)
    return ended === 'accepted' ? ended : ended.code
  }
  const refusal = async (token?: string): Promise<KeywellError> => {
    const ended = await outcome(token)
    if (ended === 'accepted') throw new Error('a refusal was expected, and the token was accepted')
    return ended
  }
  return {
    issuer,
    keys,
    verifier,
    verdict,
    refusal,
    strayToken: async () => issuer.token({}, { key: await issuer.keys.add('ES256', { publish: false }) }),
    recovered: () =>
      vi.waitFor(async () => expect(await verdict()).toBe('accepted'), { timeout: 30_000, interval: 100 }),
    [Symbol.asyncDispose]: async () => {
      verifier.close()
      keys.close()
      await issuer.close()
    },
  }
}

/** Fragments of bodies that the tests serve. */
const BODIES = ['session has ended', 'temporarily_unavailable', '"kty"', '{"keys', '<title>']

/** Neither the error nor its causes hold a token, a query, a header or a body, however they are printed. */
export function expectDiscreet(error: unknown, token: string): void {
  const printed = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`
  const [header = '', payload = '', signature = ''] = token.split('.')
  for (const secret of [SECRET, header, payload, signature, ...BODIES]) expect(printed).not.toContain(secret)
}
