/** Descope: session tokens whose issuer is the project's id, as it is or at the end of a URL. */
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload, TrustRule } from '../verify/trust.ts'
import { unchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { baseUrlOption, loopbackOf } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimRule } from './shared/rules.ts'
import { oneOrMore } from './shared/several.ts'

export interface DescopeOptions {
  /** Such as `P2OPANdSmtackRAJlrRKFxFcoriw`. */
  readonly projectId: string
  /** Where a JWT template adds `aud`; not checked unless given, since `iss` is the project. */
  readonly audience?: string | readonly string[] | Unchecked
  /** With a custom domain or in another region. Default `https://api.descope.com`. */
  readonly baseUrl?: string
  /** Further issuers that a JWT template or an application writes, exactly as in `iss`; each has to have the project's id in its path. */
  readonly issuer?: string | readonly string[]
}

interface Authorization {
  readonly permissions?: readonly string[]
  readonly roles?: readonly string[]
}

export interface DescopeClaims extends JwtPayload, Authorization {
  /** `DS` in session tokens. */
  readonly drn?: string
  readonly amr?: readonly string[]
  /** By tenant id. */
  readonly tenants?: Readonly<Record<string, Authorization>>
  /** The current tenant. */
  readonly dct?: string
}

/**
 * Session tokens of a Descope project.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.descope.com/sessions/validation/backend
 * @example createVerifier(descope({ projectId: 'P2OPANdSmtackRAJlrRKFxFcoriw' }))
 */
export const descope: Preset<DescopeOptions, DescopeClaims, 'descope'> = definePreset(
  ['projectId', 'audience', 'baseUrl', 'issuer'],
  (options: DescopeOptions & { readonly source?: RemoteOptions }) => {
    const project = projectOption(options.projectId)
    const base = baseOf(options.baseUrl, loopbackOf(options.source))
    const further = options.issuer === undefined ? [] : oneOrMore('issuer', options.issuer)
    return {
      name: 'descope',
      issuer: [
        project,
        ...new Set([`${API}/${project}`, `${base}/${project}`]),
        ...further.map((issuer) => shapedOption('issuer', issuer, hasProject(project), ISSUER)),
      ],
      audience: options.audience ?? NO_AUDIENCE,
      rules: [IS_SESSION],
      keys: (source) => remoteJwks(keysUrl(base, project), source),
      hints: HINTS,
    }
  },
)

const API = 'https://api.descope.com'
const PROJECT = /^P[A-Za-z\d]{20,40}$/
const EXAMPLE = 'P2OPANdSmtackRAJlrRKFxFcoriw'
const ISSUER = 'issuers that have the project id in their path'

const projectOption = (value: unknown): string =>
  shapedOption('projectId', value, PROJECT, `a project id such as "${EXAMPLE}"`)

const hasProject = (project: string): RegExp => new RegExp(`^https?://[^\\s]+/${project}(?:/[^/\\s]*)?$`)

const baseOf = (baseUrl: string | undefined, loopback: RemoteOptions): string =>
  baseUrl === undefined ? API : baseUrlOption('baseUrl', baseUrl, loopback)

const keysUrl = (base: string, project: string): string => `${base}/v2/keys/${project}`

const NO_AUDIENCE = unchecked('Descope session tokens have no aud unless a template adds it; iss is the project')
const SDK = 'descope/node-sdk, lib/index.ts'

/** It is signed with the same keys, under the same issuer, and lives for weeks. */
const IS_SESSION: TrustRule = claimRule('drn', {
  meaning: 'kind',
  expected: 'a session token (DS)',
  accepts: (seen) => seen !== 'DSR',
  hint: 'this is a refresh token (DSR), which is for Descope only: send the session token (DS)',
  source: 'descope/node-sdk, constants',
})

const HINTS = {
  ERR_ISSUER_UNTRUSTED: 'the token is of another project, or a JWT template writes another iss: give that as issuer',
  ERR_CLAIM_MISSING: 'session tokens have no aud unless a JWT template of the project adds it',
} as const

export const DESCOPE: Provider = {
  name: 'descope',
  title: 'Descope',
  call: `descope({ projectId: '${EXAMPLE}' })`,
  checks: [
    '`iss` is the project id, which is no URL, or a URL that ends in it, and so stands in for `aud`',
    'the token is no refresh token (`drn` `DSR`)',
    '`aud` has the audience, where one is given',
  ],
  mistakes: [
    'The issuer is the bare project id by default: a check that wants a URL refuses every token.',
    'Refresh tokens verify with the same keys: only session tokens are for an API.',
    'Roles and permissions count within a tenant: look under `tenants`.',
    'Projects of another region, or with a custom domain, have their keys there: give `baseUrl`.',
  ],
  facts: [
    ['issuer', '`{projectId}`, or a URL that ends in it', SDK],
    ['issuer, by template', '`https://api.descope.com/{projectId}`', 'docs.descope.com, Azure API Management'],
    ['keys', '`https://api.descope.com/v2/keys/{projectId}`', SDK],
    ['kinds', '`drn` is `DS` for session, `DSR` for refresh tokens', 'descope/node-sdk, constants'],
    ['audience', 'optional, by template', 'docs.descope.com, Validating JWTs offline'],
  ],
  asOf: '2026-11',
  unverified: [
    'which base URL each region has: none is derived from the project id',
    'that every session token has `drn`: only the value of a refresh token is refused',
  ],
  keyOptions: [
    { name: 'projectId', example: EXAMPLE, isRequired: true },
    { name: 'baseUrl', example: 'https://auth.acme.example' },
  ],
  keys: ({ projectId, baseUrl }, source) =>
    remoteJwks(keysUrl(baseOf(baseUrl, loopbackOf(source)), projectOption(projectId)), source),
}
