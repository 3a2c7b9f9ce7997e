/** Buildkite: the tokens that agents ask for in jobs. All organizations share the issuer, so the organization is the check. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { SLUG, UUID } from './shared/ids.ts'
import { pinRules } from './shared/pins.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

/** One of `organization` and `organizationId` must be given; `organization: unchecked('…')` takes them all. */
export interface BuildkiteOptions {
  /** What the job asks for; else `https://buildkite.com/{organization}`. */
  readonly audience: string | readonly string[] | Unchecked
  /** The slug, such as `acme-inc`. */
  readonly organization?: string | readonly string[] | Unchecked
  /** The UUID; in tokens only where the job asks with `--claims organization_id`. */
  readonly organizationId?: string | readonly string[]
  /** The slugs of the pipelines that are accepted; all of the organization unless given. */
  readonly pipeline?: string | readonly string[]
}

export interface BuildkiteClaims extends JwtPayload {
  readonly organization_slug?: string
  readonly pipeline_slug?: string
  readonly build_number?: number
  readonly build_branch?: string
  readonly build_tag?: string
  readonly build_commit?: string
  /** Null where the step has no key. */
  readonly step_key?: string | null
  readonly job_id?: string
  readonly agent_id?: string
  /** Where it was asked for. */
  readonly organization_id?: string
  /** Where it was asked for. */
  readonly pipeline_id?: string
}

/**
 * Tokens of the jobs of one Buildkite organization.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see buildkite.com/docs/agent/cli/reference/oidc
 * @example createVerifier(buildkite({ audience: 'https://api.acme.example', organization: 'acme-inc' }))
 */
export const buildkite: Preset<BuildkiteOptions, BuildkiteClaims, 'buildkite'> = definePreset(
  ['audience', 'organization', 'organizationId', 'pipeline'],
  (options) => ({
    name: 'buildkite',
    issuer: ISSUER,
    audience: options.audience,
    rules: rulesOf(options),
    keys: (source) => remoteJwks(KEYS, source),
    hints: {
      ERR_AUDIENCE_MISMATCH: 'the job must ask with this audience: buildkite-agent oidc request-token --audience',
      ERR_TOKEN_EXPIRED: 'tokens live for 5 minutes unless asked with --lifetime: ask where it is used',
    },
  }),
)

const ISSUER = 'https://agent.buildkite.com'
const KEYS = 'https://agent.buildkite.com/.well-known/jwks'

const rulesOf = ({ organization, organizationId, pipeline }: BuildkiteOptions): ReturnType<typeof pinRules> =>
  pinRules({
    anchors: [
      {
        option: 'organization',
        value: organization,
        claim: 'organization_slug',
        shape: SLUG,
        what: 'the slug of an organization such as "acme-inc"',
      },
      {
        option: 'organizationId',
        value: organizationId,
        claim: 'organization_id',
        shape: UUID,
        what: 'the id of an organization, a UUID in lower case',
      },
    ],
    others: [
      {
        option: 'pipeline',
        value: pipeline,
        claim: 'pipeline_slug',
        shape: SLUG,
        what: 'the slug of a pipeline such as "deploy"',
      },
    ],
    everyone: 'every organization on Buildkite',
    source: FEDERATION,
  })

const CLI = 'Buildkite docs, buildkite-agent oidc'
const FEDERATION = 'Buildkite docs, Workload identity federation, Buildkite agents'

export const BUILDKITE: Provider = {
  name: 'buildkite',
  title: 'Buildkite',
  call: "buildkite({ audience: 'https://api.acme.example', organization: 'acme-inc' })",
  checks: [
    '`iss` is `https://agent.buildkite.com`',
    '`aud` has the audience',
    '`organization_slug`, `organization_id`: those that are given; one must be',
    '`pipeline_slug` is one of `pipeline`, where that is given',
  ],
  mistakes: [
    'Every organization on Buildkite can ask for a token with your audience: the audience alone lets all of them in.',
    'A pipeline’s slug says nothing without the organization: others have pipelines of the same name.',
    '`organization_id` and `pipeline_id` are in tokens only where the job asks for them.',
  ],
  facts: [
    ['issuer', '`https://agent.buildkite.com`', CLI],
    ['keys', '`https://agent.buildkite.com/.well-known/jwks`', CLI],
    ['audience', 'what is asked for; else `https://buildkite.com/{organization}`', CLI],
    ['expiry', '5 minutes, unless the job asks for more', CLI],
    ['organization', 'an issuer that all share takes a condition on it', FEDERATION],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
