/** What the tests of retrieval share: a server by script, tokens by `node:crypto`, and a verifier on one clock. */
import { createVerifier, type KeySource, remoteJwks, type RemoteOptions, type Verifier } from '../../src/index.ts'
import { fakeClock, type FakeClock } from '../../src/testing.ts'
import { patiently } from '../support/patience.ts'
import { type Answer, type Asked, scriptedFetch } from '../support/scripted-fetch.ts'
import { AUDIENCE, claims, codeOfCall, compact, ISSUER, type Members, NOW, type Pair } from './support.ts'

export const JWKS_URL = `${ISSUER}/jwks.json`

export interface Retrieval {
  readonly clock: FakeClock
  readonly keys: KeySource
  readonly verifier: Verifier
  readonly requests: readonly Asked[]
  serve(answer: Answer | ((url: string) => Answer)): void
  /** `accepted` or the code of the refusal, however long it takes. */
  verify(token: string): Promise<string>
  /** The same from memory, at once. */
  verifyNow(token: string): Promise<string>
}

export type Make = (options: RemoteOptions) => KeySource

/** A token that lasts for years. */
export const lasting = (pair: Pair, header: Members = {}, more: Members = {}): string =>
  compact({ alg: pair.alg, kid: pair.kid, ...header }, claims({ exp: NOW + 100_000_000, ...more }), pair.sign)

export const setOf = (...pairs: readonly Pair[]): Answer => ({ body: { keys: pairs.map(({ jwk }) => jwk) } })

export function retrieval(
  first: Answer | ((url: string) => Answer),
  options: RemoteOptions = {},
  make?: Make,
): Retrieval {
  const clock = fakeClock()
  let answer = first
  const { fetch, requests } = scriptedFetch(clock, (url) => (typeof answer === 'function' ? answer(url) : answer))
  const all = { fetch, clock, ...options }
  const keys = make === undefined ? remoteJwks(JWKS_URL, all) : make(all)
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys }, { clock })
  return {
    clock,
    keys,
    verifier,
    requests,
    serve: (next) => {
      answer = next
    },
    verify: (token) =>
      patiently(
        clock,
        codeOfCall(() => verifier.verify(token)),
      ),
    verifyNow: (token) => codeOfCall(() => verifier.verifySync(token)),
  }
}
