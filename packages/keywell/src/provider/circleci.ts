/** CircleCI: the tokens of jobs, with an issuer and keys for each organization. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption, UUID } from './shared/ids.ts'
import { pinRules } from './shared/pins.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export interface CircleCiOptions {
  /** Such as `2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60`, from the organization's settings. */
  readonly organizationId: string
  /** The organization's id unless given, which is what tokens have unless the job asks for another. */
  readonly audience?: string | readonly string[] | Unchecked
  /** The projects that are accepted; all of the organization unless given. */
  readonly projectId?: string | readonly string[]
}

export interface CircleCiClaims extends JwtPayload {
  readonly 'oidc.circleci.com/org-id'?: string
  readonly 'oidc.circleci.com/project-id'?: string
  readonly 'oidc.circleci.com/context-ids'?: readonly string[]
  /** Where the code is, which is the fork for a pull request of one. */
  readonly 'oidc.circleci.com/vcs-origin'?: string
  readonly 'oidc.circleci.com/vcs-ref'?: string
  readonly 'oidc.circleci.com/ssh-rerun'?: boolean
  readonly 'oidc.circleci.com/pipeline-id'?: string
  readonly 'oidc.circleci.com/pipeline-definition-id'?: string
  readonly 'oidc.circleci.com/workflow-id'?: string
  readonly 'oidc.circleci.com/job-id'?: string
}

/**
 * Tokens of the jobs of one CircleCI organization.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see circleci.com/docs/guides/permissions-authentication/openid-connect-tokens
 * @example createVerifier(circleCi({ organizationId: '2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60' }))
 */
export const circleCi: Preset<CircleCiOptions, CircleCiClaims, 'circleci'> = definePreset(
  ['organizationId', 'audience', 'projectId'],
  ({ organizationId, audience, projectId }) => {
    const organization = organizationOf(organizationId)
    return {
      name: 'circleci',
      issuer: issuerOf(organization),
      audience: audience ?? organization,
      rules: pinRules({
        anchors: [
          {
            option: 'projectId',
            value: projectId,
            claim: 'oidc.circleci.com/project-id',
            shape: UUID,
            what: 'the id of a project, a UUID in lower case',
          },
        ],
        isAnchored: true,
        everyone: 'every project of the organization',
        source: TOKENS,
      }),
      keys: (source) => remoteJwks(keysUrl(organization), source),
      hints: { ERR_ISSUER_UNTRUSTED: 'iss ends in the id of the organization whose job it was' },
    }
  },
)

const organizationOf = (value: unknown): string =>
  shapedOption('organizationId', value, UUID, 'the id of an organization, a UUID in lower case')

const issuerOf = (organization: string): string => `https://oidc.circleci.com/org/${organization}`

const keysUrl = (organization: string): string => `${issuerOf(organization)}/.well-known/jwks-pub.json`

const TOKENS = 'CircleCI docs, Using OpenID Connect tokens in jobs'

export const CIRCLECI: Provider = {
  name: 'circleci',
  title: 'CircleCI',
  call: "circleCi({ organizationId: '2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60' })",
  checks: [
    '`iss` is the organization',
    '`aud` is the organization’s id, or the audience that is given',
    '`oidc.circleci.com/project-id` is one of `projectId`, where that is given',
  ],
  mistakes: [
    'A job for a pull request of a fork has the organization of the project it is for, not the fork’s.',
    '`oidc.circleci.com/vcs-origin` is the fork then: it does not say whose project ran the job.',
    'The key set is at `jwks-pub.json`, not at `jwks.json`.',
  ],
  facts: [
    ['issuer', '`https://oidc.circleci.com/org/{organizationId}`', TOKENS],
    ['keys', '`{issuer}/.well-known/jwks-pub.json`', 'verifiers in public repositories'],
    ['audience', 'the organization’s id, unless the job asks for another', TOKENS],
    ['expiry', 'one hour after issue', TOKENS],
  ],
  asOf: '2026-11',
  unverified: ['tokens whose issuer is `https://oidc.circleci.com` alone, as some verifiers admit: they are refused'],
  keyOptions: [{ name: 'organizationId', example: '2c9f1e0a-5b7d-4c3e-8f6a-1b2c3d4e5f60', isRequired: true }],
  keys: ({ organizationId }, source) => remoteJwks(keysUrl(organizationOf(organizationId)), source),
}
