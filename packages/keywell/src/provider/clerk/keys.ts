/** Where the keys of a Clerk instance are, four ways, and which instance it is. Never sends the secret key elsewhere. */
import { bytes } from '#bytes'
import { optional, optionInvalid } from '../../errors/index.ts'
import type { KeySource } from '../../source/key-source.ts'
import type { RemoteOptions } from '../../source/remote/http-options.ts'
import { remoteJwks } from '../../source/remote/remote.ts'
import { staticPem } from '../../source/static.ts'
import { baseUrlOption, hostOption } from '../shared/options.ts'
import { withSecretHeader } from '../shared/secret-headers.ts'
import { oneOrMore } from '../shared/several.ts'

/**
 * The instance, and where its keys come from. `publishableKey` and `frontendApi` say both; `secretKey` and `jwtKey` give
 * keys only, so that one of the others, or `issuer`, must say which instance tokens have to be from.
 */
export interface ClerkInstance {
  /** `pk_test_…` or `pk_live_…`, which spells the Frontend API's host. Not beside `frontendApi`. */
  readonly publishableKey?: string
  /** Host of the Frontend API, such as `clerk.acme.example`, or its URL behind a proxy: `https://acme.example/__clerk`. */
  readonly frontendApi?: string
  /** `sk_test_…` or `sk_live_…`: keys from the Backend API, which alone it is sent to. Not beside `jwtKey`. */
  readonly secretKey?: string
  /** The JWKS public key of the instance, as in `CLERK_JWT_KEY`: a PEM, also without its lines or in base64. No requests. */
  readonly jwtKey?: string
  /** Of tokens, where it is not the URL of the Frontend API; several for satellite domains. */
  readonly issuer?: string | readonly string[]
  /** Of the Backend API. Default `https://api.clerk.com`; `https://api.clerk.dev` is its old name. */
  readonly apiUrl?: string
}

/** As a command's options come, where what is not given may be `undefined`. */
type Given = { readonly [Name in keyof ClerkInstance]: ClerkInstance[Name] | undefined }

const CLERK_API = 'https://api.clerk.com'
const EXAMPLE = 'clerk.acme.example'
const PUBLISHABLE_KEY = /^pk_(test|live)_([A-Za-z\d+/]+)={0,2}$/
const SECRET_KEY = /^sk_(test|live)_[\w-]{8,}$/
const INSTANCE_HINT = 'the key says nothing of who issues tokens: give publishableKey, frontendApi or issuer beside it'

/** What tokens of the instance carry in `iss`. @throws KeywellError ERR_OPTION_INVALID */
export function clerkIssuers(instance: Given, source: RemoteOptions | undefined): readonly string[] {
  const base = frontendBase(instance, source)
  if (instance.issuer !== undefined) return oneOrMore('issuer', instance.issuer)
  if (base !== undefined) return [base]
  throw optionInvalid('issuer', 'given, or publishableKey or frontendApi', instance.issuer, { hint: INSTANCE_HINT })
}

/** @throws KeywellError ERR_OPTION_INVALID */
export function clerkKeys(instance: Given, source: RemoteOptions): KeySource {
  const { publishableKey, secretKey, jwtKey, apiUrl } = instance
  if (secretKey !== undefined && jwtKey !== undefined)
    throw optionInvalid('jwtKey', 'absent beside secretKey', jwtKey, { secret: true })
  if (secretKey === undefined && apiUrl !== undefined) throw optionInvalid('apiUrl', 'absent without secretKey', apiUrl)
  if (jwtKey !== undefined) return pemKeys(jwtKey)
  if (secretKey !== undefined) return backendKeys(secretKey, { apiUrl, publishableKey }, source)
  const base = frontendBase(instance, source)
  if (base !== undefined) return remoteJwks(`${base}/.well-known/jwks.json`, source)
  const ways = 'given, or frontendApi, secretKey or jwtKey'
  throw optionInvalid('publishableKey', ways, publishableKey)
}

