/** Slack: ID tokens of "Sign in with Slack", of any workspace unless one is named. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf, whereGiven } from './shared/rules.ts'
import { audienceOption } from './shared/several.ts'
import type { VerifiedUserClaims } from './shared/user-claims.ts'

export interface SlackOptions {
  /** Of the Slack app, such as `2141029472.691202649728`. */
  readonly clientId: string | readonly string[] | Unchecked
  /** The workspaces whose members are accepted, such as `T0R7GR`; any workspace unless given. */
  readonly teamId?: string | readonly string[]
}

export interface SlackClaims extends VerifiedUserClaims {
  readonly 'https://slack.com/team_id'?: string
  readonly 'https://slack.com/user_id'?: string
  readonly nonce?: string
}

/**
 * ID tokens of Sign in with Slack.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.slack.dev/authentication/sign-in-with-slack
 * @example createVerifier(slack({ clientId: '2141029472.691202649728', teamId: 'T0R7GR' }))
 */
export const slack: Preset<SlackOptions, SlackClaims, 'slack'> = definePreset(
  ['clientId', 'teamId'],
  ({ clientId, teamId }) => ({
    name: 'slack',
    issuer: 'https://slack.com',
    audience: audienceOption('clientId', clientId),
    algorithms: ['RS256'],
    rules: whereGiven('teamId', teamId, isOfTeam),
    keys: (source) => remoteJwks(KEYS, source),
    hints: { opaque: "Slack's other tokens (xoxb-…, xoxp-…) are opaque: send the ID token" },
  }),
)

const KEYS = 'https://slack.com/openid/connect/keys'
const SIGN_IN = 'Slack docs, Sign in with Slack'
const DISCOVERY = 'discovery document of slack.com'

const isOfTeam = (teams: readonly string[]): ReturnType<typeof claimIsOneOf> =>
  claimIsOneOf('https://slack.com/team_id', teams, {
    meaning: 'claim',
    hint: 'only members of these workspaces are accepted here',
    source: SIGN_IN,
  })

export const SLACK: Provider = {
  name: 'slack',
  title: 'Slack',
  call: "slack({ clientId: '2141029472.691202649728', teamId: 'T0R7GR' })",
  checks: [
    '`iss` is `https://slack.com`',
    '`aud` is one of the client ids; RS256 alone is accepted',
    '`https://slack.com/team_id` is one of the workspaces, where `teamId` is given',
  ],
  mistakes: [
    'Members of any workspace can sign in to an app that is distributed: name the workspaces, or check the claim.',
    'Requests from Slack are signed in another way, with the signing secret: they carry no such token.',
  ],
  facts: [
    ['issuer', '`https://slack.com`', DISCOVERY],
    ['keys', `\`${KEYS}\``, DISCOVERY],
    ['algorithm', 'RS256', DISCOVERY],
    ['workspace and user', '`https://slack.com/team_id`, `https://slack.com/user_id`', SIGN_IN],
    ['keys listed', 'one, without `use`; no change in five months', 'recorded key sets'],
  ],
  asOf: '2026-11',
  keyOptions: [],
  keys: (_, source) => remoteJwks(KEYS, source),
}
