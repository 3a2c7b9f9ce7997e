/** The two ways to run a verification: at once, or by awaiting. They answer the same needs and decide nothing. */
import { KeywellError } from '../errors/index.ts'
import { refreshQuietly } from '../source/ask-source.ts'
import type { Answer, Need, Step } from './step.ts'

/**
 * Answers every need at once. What would have to be waited for is started in the background and answered with `false`.
 * @throws what the steps throw; KeywellError ERR_SYNC_UNSUPPORTED where there is no synchronous crypto
 */
export function runSync<T>(first: Step<T>): T {
  let step = first
  while (step.kind !== 'done') step = step.resume(answerNow(step))
  return step.value
}

/** Answers every need by awaiting it; `signal` ends the caller's wait, never a shared fetch. */
export async function runAsync<T>(first: Step<T>, signal: AbortSignal | undefined): Promise<T> {
  let step = first
  while (step.kind !== 'done') {
    let answer: Answer
    try {
      answer = await answerLater(step, signal)
    } catch (error) {
      // Failures come back as answers, so that the steps decide what they mean.
      answer = failed(error)
    }
    step = step.resume(answer)
  }
  return step.value
}

function answerNow(need: Need): Answer {
  switch (need.kind) {
    case 'signature':
      return verifyNow(need)
    case 'refresh':
      void refreshQuietly(need.source, need.reason, need.kid)
      return false
    case 'import':
      void need.promise.catch(() => undefined)
      throw syncUnsupported('this runtime imports keys asynchronously')
    case 'parse':
      void need.promise.catch(() => undefined)
      throw syncUnsupported("the trust's schema validates asynchronously")
  }
}

/** A runtime that throws at a key or a signature answers as it does when awaited. */
function verifyNow({ verifyKey, data, signature }: Extract<Need, { kind: 'signature' }>): boolean | Error {
  if (verifyKey.verifySync === undefined) throw syncUnsupported('this runtime has only asynchronous crypto (WebCrypto)')
  try {
    return verifyKey.verifySync(data, signature)
  } catch (error) {
    return failed(error)
  }
}

const failed = (error: unknown): Error => (error instanceof Error ? error : new Error('failed', { cause: error }))

const syncUnsupported = (reason: string): KeywellError => new KeywellError('ERR_SYNC_UNSUPPORTED', reason, { reason })

/** The answer to come. Throwing here and rejecting later mean the same. */
function answerLater(need: Need, signal: AbortSignal | undefined): Promise<Answer> {
  switch (need.kind) {
    case 'signature':
      return need.verifyKey.verify(need.data, need.signature)
    case 'refresh':
      return need.source.refresh(need.reason, { signal, kid: need.kid }).then(isOver)
    case 'import':
      return need.promise.then(isOver)
    case 'parse':
      return need.promise
  }
}

const isOver = (): true => true
