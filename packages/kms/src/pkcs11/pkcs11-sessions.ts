/** Sessions with a token: each serves one operation at a time, as the standard demands, and is used again after a good one. */
import { ServiceFailure } from '../core/service-failure.ts'
import { CKF } from './pkcs11-constants.ts'
import { returnValue, tokenFailure } from './pkcs11-failure.ts'
import { type Library, restartIdle } from './pkcs11-library.ts'
import { createLogin, type LoginAttempt } from './pkcs11-login.ts'
import type { Pkcs11Client, Pkcs11Handle } from './pkcs11-options.ts'
import type { ReadPin } from './pkcs11-pin.ts'
import { findSlot } from './pkcs11-token.ts'
import type { Pkcs11Place } from './pkcs11-uri.ts'

export interface Session {
  readonly client: Pkcs11Client
  readonly library: Library
  readonly slot: Pkcs11Handle
  readonly handle: Pkcs11Handle
  readonly isLoggedIn: boolean
  /** Handles of private keys by version; valid in this session only. */
  readonly keys: Map<string, Pkcs11Handle>
}

export interface Sessions {
  /** Rejects with a ServiceFailure. */
  use<T>(work: (session: Session) => T | Promise<T>): Promise<T>
  /** Closes sessions that are idle, and those under way as soon as they are. */
  close(): void
}

/** A call that hangs keeps its session and a thread; beyond this many, something is wrong with the token. */
const MAX_SESSIONS = 64

interface Pool {
  readonly place: Pkcs11Place
  readonly library: () => Library
  readonly login: ReturnType<typeof createLogin>
  readonly idle: Session[]
  open: number
  isClosed: boolean
}

export function createSessions(place: Pkcs11Place, library: () => Library, readPin: ReadPin): Sessions {
  const pool: Pool = { place, library, login: createLogin(readPin), idle: [], open: 0, isClosed: false }
  return {
    use: (work) => use(pool, work),
    close: () => {
      pool.isClosed = true
      discardIdle(pool)
    },
  }
}

async function use<T>(pool: Pool, work: (session: Session) => T | Promise<T>): Promise<T> {
  const session = pool.idle.pop() ?? (await openSession(pool))
  try {
    const result = await work(session)
    giveBack(pool, session)
    return result
  } catch (error) {
    // Its operation may be under way still, so that no other could begin.
    discard(pool, session)
    const failure = workFailure(session, error)
    // What befell the token befell all of its sessions.
    if (failure.kind === 'unavailable') {
      discardIdle(pool)
      restartIdle(session.library)
    }
    throw failure
  }
}

const USER_NOT_LOGGED_IN = 0x101

/** Logged out behind our back: after a reset, or by somebody else in this process. The next session logs in again. */
function workFailure({ isLoggedIn }: Session, cause: unknown): ServiceFailure {
  if (!isLoggedIn || returnValue(cause) !== USER_NOT_LOGGED_IN) return tokenFailure(cause)
  return new ServiceFailure('unavailable', 'the token has logged out', { cause })
}

async function openSession(pool: Pool): Promise<Session> {
  if (pool.open >= MAX_SESSIONS) throw new ServiceFailure('throttled', 'too many calls to the token are under way')
  pool.open++
  try {
    const attempt = await pool.login.prepare()
    return enter(pool.library(), pool.place, attempt)
  } catch (error) {
    pool.open--
    throw tokenFailure(error)
  }
}

function enter(library: Library, place: Pkcs11Place, attempt: LoginAttempt): Session {
  const { client } = library
  try {
    const slot = findSlot(client, place)
    const handle = client.C_OpenSession(slot, CKF.SERIAL_SESSION)
    library.use.open++
    const session = { client, library, slot, handle, keys: new Map<string, Pkcs11Handle>() }
    try {
      return { ...session, isLoggedIn: attempt(client, handle) }
    } catch (error) {
      leave(session)
      throw error
    }
  } catch (error) {
    const failure = tokenFailure(error)
    if (failure.kind === 'unavailable') restartIdle(library)
    throw failure
  }
}

function giveBack(pool: Pool, session: Session): void {
  if (pool.isClosed) discard(pool, session)
  else pool.idle.push(session)
}

function discardIdle(pool: Pool): void {
  for (const session of pool.idle.splice(0)) discard(pool, session)
}

function discard(pool: Pool, session: Session): void {
  pool.open--
  leave(session)
}

function leave({ client, library, handle }: Pick<Session, 'client' | 'library' | 'handle'>): void {
  library.use.open--
  try {
    client.C_CloseSession(handle)
  } catch {
    // It went with its token.
  }
}
