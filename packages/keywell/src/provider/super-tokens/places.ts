/** Where a SuperTokens app is: its API, whose base path is normalised as SuperTokens does, and its core. */
import { knownOptions, nonEmptyString, optionInvalid } from '../../errors/index.ts'
import { failover } from '../../source/combined/failover.ts'
import type { KeySource } from '../../source/key-source.ts'
import type { RemoteOptions } from '../../source/remote/http-options.ts'
import { remoteJwks } from '../../source/remote/remote.ts'
import { shapedOption } from '../shared/ids.ts'
import { baseUrlOption } from '../shared/options.ts'

export interface SuperTokensCore {
  /** As the SDK has it, such as `https://core.internal.example`; several, separated by `;`, stand in for each other. */
  readonly connectionUri: string
  /** Of one app of several in that core. */
  readonly appId?: string
}

/** What says where an app is, as a preset's or a command's options have it. */
export interface SuperTokensPlace {
  readonly apiDomain?: unknown
  readonly apiBasePath?: unknown
  readonly core?: SuperTokensCore | undefined
}

/** `{apiDomain}{apiBasePath}`: what `iss` is, and what the keys are under. */
export function superTokensBase({ apiDomain, apiBasePath }: SuperTokensPlace, source?: RemoteOptions): string {
  const given = baseUrlOption('apiDomain', withoutSlash(apiDomain), source)
  // Lower case and without the usual port, as SuperTokens writes it into `iss`.
  const { origin, pathname } = new URL(given)
  if (pathname !== '/') {
    const hint = 'what comes after the host belongs into apiBasePath, a gateway path included'
    throw optionInvalid('apiDomain', 'a URL without a path', given, { hint })
  }
  return `${origin}${basePath(apiBasePath ?? '/auth')}`
}

/** The keys, from the core where one is given, else from the API. */
export function superTokensKeys(place: SuperTokensPlace, source: RemoteOptions): KeySource {
  if (place.core === undefined) return remoteJwks(`${superTokensBase(place, source)}/jwt/jwks.json`, source)
  const { connectionUri, appId } = knownOptions('core', place.core, ['connectionUri', 'appId'])
  const app = appId === undefined ? '' : `/appid-${shapedOption('core.appId', appId, APP_ID, 'the id of an app')}`
  const places = nonEmptyString('core.connectionUri', connectionUri)
    .split(';')
    .filter((uri) => uri.trim() !== '')
    .map((uri) => baseUrlOption('core.connectionUri', withoutSlash(uri.trim()), source))
    .map((core) => remoteJwks(`${core}${app}/.well-known/jwks.json`, source))
  const [first, ...others] = places
  if (first === undefined) throw optionInvalid('core.connectionUri', 'the URL of a core', connectionUri)
  return others.length === 0 ? first : failover(places, source.clock === undefined ? {} : { clock: source.clock })
}

const APP_ID = /^[A-Za-z\d-]{1,64}$/
const SEGMENT = '[\\w.~-]+'
const PATH = new RegExp(`^/*(?:${SEGMENT}(?:/${SEGMENT})*)?/*$`)

const withoutSlash = <T>(value: T): T | string => (typeof value === 'string' ? value.replace(/\/$/, '') : value)

/** With one slash in front and none at the end, however it was written; empty for the root. */
function basePath(path: unknown): string {
  const text = shapedOption('apiBasePath', path, PATH, 'a path such as "/auth"')
  const bare = text.replaceAll(/^\/+|\/+$/g, '')
  if (bare.split('/').some((segment) => /^\.{1,2}$/.test(segment)))
    throw optionInvalid('apiBasePath', 'a path without "." and ".." segments', path)
  return bare === '' ? '' : `/${bare}`
}
