/** Keys from a JWKS URL. */
import { knownOptions } from '../../errors/index.ts'
import { displayUrl } from '../../io/url.ts'
import { fetchJwks } from './fetch-jwks.ts'
import { REMOTE_OPTIONS, type RemoteOptions, remoteSettings, urlOption } from './http-options.ts'
import type { KeySource } from '../key-source.ts'
import { managedSource } from '../managed/managed.ts'

/**
 * Keys from a JWKS URL, kept fresh. Nothing is fetched before the first lookup or `refresh`.
 * Where the issuer has a discovery document, `discoverJwks` also follows it when the URL moves.
 * @param url - absolute and https
 * @throws KeywellError ERR_OPTION_INVALID
 * @see RFC 7517 §5
 * @example const keys = remoteJwks('https://issuer.example/.well-known/jwks.json')
 */
export function remoteJwks(url: string | URL, options: RemoteOptions = {}): KeySource {
  const settings = remoteSettings(knownOptions('options', options, REMOTE_OPTIONS))
  // Kept as text, which takes a fifth of the memory of a URL.
  const location = urlOption('url', url instanceof URL ? url.href : url, settings.urls)
  const source = displayUrl(location)
  const href = location.href === source ? source : location.href
  const identity = href === source ? { kind: 'remote', source } : { kind: 'remote', source, address: href }
  return managedSource(identity, (context) => fetchJwks(new URL(href), settings, context), settings, settings.guard)
}
