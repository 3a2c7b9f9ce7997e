/** GitLab CI/CD: the ID tokens of jobs, on gitlab.com or an instance of one's own; never those of people who sign in. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { baseUrlOption } from './shared/options.ts'
import { pinRules } from './shared/pins.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsText } from './shared/rules.ts'

/** One of `projectPath`, `projectId` and `namespacePath` must be given; `projectPath: unchecked('…')` takes all projects. */
export interface GitLabOptions {
  /** As the job's `id_tokens` say. */
  readonly audience: string | readonly string[] | Unchecked
  /** Such as `acme/shop`, with all groups above the project. */
  readonly projectPath?: string | readonly string[] | Unchecked
  /** Such as `20`. A path can pass to others when it is given up; the id cannot. */
  readonly projectId?: string | readonly string[]
  /** The group or user right above the project, such as `acme`. */
  readonly namespacePath?: string | readonly string[]
  /** Of an instance of one's own, such as `https://gitlab.acme.example`. */
  readonly baseUrl?: string
}

export interface GitLabClaims extends JwtPayload {
  readonly project_id?: string
  readonly project_path?: string
  readonly namespace_id?: string
  readonly namespace_path?: string
  readonly user_id?: string
  readonly user_login?: string
  readonly user_email?: string
  readonly pipeline_id?: string
  readonly pipeline_source?: string
  readonly job_id?: string
  readonly ref?: string
  readonly ref_type?: string
  readonly ref_path?: string
  /** Text. */
  readonly ref_protected?: 'true' | 'false'
  readonly environment?: string
  /** Text. */
  readonly environment_protected?: 'true' | 'false'
  readonly sha?: string
  readonly ci_config_ref_uri?: string
}

/**
 * ID tokens of GitLab CI/CD jobs, of these projects.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.gitlab.com/ci/secrets/id_token_authentication
 * @example createVerifier(gitLab({ audience: 'https://api.acme.example', projectPath: 'acme/shop' }))
 */
export const gitLab: Preset<GitLabOptions, GitLabClaims, 'gitlab'> = definePreset(
  ['audience', 'projectPath', 'projectId', 'namespacePath', 'baseUrl'],
  (options, admitted) => {
    const issuer = baseUrlOption('baseUrl', options.baseUrl ?? GITLAB, admitted)
    return {
      name: 'gitlab',
      issuer,
      audience: options.audience,
      rules: [IS_JOB, ...rulesOf(options)],
      keys: (source) => remoteJwks(keysUrl(issuer), source),
      hints: { ERR_AUDIENCE_MISMATCH: 'the job must ask with this audience: aud below id_tokens in .gitlab-ci.yml' },
    }
  },
)

const GITLAB = 'https://gitlab.com'
const ID_TOKENS = 'GitLab Docs, OpenID Connect authentication using ID tokens'
const SIGN_IN = 'GitLab Docs, GitLab as OpenID Connect identity provider'
const MAX_PATH = 1024

const keysUrl = (issuer: string): string => `${issuer}/oauth/discovery/keys`

const IS_JOB = claimIsText('project_path', MAX_PATH, {
  meaning: 'kind',
  hint: 'this is no token of a job: those of people who sign in have the same issuer and keys',
  source: ID_TOKENS,
})

const rulesOf = (options: GitLabOptions): ReturnType<typeof pinRules> =>
  pinRules({
    anchors: [
      {
        option: 'projectPath',
        value: options.projectPath,
        claim: 'project_path',
        shape: /^[\w.-]+(?:\/[\w.-]+)+$/,
        what: 'the full path of a project such as "acme/shop"',
      },
      {
        option: 'projectId',
        value: options.projectId,
        claim: 'project_id',
        shape: /^\d+$/,
        what: 'an id as text, such as "20"',
      },
      {
        option: 'namespacePath',
        value: options.namespacePath,
        claim: 'namespace_path',
        shape: /^[\w.-]+(?:\/[\w.-]+)*$/,
        what: 'the full path of a group or user such as "acme/web"',
      },
    ],
    everyone: 'every project on the instance',
    source: ID_TOKENS,
  })

export const GITLAB_CI: Provider = {
  name: 'gitlab',
  title: 'GitLab CI/CD',
  call: "gitLab({ audience: 'https://api.acme.example', projectPath: 'acme/shop' })",
  checks: [
    '`iss` is `https://gitlab.com`, or the base URL',
    '`aud` has the audience',
    '`project_path` is there: tokens of people who sign in with GitLab have none',
    '`project_path`, `project_id`, `namespace_path`: those that are given; one must be',
  ],
  mistakes: [
    'Every project on gitlab.com can ask for a token with your audience: the audience alone lets all of them in.',
    'A path that was given up can be taken by others: `projectId` stays.',
    '`ref_protected` is text: `"false"` is truthy.',
    'Ids are text too: `"20"`, not `20`.',
    'With GitLab below a path of its host, the path is part of the issuer.',
  ],
  facts: [
    ['issuer', '`https://gitlab.com`, or the URL of the instance', ID_TOKENS],
    ['keys', '`{issuer}/oauth/discovery/keys`', 'key sets recorded over five months'],
    ['audience', 'as the job asks; there is no default', ID_TOKENS],
    ['sign-in', 'the same issuer and keys, without the claims of a job', SIGN_IN],
    ['keys listed', 'among them one of 4096 bits', 'key sets recorded over five months'],
  ],
  asOf: '2026-11',
  unverified: [
    'that in pipelines of merge requests `project_path` is that of the fork, and `job_project_id` that of the job: a fork is refused then',
  ],
  keyOptions: [{ name: 'baseUrl', example: 'https://gitlab.acme.example' }],
  keys: ({ baseUrl = GITLAB }, source) => remoteJwks(keysUrl(baseUrlOption('baseUrl', baseUrl, source)), source),
}
