/**
 * OneLogin's own access token for its admin API: asked for once, kept until shortly before it ends, renewed once after a
 * 401. Never lets the token or the credentials into an error, a status or an event.
 */
import { isKeywellError, KeywellError } from '../../errors/index.ts'
import { fetchRefused, hasStatus } from '../../io/fetch-failure.ts'
import { isoDate } from '../../io/http-date.ts'
import { httpPost } from '../../io/http.ts'
import { isJsonObject, readJson } from '../../jose/json.ts'
import type { RemoteSettings } from '../../source/remote/http-options.ts'

export interface TokenPlan {
  readonly url: URL
  /** Of the credentials, as `Authorization` has them. */
  readonly authorization: string
  readonly settings: RemoteSettings
}

export interface Tokens {
  /** Runs `act` with a token; once more with a new one when the server no longer takes the first. */
  use<T>(act: (token: string) => Promise<T>): Promise<T>
}

interface Kept {
  readonly token: string
  /** On the monotonic clock. */
  readonly renewAt: number
}

const GRANT = JSON.stringify({ grant_type: 'client_credentials' })
/** A token is a few hundred characters. */
const MAX_ANSWER_BYTES = 16_384
/** So that one does not end on its way. */
const MARGIN_SECONDS = 60
/** OneLogin says ten hours; what says nothing or more than a day is not believed for longer than these. */
const DEFAULT_SECONDS = 3600
const MAX_SECONDS = 86_400

const UNAUTHORIZED: ReadonlySet<number> = new Set([401])

export function oneLoginTokens(plan: TokenPlan): Tokens {
  let kept: Kept | undefined
  let flight: Promise<string> | undefined
  const obtain = async (): Promise<string> => {
    kept = await generate(plan)
    return kept.token
  }
  const current = async (): Promise<string> => {
    if (kept !== undefined && plan.settings.clock.monotonic() < kept.renewAt) return kept.token
    if (flight !== undefined) return await flight
    const started = obtain()
    flight = started
    try {
      return await started
    } finally {
      if (flight === started) flight = undefined
    }
  }
  return {
    use: async (act) => {
      const first = await current()
      try {
        return await act(first)
      } catch (error) {
        if (!hasStatus(error, UNAUTHORIZED)) throw hinted(error, LIST_HINTS)
        if (kept?.token === first) kept = undefined
        const second = await current()
        // The same credentials give the same token until it is revoked: asking with it again would change nothing.
        if (second === first) throw hinted(error, LIST_HINTS)
        return await act(second).catch((again: unknown) => {
          throw hinted(again, LIST_HINTS)
        })
      }
    },
  }
}

async function generate({ url, authorization, settings }: TokenPlan): Promise<Kept> {
  const { transport, timeouts, clock } = settings
  const startedAt = clock.monotonic()
  const request = {
    url,
    headers: { authorization },
    body: GRANT,
    timeoutMs: timeouts.attemptMs,
    maxBytes: MAX_ANSWER_BYTES,
  }
  const { text } = await httpPost(request, transport).catch((error: unknown) => {
    throw hinted(error, TOKEN_HINTS)
  })
  const answer = readJson(text)
  const grant = answer.ok ? grantOf(answer.value) : undefined
  if (grant === undefined) throw fetchRefused(url, 'the answer has no access token', { hint: NO_TOKEN_HINT })
  const seconds = remainingSeconds(grant, clock.now())
  return { token: grant.token, renewAt: startedAt + Math.max(0, seconds - MARGIN_SECONDS) * 1000 }
}

interface Grant {
  readonly token: string
  readonly createdAt: unknown
  readonly expiresIn: unknown
}

/** Flat as of v2; as of v1 the first of an array under `data`. */
function grantOf(answer: unknown): Grant | undefined {
  if (!isJsonObject(answer)) return undefined
  const { data } = answer
  const grant: unknown = Array.isArray(data) ? data[0] : answer
  if (!isJsonObject(grant)) return undefined
  const { access_token: token, created_at: createdAt, expires_in: expiresIn } = grant
  // What is put into a header must be one word.
  return typeof token === 'string' && /^[\u0021-\u007e]{1,4096}$/.test(token)
    ? { token, createdAt, expiresIn }
    : undefined
}

/** Asking again gives the same token until it ends, so what is left of it counts from when it was made. */
function remainingSeconds({ createdAt, expiresIn }: Grant, now: number): number {
  const isNumber = typeof expiresIn === 'number' && expiresIn > 0
  const lifetime = isNumber ? Math.min(expiresIn, MAX_SECONDS) : DEFAULT_SECONDS
  const madeAt = isoDate(createdAt)
  return madeAt === undefined ? lifetime : Math.min(lifetime, lifetime - (now - madeAt) / 1000)
}

type Hints = ReadonlyMap<number, string>

const NO_ACCOUNT = 'OneLogin knows no such account: check subdomain'
const DELETED = 'OneLogin answers 500 when the user who made the credentials was deleted: make new ones'
const NO_TOKEN_HINT = 'check apiVersion, and that subdomain leads to OneLogin'

const TOKEN_HINTS: Hints = new Map([
  [400, 'OneLogin did not take the request for a token: check apiVersion'],
  [401, 'clientId or clientSecret is wrong, or the pair was disabled in OneLogin'],
  [404, NO_ACCOUNT],
  [500, DELETED],
])

const LIST_HINTS: Hints = new Map([
  [401, 'OneLogin gave a token and does not take it here: the credentials need the scope Manage All'],
  [403, 'the credentials need the scope Manage All in OneLogin'],
  [404, NO_ACCOUNT],
  [500, DELETED],
])

/** The same error with the next action that OneLogin's pages tell. */
function hinted(error: unknown, hints: Hints): unknown {
  if (!isKeywellError(error, 'ERR_FETCH_STATUS')) return error
  const { code, message, detail, retryAfterSeconds } = error
  const hint = hints.get(detail.status)
  return hint === undefined ? error : new KeywellError(code, message, detail, { hint, retryAfterSeconds })
}
