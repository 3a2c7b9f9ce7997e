/**
 * Where an asynchronous verification runs: here and now, or on libuv's thread pool. A lone token is verified inline,
 * which is faster than waking a thread; a burst is spread over the pool. The event loop is never held for more than
 * one verification, and never more than `MAX_POOL_JOBS` sit in the pool, which file and DNS work share.
 */
import { type KeyObject, type SignKeyObjectInput, verify } from 'node:crypto'

/** libuv's pool has 4 threads unless UV_THREADPOOL_SIZE says otherwise; twice that keeps them fed. */
const MAX_POOL_JOBS = 8

type KeyInput = KeyObject | SignKeyObjectInput

interface Job {
  readonly hash: string | null
  readonly data: Uint8Array
  readonly input: KeyInput
  readonly signature: Uint8Array
  readonly resolve: (isGood: boolean) => void
  readonly reject: (error: Error) => void
}

const waiting: Job[] = []
let poolJobs = 0
let inlineUsed = false

/** Verifies on whichever lane is free; jobs start in the order in which they came. */
export function inLane(
  hash: string | null,
  data: Uint8Array,
  input: KeyInput,
  signature: Uint8Array,
): Promise<boolean> {
  if (!inlineUsed) {
    inlineUsed = true
    setImmediate(nextTurn)
    return runInline(hash, data, input, signature)
  }
  return new Promise((resolve, reject) => {
    // Copies: the caller's memory may be used again as soon as this returns.
    const job = { hash, data: new Uint8Array(data), input, signature: new Uint8Array(signature), resolve, reject }
    if (poolJobs < MAX_POOL_JOBS) runOnPool(job)
    else waiting.push(job)
  })
}

async function runInline(
  hash: string | null,
  data: Uint8Array,
  input: KeyInput,
  signature: Uint8Array,
): Promise<boolean> {
  return verify(hash, data, input, signature)
}

function runOnPool(job: Job): void {
  poolJobs++
  verify(job.hash, job.data, job.input, job.signature, (error, isGood) => {
    poolJobs--
    const next = waiting.shift()
    if (next !== undefined) runOnPool(next)
    if (error === null) job.resolve(isGood)
    else job.reject(error)
  })
}

function nextTurn(): void {
  inlineUsed = false
}
