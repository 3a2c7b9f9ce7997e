/**
 * Where an asynchronous verification runs: here and now, or on libuv's thread pool. A lone token is verified inline,
 * which is faster than waking a thread; a burst goes to the pool. One turn of the event loop verifies at most one token
 * inline, and none while the pool works; at most `MAX_POOL_JOBS` sit in the pool, which file and DNS work share.
 */
import { verify } from 'node:crypto'
import { type Verification, verifyNow } from './verify-now.node.ts'

/** Some 2 ms of the pool's work with RSA: enough that its threads never wait for the event loop. */
const MAX_POOL_JOBS = 64

interface WaitingJob extends Verification {
  readonly resolve: (isGood: boolean) => void
  readonly reject: (error: Error) => void
}

const waiting: WaitingJob[] = []
let poolJobs = 0
let inlineUsed = false

/** Verifies on whichever lane is free. Reads the job's bytes before it returns, or copies them. */
export function inLane(job: Verification): Promise<boolean> {
  if (poolJobs === 0 && !inlineUsed) return runInline(job)
  return new Promise((resolve, reject) => {
    if (poolJobs < MAX_POOL_JOBS) runOnPool({ ...job, resolve, reject })
    else waiting.push({ ...copied(job), resolve, reject })
  })
}

/** What waits must not change with the caller's memory, which may be used again at once. */
const copied = ({ hash, data, key, signature }: Verification): Verification => ({
  hash,
  data: new Uint8Array(data),
  key,
  signature: new Uint8Array(signature),
})

async function runInline(job: Verification): Promise<boolean> {
  inlineUsed = true
  setImmediate(nextTurn)
  return verifyNow(job)
}

/** A new turn: the inline lane is free again. */
function nextTurn(): void {
  inlineUsed = false
}

/** `verify` has read the bytes when it returns: Node copies them, see docs/decisions/0005-asynchronous-lanes.md. */
function runOnPool(job: WaitingJob): void {
  poolJobs++
  try {
    verify(job.hash, job.data, job.key, job.signature, (error, isGood) => {
      leavePool()
      if (error === null) job.resolve(isGood)
      else job.reject(error)
    })
  } catch (error) {
    leavePool()
    job.reject(error instanceof Error ? error : new Error('the verification failed', { cause: error }))
  }
}

function leavePool(): void {
  poolJobs--
  const next = waiting.shift()
  if (next !== undefined) runOnPool(next)
}
