/** GitHub Actions: the tokens of workflow runs. Any repository can ask for any audience, so the repository is the check. */
import { optionInvalid } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import { discoverJwks } from '../source/remote/discover.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { hostOption } from './shared/options.ts'
import { pinRules } from './shared/pins.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

/** One of `repository`, `repositoryId`, `owner` and `enterprise` must be given; `repository: unchecked('…')` takes them all. */
export interface GitHubActionsOptions {
  /** What the workflow asks for; else the URL of the repository's owner. */
  readonly audience: string | readonly string[] | Unchecked
  /** Such as `acme/shop`. A name can pass to others when it is given up; the id cannot. */
  readonly repository?: string | readonly string[] | Unchecked
  /** Such as `123456789`. */
  readonly repositoryId?: string | readonly string[]
  /** The organization or user, such as `acme`. */
  readonly owner?: string | readonly string[]
  /** The slug, for an enterprise that has set its tokens to an issuer of its own. */
  readonly enterprise?: string
  /** Elsewhere than github.com: that of GitHub Enterprise Server, or `{subdomain}.ghe.com`. */
  readonly host?: string
}

export interface GitHubActionsClaims extends JwtPayload {
  readonly repository?: string
  readonly repository_id?: string
  readonly repository_owner?: string
  readonly repository_owner_id?: string
  readonly repository_visibility?: string
  readonly ref?: string
  readonly ref_type?: string
  readonly sha?: string
  readonly environment?: string
  readonly event_name?: string
  readonly actor?: string
  readonly actor_id?: string
  readonly workflow?: string
  readonly workflow_ref?: string
  readonly job_workflow_ref?: string
  readonly run_id?: string
  readonly run_attempt?: string
  readonly runner_environment?: string
  readonly enterprise?: string
}

/**
 * Tokens of GitHub Actions workflows, of these repositories.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.github.com/en/actions/reference/security/oidc
 * @example createVerifier(gitHubActions({ audience: 'https://api.acme.example', repository: 'acme/shop' }))
 */
export const gitHubActions: Preset<GitHubActionsOptions, GitHubActionsClaims, 'github-actions'> = definePreset(
  ['audience', 'repository', 'repositoryId', 'owner', 'enterprise', 'host'],
  (options) => {
    const issuer = issuerOf(options)
    return {
      name: 'github-actions',
      issuer,
      audience: options.audience,
      rules: rulesOf(options),
      keys: (source) => keysOf(issuer, source),
      hints: HINTS,
    }
  },
)

const GITHUB = 'https://token.actions.githubusercontent.com'
const SLUG = /^[A-Za-z\d](?:[A-Za-z\d_-]*[A-Za-z\d])?$/
const PUBLIC = /(?:^|\.)github(?:usercontent)?\.com$/
const GHE = '.ghe.com'
const GHE_LABELS = 3

function issuerOf({ enterprise, host }: Pick<GitHubActionsOptions, 'enterprise' | 'host'>): string {
  if (host !== undefined) return hostIssuer(host, enterprise)
  if (enterprise === undefined) return GITHUB
  return `${GITHUB}/${shapedOption('enterprise', enterprise, SLUG, 'the slug of an enterprise such as "acme-inc"')}`
}

function hostIssuer(host: string, enterprise: string | undefined): string {
  if (enterprise !== undefined) throw optionInvalid('enterprise', 'absent beside host', enterprise)
  const name = hostOption('host', host, 'github.acme.example')
  if (PUBLIC.test(name)) throw optionInvalid('host', 'absent for github.com', host)
  if (!name.endsWith(GHE)) return `https://${name}/_services/token`
  if (name.split('.').length > GHE_LABELS) throw optionInvalid('host', `"{subdomain}${GHE}"`, host)
  return `https://token.actions.${name}`
}

const keysOf = (issuer: string, source: RemoteOptions): KeySource =>
  issuer === GITHUB ? remoteJwks(`${GITHUB}/.well-known/jwks`, source) : discoverJwks(issuer, source)

const rulesOf = (options: GitHubActionsOptions): ReturnType<typeof pinRules> =>
  pinRules({
    anchors: [
      {
        option: 'repository',
        value: options.repository,
        claim: 'repository',
        shape: /^[\w-]+\/[\w.-]+$/,
        what: 'owner and name such as "acme/shop"',
      },
      {
        option: 'repositoryId',
        value: options.repositoryId,
        claim: 'repository_id',
        shape: /^\d+$/,
        what: 'an id as text, such as "123456789"',
      },
      {
        option: 'owner',
        value: options.owner,
        claim: 'repository_owner',
        shape: /^[\w-]+$/,
        what: 'an organization or user such as "acme"',
      },
    ],
    isAnchored: options.enterprise !== undefined,
    everyone: 'every repository on GitHub',
    source: REFERENCE,
  })

const HINTS = {
  ERR_AUDIENCE_MISMATCH: 'the workflow must ask with this audience; else it is the URL of the repository’s owner',
  ERR_ISSUER_UNTRUSTED: 'an enterprise can have an issuer of its own (enterprise), and so has every other host (host)',
} as const

const REFERENCE = 'GitHub Docs, OpenID Connect reference'
const RESIDENCY = 'GitHub Docs, Feature overview for GitHub Enterprise Cloud with data residency'

export const GITHUB_ACTIONS: Provider = {
  name: 'github-actions',
  title: 'GitHub Actions',
  call: "gitHubActions({ audience: 'https://api.acme.example', repository: 'acme/shop' })",
  checks: [
    '`iss` is GitHub’s, that of the enterprise, or that of the host',
    '`aud` has the audience',
    '`repository`, `repository_id`, `repository_owner`: those that are given; one must be, or an enterprise',
  ],
  mistakes: [
    'Every repository on GitHub can ask for a token with your audience: the audience alone lets all of them in.',
    'A name that was given up can be taken by others: `repositoryId` stays.',
    'Matching `sub` by its beginning: `repo:acme/shop` is also the beginning of `repo:acme/shop-fork`.',
    '`sub` has another form for environments and pull requests, and can be customized: check claims instead.',
    'Without an audience asked for, `aud` is the URL of the owner, the same for all its receivers.',
  ],
  facts: [
    ['issuer', '`https://token.actions.githubusercontent.com`', REFERENCE],
    ['issuer, enterprise', '`https://token.actions.githubusercontent.com/{slug}`, where it is set so', REFERENCE],
    ['issuer, Enterprise Server', '`https://{host}/_services/token`', REFERENCE],
    ['issuer, data residency', '`https://token.actions.{subdomain}.ghe.com`', RESIDENCY],
    ['keys', '`{issuer}/.well-known/jwks`; elsewhere than github.com by discovery', 'sigstore/fulcio, config'],
    ['audience', 'what is asked for; else the URL of the repository’s owner', REFERENCE],
  ],
  asOf: '2026-11',
  unverified: [
    'that an enterprise with data residency can have its slug in the issuer: `enterprise` is for github.com',
  ],
  keyOptions: [
    { name: 'enterprise', example: 'acme-inc' },
    { name: 'host', example: 'github.acme.example' },
  ],
  keys: ({ enterprise, host }, source) =>
    keysOf(
      issuerOf({ ...(enterprise === undefined ? {} : { enterprise }), ...(host === undefined ? {} : { host }) }),
      source,
    ),
}
