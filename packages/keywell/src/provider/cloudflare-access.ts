/** Cloudflare Access: application tokens of one team, each for the application whose AUD tag it carries. */
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { labelOption } from './shared/options.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf } from './shared/rules.ts'
import { audienceOption } from './shared/several.ts'

export interface CloudflareAccessOptions {
  /** The team name, such as `acme` in `acme.cloudflareaccess.com`. */
  readonly team: string
  /** The AUD tags of the applications. */
  readonly audience: string | readonly string[] | Unchecked
}

export interface CloudflareAccessClaims extends JwtPayload {
  readonly type: 'app'
  /** Of a person; absent for service tokens. */
  readonly email?: string
  readonly identity_nonce?: string
  readonly country?: string
  /** The client id of a service token, whose `sub` is empty. */
  readonly common_name?: string
  /** Claims of the identity provider that are handed on. */
  readonly custom?: Readonly<Record<string, unknown>>
}

/**
 * Application tokens, as Access adds them to requests in `Cf-Access-Jwt-Assertion`: of people and of service tokens.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json
 * @example createVerifier(cloudflareAccess({ team: 'acme', audience: '32eafc7626e974616deaf0dc3ce63d7b' }))
 */
export const cloudflareAccess: Preset<CloudflareAccessOptions, CloudflareAccessClaims, 'cloudflare-access'> =
  definePreset(['team', 'audience'], ({ team, audience }) => {
    const issuer = issuerOf(team)
    return {
      name: 'cloudflare-access',
      issuer,
      audience: audienceOption('audience', audience),
      algorithms: ['RS256'],
      rules: [IS_APPLICATION],
      keys: (source) => remoteJwks(`${issuer}/cdn-cgi/access/certs`, source),
      hints: { ERR_AUDIENCE_MISMATCH: "aud is the AUD tag on the application's page, not its domain" },
    }
  })

const issuerOf = (team: unknown): string =>
  `https://${labelOption('team', team, { example: 'acme', suffix: '.cloudflareaccess.com' })}.cloudflareaccess.com`

const TOKEN = 'Cloudflare One docs, application token'
const VALIDATE = 'Cloudflare One docs, validate JWTs'

const IS_APPLICATION = claimIsOneOf('type', ['app'], {
  meaning: 'kind',
  hint: 'a global session token (type "org") is for Cloudflare alone: take the token of the application',
  source: TOKEN,
})

export const CLOUDFLARE_ACCESS: Provider = {
  name: 'cloudflare-access',
  title: 'Cloudflare Access',
  call: "cloudflareAccess({ team: 'acme', audience: '32eafc7626e974616deaf0dc3ce63d7b' })",
  checks: [
    '`iss` is `https://{team}.cloudflareaccess.com`',
    '`aud` has the AUD tag of one of the applications',
    '`type` is `app`: global session tokens (`org`) are refused',
    'RS256 alone is accepted',
  ],
  mistakes: [
    'All applications of a team share its keys: only `aud` tells whose token it is.',
    'Tokens of service tokens have an empty `sub` and no `email`: who it is stands in `common_name`.',
    'The cookie `CF_Authorization` may be missing: read the header `Cf-Access-Jwt-Assertion`.',
    'A copied certificate is out of date within weeks: keys rotate every six.',
  ],
  facts: [
    ['issuer', '`https://{team}.cloudflareaccess.com`', VALIDATE],
    ['keys', '`https://{team}.cloudflareaccess.com/cdn-cgi/access/certs`', VALIDATE],
    ['audience', 'an array with the AUD tag of the application', TOKEN],
    ['algorithm', 'RS256; kids of 64 hex digits', TOKEN],
    ['kinds', '`type` is `app` for applications, `org` for the global session', TOKEN],
    ['rotation', 'every six weeks; the previous key stays valid for seven days', VALIDATE],
  ],
  asOf: '2026-11',
  unverified: ['teams on domains of their own in `iss`: use `oidc` with `keys`'],
  keyOptions: [{ name: 'team', example: 'acme', isRequired: true }],
  keys: ({ team }, source) => remoteJwks(`${issuerOf(team)}/cdn-cgi/access/certs`, source),
}