/** The Frontend API's URL: what its keys are under, and what `iss` is. */
function frontendBase({ publishableKey, frontendApi }: Given, source: RemoteOptions | undefined): string | undefined {
  if (publishableKey !== undefined && frontendApi !== undefined)
    throw optionInvalid('frontendApi', 'absent beside publishableKey, which says it too', frontendApi)
  if (publishableKey !== undefined) return `https://${hostOfPublishableKey(publishableKey)}`
  if (frontendApi === undefined) return undefined
  // Behind a proxy it has a path, so then it is a URL.
  const isUrl = typeof frontendApi === 'string' && /^https?:\/\//.test(frontendApi)
  if (isUrl) return baseUrlOption('frontendApi', frontendApi, source)
  return `https://${hostOption('frontendApi', frontendApi, EXAMPLE)}`
}

const PUBLISHABLE = 'a publishable key: pk_test_ or pk_live_ and the Frontend API host in base64'

function hostOfPublishableKey(key: unknown): string {
  const [, , encoded] = (typeof key === 'string' ? PUBLISHABLE_KEY.exec(key) : null) ?? []
  const host = encoded === undefined ? undefined : textOfBase64(encoded)
  const isHost = host !== undefined && /^[a-z\d-]+(?:\.[a-z\d-]+)+\$$/.test(host)
  if (isHost) return hostOption('publishableKey', host.slice(0, -1), EXAMPLE)
  const hint = typeof key === 'string' && key.startsWith('sk_') ? 'this is a secret key: pass it as secretKey' : COPY
  throw optionInvalid('publishableKey', PUBLISHABLE, key, { secret: true, hint })
}

const COPY = 'copy it whole from the API keys page of the Clerk Dashboard'

function backendKeys(
  secretKey: unknown,
  { apiUrl, publishableKey }: Pick<Given, 'apiUrl' | 'publishableKey'>,
  source: RemoteOptions,
): KeySource {
  const [, stage] = (typeof secretKey === 'string' ? SECRET_KEY.exec(secretKey) : null) ?? []
  if (stage === undefined)
    throw optionInvalid('secretKey', 'a secret key: sk_test_… or sk_live_…', secretKey, { secret: true, hint: COPY })
  if (publishableKey !== undefined && !publishableKey.startsWith(`pk_${stage}_`))
    throw optionInvalid('secretKey', 'of the same instance as publishableKey: both test or both live', stage)
  const api = optional((option, value) => baseUrlOption(option, value, source), 'apiUrl', apiUrl) ?? CLERK_API
  if (api.endsWith('/v1')) throw optionInvalid('apiUrl', 'without the version at its end', api)
  const url = `${api}/v1/jwks`
  const header = { name: 'authorization', value: `Bearer ${String(secretKey)}`, url, option: 'secretKey' }
  return remoteJwks(url, withSecretHeader(source, header))
}

function pemKeys(jwtKey: unknown): KeySource {
  try {
    return staticPem(pemOf(jwtKey), { alg: 'RS256' })
  } catch (cause) {
    const expected = 'the JWKS public key of the instance: a PEM, also without its first and last line'
    throw optionInvalid('jwtKey', expected, jwtKey, { secret: true, cause, hint: COPY })
  }
}

/** A whole PEM from what environments make of one: `\n` spelled out, no lines at its ends, base64 of all of it. */
function pemOf(jwtKey: unknown): string {
  const given = typeof jwtKey === 'string' ? jwtKey.replaceAll('\\n', '\n').trim() : ''
  const text = given.startsWith('LS0tLS1') ? (textOfBase64(given) ?? given) : given
  const body = text.replaceAll(/-----(?:BEGIN|END) PUBLIC KEY-----/g, '').trim()
  return body.startsWith('-----') ? text : `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----`
}

function textOfBase64(text: string): string | undefined {
  const unpadded = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '')
  const octets = bytes.decodeBase64url(unpadded.replaceAll('+', '-').replaceAll('/', '_'))
  return octets === undefined ? undefined : bytes.decodeUtf8(octets)
}
