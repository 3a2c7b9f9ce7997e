/** An issuer whose server answers by a script, and a verifier that has its keys from there; one clock for all. */
import {
  createVerifier,
  type KeySource,
  remoteJwks,
  type SourceEvent,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.ts'
import type { RemoteOptions } from '../../src/source/remote/http-options.ts'
import { fakeClock, type FakeClock, testIssuer, type TestIssuer, type TestTokenOptions } from '../../src/testing.ts'
import { codeOfCall } from '../security/support.ts'
import { patiently } from './patience.ts'
import { type Answer, type Asked, type Script, scriptedFetch } from './scripted-fetch.ts'

export const JWKS_URL = 'https://issuer.test/jwks.json'

export interface FaultWorld {
  readonly clock: FakeClock
  readonly issuer: TestIssuer
  readonly keys: KeySource
  readonly verifier: Verifier
  /** What the server was asked, in order. */
  readonly requests: readonly Asked[]
  readonly events: readonly SourceEvent[]
  /** Makes the server answer like this from now on. */
  serve(next: Answer | Script): void
  /** Makes it answer with what the issuer publishes, and these headers. */
  recover(headers?: Readonly<Record<string, string>>): void
  /** A token that outlives every outage; of an own kid, no key has that kid. */
  token(options?: TestTokenOptions): Promise<string>
  /** `accepted`, or the code of the refusal; the clock moves on as far as it must. */
  verify(token: string): Promise<string>
  /** The same from memory alone, at once; a refresh that it starts goes on in the background. */
  verifyNow(token: string): Promise<string>
  /** A token that was accepted just now: the keys are there. */
  warmUp(): Promise<string>
}

export interface FaultOptions extends RemoteOptions {
  readonly verifier?: Omit<VerifierOptions, 'clock'>
  readonly issuer?: string
  readonly clock?: FakeClock
  readonly make?: (options: RemoteOptions) => KeySource
}

const MONTH_SECONDS = 2_592_000

export const fromUrl = (options: RemoteOptions): KeySource => remoteJwks(JWKS_URL, options)

export async function faultWorld(given: FaultOptions = {}): Promise<FaultWorld> {
  const { verifier: verifierOptions, issuer: name, clock = fakeClock(), make = fromUrl, ...options } = given
  const issuer = await testIssuer({ clock, ...(name === undefined ? {} : { issuer: name }) })
  const published =
    (headers: Readonly<Record<string, string>> = {}): Script =>
    () => ({ body: issuer.jwks(), headers })
  let script = published()
  const { fetch, requests } = scriptedFetch(clock, (...asked) => script(...asked))
  const keys = make({ ...options, fetch, clock })
  const events: SourceEvent[] = []
  keys.subscribe((event) => events.push(event))
  const verifier = createVerifier(issuer.trust({ keys }), { ...verifierOptions, clock })
  const token = (more: TestTokenOptions = {}): Promise<string> =>
    issuer.token({}, { expiresInSeconds: MONTH_SECONDS, ...more })
  const verify = (text: string): Promise<string> =>
    patiently(
      clock,
      codeOfCall(() => verifier.verify(text)),
    )
  return {
    clock,
    issuer,
    keys,
    verifier,
    requests,
    events,
    serve: (next) => {
      script = typeof next === 'function' ? next : () => next
    },
    recover: (headers) => {
      script = published(headers)
    },
    token,
    verify,
    verifyNow: (text) => codeOfCall(() => verifier.verifySync(text)),
    warmUp: async () => {
      const text = await token()
      const code = await verify(text)
      if (code !== 'accepted') throw new Error(`the keys did not come: ${code}`)
      return text
    },
  }
}

/** A header with a kid that no key has. */
export const stray = (kid: string): TestTokenOptions => ({ header: { kid } })

/** Requests between two moments of the clock, the end not included. */
export const requestsWithin = ({ requests }: FaultWorld, from: number, to: number): number =>
  requests.filter(({ at }) => from <= at && at < to).length
