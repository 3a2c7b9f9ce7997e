/** One document over HTTP, and one key set from it. Sends validators only to the URL that they came from. */
import { httpGet, type HttpResponse } from '../../io/http.ts'
import { isJsonObject } from '../../jose/json.ts'
import { readDocument } from '../../jwks/formats.ts'
import { readSet } from '../read-set.ts'
import type { RemoteSettings } from './http-options.ts'
import type { RefreshReason } from '../key-source.ts'
import type { LoadContext, Loaded, Validators } from '../managed/loader.ts'
import { readCacheFacts } from '../policy/cache-control.ts'
import { validatorsFor } from '../managed/validators.ts'

/** A document's text, by the source's rules. */
export async function fetchText(url: URL, settings: RemoteSettings, context: LoadContext): Promise<string> {
  return (await exchange(url, settings, context, undefined)).text
}

/** A set, or that the held one is still right. @throws KeywellError ERR_FETCH_…, ERR_JWKS_INVALID */
export async function fetchJwks(url: URL, settings: RemoteSettings, context: LoadContext): Promise<Loaded> {
  const known = context.validators?.url === url.href ? context.validators : undefined
  const response = await exchange(url, settings, context, known)
  const header = (name: string): string | undefined => response.header(name)
  const now = settings.clock.now()
  const { bytes } = response
  if (response.status === 304) return { set: 'not-modified', facts: readCacheFacts({ header, now }), bytes }
  const document = readDocument(response.text, settings.format, settings.bounds.depth)
  const set = readSet(document, settings, context)
  const facts = readCacheFacts({ header, now, hintSeconds: refreshHint(document) })
  const validators = validatorsFor(url.href, header('etag'), header('last-modified'))
  return { set, facts, validators, bytes }
}

async function exchange(
  url: URL,
  settings: RemoteSettings,
  { signal, reason }: LoadContext,
  known: Validators | undefined,
): Promise<HttpResponse> {
  const { timeouts, bounds, transport } = settings
  const request = {
    url,
    headers: await settings.headers({ url, signal }),
    anywhere: { ...freshHeaders(reason), ...conditions(known) },
    isConditional: known !== undefined,
    timeoutMs: timeouts.attemptMs,
    maxBytes: bounds.bodyBytes,
    signal,
  }
  return await httpGet(request, transport)
}

/** A refresh that a token caused must get past caches that still hold the set without its key (RFC 9111 §5.2.1.4). */
const freshHeaders = (reason: RefreshReason): Record<string, string> =>
  reason === 'unknown-kid' || reason === 'bad-signature' ? { 'cache-control': 'no-cache' } : {}

/** RFC 9110 §13.1.2 and §13.1.3: both, as servers differ in which they know. */
const conditions = ({ etag, lastModified }: Partial<Validators> = {}): Record<string, string> => ({
  ...(etag === undefined ? {} : { 'if-none-match': etag }),
  ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
})

/** SPIFFE bundles say how often to look again (SPIFFE Trust Domain and Bundle §4.1.2). */
function refreshHint(document: unknown): number | undefined {
  const hint = isJsonObject(document) ? document['spiffe_refresh_hint'] : undefined
  return typeof hint === 'number' && hint > 0 ? hint : undefined
}
