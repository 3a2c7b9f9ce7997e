/** Vercel: the OIDC tokens of deployments, by the issuer of the team or the one that all teams share. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { shapedOption, SLUG } from './shared/ids.ts'
import { pinRules } from './shared/pins.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

/** One of `team`, `projectId` and `ownerId` must be given; `projectId: unchecked('…')` takes all projects of all teams. */
export interface VercelOptions {
  /** `https://vercel.com/{team}`, unless the deployment asks for another. */
  readonly audience: string | readonly string[] | Unchecked
  /** The slug, such as `acme`, of a team whose issuer mode is "Team"; without it, tokens of the mode "Global" are accepted. */
  readonly team?: string
  /** Such as `prj_7Gw5ZMBpQA8h9GF832KGp7nwbuh3`. */
  readonly projectId?: string | readonly string[] | Unchecked
  /** The team's id, such as `team_7Gw5ZMBpQA8h9GF832KGp7nw`. */
  readonly ownerId?: string | readonly string[]
  /** Such as `production`; all of them unless given. */
  readonly environment?: string | readonly string[]
}

export interface VercelClaims extends JwtPayload {
  readonly owner?: string
  readonly owner_id?: string
  readonly project?: string
  readonly project_id?: string
  readonly environment?: string
  readonly scope?: string
  readonly external_sub?: string
}

/**
 * OIDC tokens of Vercel deployments, of one team or of these projects.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see vercel.com/docs/oidc/reference
 * @example createVerifier(vercel({ team: 'acme', audience: 'https://vercel.com/acme', environment: 'production' }))
 */
export const vercel: Preset<VercelOptions, VercelClaims, 'vercel'> = definePreset(
  ['audience', 'team', 'projectId', 'ownerId', 'environment'],
  (options) => ({
    name: 'vercel',
    issuer: issuerOf(options.team),
    audience: options.audience,
    rules: rulesOf(options),
    keys: (source) => remoteJwks(KEYS, source),
    hints: {
      ERR_ISSUER_UNTRUSTED: 'the issuer mode is a setting of the project: team is for "Team", no team for "Global"',
      ERR_AUDIENCE_MISMATCH: 'the audience is https://vercel.com/{team}, unless the deployment asks for another',
    },
  }),
)

const ISSUER = 'https://oidc.vercel.com'
const KEYS = 'https://oidc.vercel.com/.well-known/jwks'
const ID = /^[A-Za-z\d_-]+$/

const issuerOf = (team: string | undefined): string =>
  team === undefined ? ISSUER : `${ISSUER}/${shapedOption('team', team, SLUG, 'the slug of a team such as "acme"')}`

const rulesOf = ({ team, projectId, ownerId, environment }: VercelOptions): ReturnType<typeof pinRules> =>
  pinRules({
    anchors: [
      {
        option: 'projectId',
        value: projectId,
        claim: 'project_id',
        shape: ID,
        what: 'the id of a project such as "prj_7Gw5…"',
      },
      {
        option: 'ownerId',
        value: ownerId,
        claim: 'owner_id',
        shape: ID,
        what: 'the id of a team such as "team_7Gw5…"',
      },
    ],
    isAnchored: team !== undefined,
    others: [
      {
        option: 'environment',
        value: environment,
        claim: 'environment',
        shape: /^[\w.-]+$/,
        what: 'an environment such as "production"',
      },
    ],
    everyone: 'every project on Vercel',
    source: SDK,
  })

const API = 'Vercel docs, OIDC, Connect to your own API'
const REFERENCE = 'Vercel docs, OIDC Federation Reference'
const SDK = 'vercel/vercel, packages/oidc'

export const VERCEL: Provider = {
  name: 'vercel',
  title: 'Vercel',
  call: "vercel({ team: 'acme', audience: 'https://vercel.com/acme', environment: 'production' })",
  checks: [
    '`iss` is the team’s issuer, or the one that all share',
    '`aud` has the audience',
    '`project_id`, `owner_id`, `environment`: those that are given; without a team, one of the first two must be',
  ],
  mistakes: [
    'With the issuer that all teams share, any project on Vercel gets in by the audience alone.',
    'Previews run the code of branches: give `environment` where only production may call.',
    'Matching the issuer by its beginning without the slash: `https://oidc.vercel.com.evil.example` begins so too.',
    'The `sub` has the project’s name, which can change: `project_id` stays.',
  ],
  facts: [
    ['issuer', '`https://oidc.vercel.com/{team}`, or `https://oidc.vercel.com` in the mode "Global"', API],
    ['keys', '`https://oidc.vercel.com/.well-known/jwks`, whatever the issuer', SDK],
    ['audience', '`https://vercel.com/{team}`, or another by token exchange', API],
    ['subject', '`owner:{team}:project:{name}:environment:{environment}`', API],
    ['claims', '`owner_id`, `project_id`, `environment`', REFERENCE],
    ['algorithm', 'RS256', SDK],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
