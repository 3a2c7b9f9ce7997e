/** Feeds inputs to `readKeys`: each must give keys or a KeywellError, in bounded time, and keys must be writable. */
import { isKeywellError } from 'keywell'
import { KEY_FORMATS, readKeys, writeKey, type KeyFormat, type ReadKey, type WritableKeyFormat } from 'keywell/jwk'
import { type Chance, chance } from './chance.ts'
import { type Corpus, corpus } from './corpus.ts'
import { mutated } from './mutate.ts'

export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  /** Called now and then with how far it is. */
  readonly onProgress?: (done: number) => void
}

export interface FuzzReport {
  readonly seed: number
  readonly count: number
  /** How often each outcome came: `key`, `none` for a set without keys, or the code of the error. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly slowestMs: number
  readonly largestHeapMb: number
  /** What must not be: each with the input in base64. */
  readonly failures: readonly string[]
}

const PROGRESS_EVERY = 10_000
/** Enough to see what is wrong. */
const MAX_FAILURES = 10
/** An input of 16 KiB with the work of one RSA key in it; the machine may be busy. */
export const MAX_MS = 5000

export async function fuzz({ seed, count, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const [start, random] = [corpus(), chance(seed)]
  const outcomes = new Map<string, number>()
  const failures: string[] = []
  let [slowestMs, largestHeapMb] = [0, 0]
  for (let done = 0; done < count && failures.length < MAX_FAILURES; done += 1) {
    const { outcome, input, ms } = await attempt(start, random)
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    slowestMs = Math.max(slowestMs, ms)
    if (outcome.startsWith('FAILED') || ms > MAX_MS) failures.push(`${done}: ${outcome}: ${input.toString('base64')}`)
    if (done % PROGRESS_EVERY !== 0) continue
    largestHeapMb = Math.max(largestHeapMb, process.memoryUsage().heapUsed / 2 ** 20)
    onProgress?.(done)
  }
  return { seed, count, outcomes, slowestMs, largestHeapMb, failures }
}

interface Attempt {
  readonly outcome: string
  readonly input: Buffer
  readonly ms: number
}

async function attempt(start: Corpus, random: Chance): Promise<Attempt> {
  const input = mutated(start, random)
  const given = random.below(2) === 0 ? input : input.toString('latin1')
  const began = performance.now()
  const outcome = await outcomeOf(given)
  return { outcome, input, ms: performance.now() - began }
}

async function outcomeOf(input: string | Uint8Array): Promise<string> {
  const keys = await readKeys(input).catch((error: unknown) => error)
  if (!Array.isArray(keys)) return isKeywellError(keys) ? keys.code : `FAILED to refuse: ${String(keys)}`
  try {
    for (const key of keys) writeAgain(key)
    return keys.length === 0 ? 'none' : 'key'
  } catch (error) {
    return `FAILED to write: ${String(error)}`
  }
}

/** What was read is good enough to be written in the form it came in. */
function writeAgain({ jwk, format, comment }: ReadKey): void {
  if (!isWritable(format)) return
  const oneLine = comment?.replaceAll(/\p{Cc}/gu, ' ')
  writeKey(jwk, { format, ...(oneLine === undefined ? {} : { comment: oneLine }) })
}

const WRITABLE: ReadonlySet<string> = new Set(KEY_FORMATS.filter((format) => !format.startsWith('certificate-')))
const isWritable = (format: KeyFormat): format is WritableKeyFormat => WRITABLE.has(format)
