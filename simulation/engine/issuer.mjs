/** An issuer in memory: what it publishes and how it answers change with time. Counts who asks. Never opens a socket. */
import { between } from './random.mjs'

export const JWKS_URL = 'https://issuer.example/jwks.json'

/** Milliseconds of one exchange, as between two services of one region. */
const LATENCY = Object.freeze({ from: 20, to: 80 })

const encoder = new TextEncoder()

/**
 * What an exchange comes to; each gets the answer that a healthy issuer would give.
 * `hung` never answers, so that the caller's own time limit ends the exchange.
 */
const CONDITIONS = Object.freeze({
  up: async (answer) => answer,
  failing: async () => answerOf(503, {}),
  unreachable: async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
  },
  hung: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    }),
})

const always = (condition) => () => condition

export function createIssuer(timeline, { random, maxAgeSeconds = 600 }) {
  const requests = []
  let keys = []
  let body = encoder.encode('{"keys":[]}')
  let version = 0
  let conditionAt = always('up')

  const answer = (asked) => {
    const headers = { etag: `"${version}"`, 'cache-control': `max-age=${maxAgeSeconds}` }
    return asked['if-none-match'] === headers.etag ? answerOf(304, headers) : answerOf(200, headers, body)
  }

  return {
    /** Times of all requests. */
    requests,
    publish(...published) {
      keys = published
      version++
      body = encoder.encode(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
    },
    /** @param condition - the name of one, or a function that names one for each request */
    become(condition) {
      conditionAt = typeof condition === 'function' ? condition : always(condition)
    },
    /** A way to the issuer for one process. */
    connect() {
      const own = []
      const fetch = async (_url, { headers, signal }) => {
        own.push(timeline.now())
        requests.push(timeline.now())
        const halfMs = between(random, LATENCY.from, LATENCY.to) / 2
        await timeline.sleep(halfMs, signal)
        // Half-way is where the issuer looks at itself: what happens during the way back is not in the answer.
        const condition = CONDITIONS[conditionAt()]
        const healthy = answer(headers)
        await timeline.sleep(halfMs, signal)
        return await condition(healthy, signal)
      }
      return { fetch, requests: own }
    },
  }
}

function answerOf(status, headers, bytes) {
  let isRead = bytes === undefined
  const read = async () => {
    if (isRead) return { done: true }
    isRead = true
    return { done: false, value: bytes }
  }
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    body: { getReader: () => ({ read, cancel: async () => undefined }) },
  }
}
