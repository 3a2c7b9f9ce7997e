/** A whole issuer on a scripted server: metadata, key set, tokens. Its private keys are worth nothing elsewhere. */
import type { AsymmetricAlgorithm } from 'keywell'
import { craftToken } from 'keywell/testing'
import { createIssuerKeys, type IssuerKey, type IssuerKeys } from './issuer-keys.ts'
import { scriptServer, type ScriptServer, type ScriptServerOptions } from './script-server.ts'

export interface ScriptedIssuerOptions extends ScriptServerOptions {
  /** A published key for each; `['ES256']` unless given. */
  readonly algorithms?: readonly AsymmetricAlgorithm[]
  /** `aud` of its tokens; `https://api.test` unless given. */
  readonly audience?: string
}

export interface TokenOptions {
  /** The newest published key unless given; one that was withdrawn, or never published, signs as well. */
  readonly key?: IssuerKey
  /** Members to add or replace; `undefined` leaves one out, as in `{ kid: undefined }`. */
  readonly header?: Readonly<Record<string, unknown>>
  /** 300 unless given; negative makes an expired token. */
  readonly expiresInSeconds?: number
}

/** An issuer whose every answer a test decides. */
export interface ScriptedIssuer extends ScriptServer {
  /** `iss` of its tokens, and its origin. */
  readonly issuer: string
  readonly audience: string
  readonly keys: IssuerKeys
  /** `/.well-known/openid-configuration` */
  readonly discoveryPath: string
  /** Where its keys are; `/jwks.json` until they move. */
  readonly jwksPath: string
  readonly jwksUri: string
  /** The metadata names the new path from now on; the old one answers 404, or what its script says. */
  moveJwks(path: string): void
  /** Members of the metadata to add or replace; `undefined` leaves one out. */
  describe(members: Readonly<Record<string, unknown>>): void
  /** A signed token with `iss`, `sub`, `aud`, `iat` and `exp`, which `claims` replace and add to. */
  token(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>
}

const DISCOVERY_PATH = '/.well-known/openid-configuration'

export async function scriptedIssuer(options: ScriptedIssuerOptions = {}): Promise<ScriptedIssuer> {
  const { algorithms = ['ES256'], audience = 'https://api.test', ...rest } = options
  const keys = createIssuerKeys()
  for (const alg of algorithms) await keys.add(alg)
  let jwksPath = '/jwks.json'
  let described: Readonly<Record<string, unknown>> = {}
  const documents = (path: string): string | undefined => {
    if (path === jwksPath) return JSON.stringify({ keys: keys.published })
    if (path !== DISCOVERY_PATH) return undefined
    return JSON.stringify({ ...metadataOf(server.origin, jwksPath), ...described })
  }
  const server = await scriptServer(documents, rest)
  return {
    ...server,
    issuer: server.origin,
    audience,
    keys,
    discoveryPath: DISCOVERY_PATH,
    get jwksPath() {
      return jwksPath
    },
    get jwksUri() {
      return `${server.origin}${jwksPath}`
    },
    moveJwks: (path) => {
      jwksPath = path
    },
    describe: (members) => {
      described = { ...described, ...members }
    },
    token: (claims = {}, given = {}) =>
      makeToken({ iss: server.origin, aud: audience }, claims, { key: keys.current(), ...given }),
  }
}

/** What OpenID Connect Discovery 1.0 §3 requires, so that any client takes it. */
const metadataOf = (issuer: string, jwksPath: string): Readonly<Record<string, unknown>> => ({
  issuer,
  jwks_uri: `${issuer}${jwksPath}`,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'ES256'],
})

async function makeToken(
  common: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  { key, header, expiresInSeconds = 300 }: TokenOptions & { readonly key: IssuerKey },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return await craftToken({
    header: { alg: key.alg, kid: key.kid, typ: 'JWT', ...header },
    payload: { ...common, sub: 'test-subject', iat: now, exp: now + expiresInSeconds, ...claims },
    signature: key.signer,
  })
}
