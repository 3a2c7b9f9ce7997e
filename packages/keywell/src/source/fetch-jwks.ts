/** One key set over HTTP: fetched, read, and refused as a whole when nothing in it can verify a signature. */
import { KeywellError } from '../errors/index.ts'
import { httpGet } from '../io/http.ts'
import { type KeySet, parseJwks } from '../jwks/key-set.ts'
import type { RemoteSettings } from './http-options.ts'
import type { RefreshReason } from './key-source.ts'
import type { LoadContext } from './managed-flight.ts'

/** A document's text, by the source's rules. */
export async function fetchText(url: URL, settings: RemoteSettings, context: LoadContext): Promise<string> {
  const { signal, reason } = context
  const headers = { ...cacheHeaders(reason), ...(await settings.headers({ url, signal })) }
  const { timeouts, bounds, transport } = settings
  const request = { url, headers, timeoutMs: timeouts.attemptMs, maxBytes: bounds.bodyBytes, signal }
  return (await httpGet(request, transport)).text
}

/** A refresh that a token caused must get past caches that still hold the set without its key (RFC 9111 §5.2.1.4). */
const cacheHeaders = (reason: RefreshReason): Record<string, string> =>
  reason === 'unknown-kid' || reason === 'bad-signature' ? { 'cache-control': 'no-cache' } : {}

/** A usable set. @throws KeywellError ERR_FETCH_…, ERR_JWKS_INVALID */
export async function fetchJwks(url: URL, settings: RemoteSettings, context: LoadContext): Promise<KeySet> {
  const text = await fetchText(url, settings, context)
  return requireUsable(parseJwks(text, { maxKeys: settings.bounds.keys, previous: context.previous }))
}

function requireUsable(set: KeySet): KeySet {
  if (set.keys.length > 0) return set
  const reason = set.quarantined[0]?.reason ?? 'it has no keys'
  throw new KeywellError('ERR_JWKS_INVALID', `no usable key: ${reason}`, { reason, offset: undefined })
}
