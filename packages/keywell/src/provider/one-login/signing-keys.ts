/** OneLogin's list of signing keys for administration: an array behind a token, each key with its status. */
import { knownOptions, oneOf, optional, optionInvalid } from '../../errors/index.ts'
import { hasKid } from '../../source/combined/merged-lookup.ts'
import { union } from '../../source/combined/union.ts'
import { kidPatternOption, kidPlaces } from '../../source/by-kid/kid-pattern.ts'
import { keysByKid } from '../../source/by-kid/keys-by-kid.ts'
import type { KeySource, RefreshOptions, RefreshReason } from '../../source/key-source.ts'
import { managedSource } from '../../source/managed/managed.ts'
import { fetchJwks } from '../../source/remote/fetch-jwks.ts'
import {
  REMOTE_OPTIONS,
  type RemoteOptions,
  type RemoteSettings,
  remoteSettings,
} from '../../source/remote/http-options.ts'
import { nameOf, oneKey } from '../../source/remote/remote-key.ts'
import { labelOption } from '../shared/options.ts'
import { refuseHeader } from '../shared/secret-headers.ts'
import { oneLoginTokens } from './access-token.ts'

export interface OneLoginCredentials {
  /** The first label of the account's host: `acme` of `acme.onelogin.com`. */
  readonly subdomain: string
  /** Of API credentials with the scope Manage All; not those of an application. */
  readonly clientId: string
  readonly clientSecret: string
  /** Of the Generate Token API. Default `v2`. */
  readonly apiVersion?: 'v2' | 'v1'
}

const OPTIONS = ['subdomain', 'clientId', 'clientSecret', 'apiVersion'] as const

/**
 * Keys from OneLogin's admin API, whose list says which key signs (`active`) and which are on their way out (`draining`):
 * in `status().keys` and in `explain`. A kid that the list lacks is also asked for alone. The list is for administration:
 * to verify tokens, `oneLogin` without it needs no credentials.
 * Of the source's options, `headers` are sent with requests for keys, not with those for tokens.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.onelogin.com/openid-connect/api/list-keys
 * @example
 * const keys = oneLoginSigningKeys({ subdomain: 'acme', clientId, clientSecret })
 * const verifier = createVerifier(oneLogin({ subdomain: 'acme', audience: 'https://api.acme.example', keys }))
 */
export function oneLoginSigningKeys(credentials: OneLoginCredentials, source: RemoteOptions = {}): KeySource {
  const given = knownOptions('options', credentials, OPTIONS)
  const { format, ...rest } = knownOptions('source', source, REMOTE_OPTIONS)
  if (format !== undefined) throw optionInvalid('source.format', 'absent: OneLogin has a form of its own', format)
  refuseHeader(rest, 'authorization', 'clientSecret')
  const base = `https://${labelOption('subdomain', given.subdomain, LABEL)}.onelogin.com`
  const version = optional(oneOf('v2', 'v1'), 'apiVersion', given.apiVersion) ?? 'v2'
  const settings = remoteSettings({ ...rest, format: 'array' })
  const tokens = oneLoginTokens({
    url: new URL(`${base}/auth/oauth2/${version === 'v1' ? '' : 'v2/'}token`),
    authorization: authorizationOf(given, version),
    settings,
  })
  const fetchSet: typeof fetchJwks = (url, own, context) =>
    tokens.use((token) => fetchJwks(url, authorized(own, token), context))
  const list = `${base}/oidc/2/signing_keys`
  const all = managedSource(
    { kind: 'remote', source: list },
    (context) => fetchSet(new URL(list), settings, context),
    settings,
    settings.guard,
  )
  return listFirst(all, keyAlone(list, { all, settings, fetchSet }))
}

/**
 * As a union, save that with the first list the key of a kid that it lacks is still to be asked for, and that a key which
 * left the list was revoked: one that was asked for alone while it was new would serve on for as long as any stale key.
 */
function listFirst(all: KeySource, alone: KeySource): KeySource {
  const both = union([all, alone])
  all.subscribe(({ type }) => {
    if (type === 'key-removed' || type === 'key-replaced-same-kid') alone.purge()
  })
  return Object.freeze({
    ...both,
    refresh: async (reason: RefreshReason, options: RefreshOptions = {}) => {
      const isFirst = all.status().keys === undefined
      await both.refresh(reason, options)
      const { keys } = all.status()
      const isLacking = options.kid !== undefined && keys !== undefined && !hasKid(keys, options.kid)
      if (isFirst && isLacking) await alone.refresh('unknown-kid', options)
    },
  })
}

interface Parts {
  readonly all: KeySource
  readonly settings: RemoteSettings
  readonly fetchSet: typeof fetchJwks
}

/** One key by its kid, for a kid that the list lacks; before there is a list, nothing is known to be missing from it. */
function keyAlone(list: string, { all, settings, fetchSet }: Parts): KeySource {
  const isKid = kidPatternOption('kid', 'base64url')
  const perKey: RemoteSettings = { ...settings, format: 'jwk', hasTimers: false }
  return keysByKid({
    places: kidPlaces('subdomain', (kid) => `${list}/${kid}`, settings.urls),
    isKid: (kid) => isKid(kid) && all.status().keys !== undefined,
    settings,
    make: (url, kid) => oneKey({ url, source: nameOf(url, kid), facts: { alg: undefined, kid } }, perKey, fetchSet),
  })
}

const LABEL = { example: 'acme', suffix: '.onelogin.com' } as const

const authorized = (settings: RemoteSettings, token: string): RemoteSettings => ({
  ...settings,
  headers: async (context) => ({ ...(await settings.headers(context)), authorization: `bearer ${token}` }),
})

/** HTTP Basic, which v1 does not document: it has a form of its own. */
function authorizationOf({ clientId, clientSecret }: OneLoginCredentials, version: 'v1' | 'v2'): string {
  const id = credential('clientId', clientId)
  const secret = credential('clientSecret', clientSecret)
  return version === 'v1' ? `client_id:${id}, client_secret:${secret}` : `Basic ${btoa(`${id}:${secret}`)}`
}

/** OneLogin's are hexadecimal; anything that could leave its place in a header is refused. */
function credential(option: string, value: unknown): string {
  if (typeof value === 'string' && /^[\w.~-]{8,256}$/.test(value)) return value
  const hint = 'copy it from API Credentials in the administration of OneLogin, without blanks'
  throw optionInvalid(option, 'one word, as OneLogin shows it', value, { secret: true, hint })
}
