/** Amazon Cognito user pools: the region is in the pool id, two issuer hosts, and access tokens without `aud`. */
import { oneOf, optional, optionInvalid } from '../errors/index.ts'
import { remoteJwks } from '../source/remote/remote.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { unchecked, type Unchecked } from '../verify/unchecked.ts'
import { AWS_REGION_SHAPE, awsRegionOption, shapedOption } from './shared/ids.ts'
import { defineKindPreset, type KindPreset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { claimIsOneOf } from './shared/rules.ts'
import { oneOrMoreUnless } from './shared/several.ts'

export interface CognitoOptions {
  /** Such as `eu-west-1_AbCdEf123`. For several pools, make a trust of each. */
  readonly userPoolId: string
  /** The app clients whose tokens are accepted: `aud` of ID tokens, `client_id` of access tokens. */
  readonly clientId: string | readonly string[] | Unchecked
  /** The pool's issuer type, which says where its keys are; tokens of both are accepted. Default `original`. */
  readonly issuerType?: 'original' | 'updated'
  /** Regions with replicas of the pool, which may name themselves in `iss`. */
  readonly additionalRegions?: readonly string[]
}

interface CommonClaims extends JwtPayload {
  readonly 'cognito:groups'?: readonly string[]
  readonly origin_jti?: string
  readonly event_id?: string
  readonly auth_time?: number
}

export interface CognitoIdClaims extends CommonClaims {
  readonly token_use: 'id'
  readonly 'cognito:username'?: string
  readonly 'cognito:roles'?: readonly string[]
  readonly email?: string
  readonly identities?: readonly unknown[]
  readonly at_hash?: string
  readonly nonce?: string
}

export interface CognitoAccessClaims extends CommonClaims {
  readonly token_use: 'access'
  readonly client_id: string
  /** Space-separated. */
  readonly scope?: string
  readonly username?: string
  readonly device_key?: string
  readonly version?: number
}

/**
 * ID or access tokens of a Cognito user pool, one kind for each trust: what is an ID token must not open an API.
 * For both, share the keys: `const access = cognito({ …, tokenUse: 'access' })`, then
 * `createVerifier([access, cognito({ …, tokenUse: 'id', keys: access.keys })])`; the result's `trust` says which it was.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 * @example createVerifier(cognito({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789', tokenUse: 'access' }))
 */
export const cognito: KindPreset<
  CognitoOptions,
  'tokenUse',
  { id: CognitoIdClaims; access: CognitoAccessClaims },
  'cognito',
  never
> = defineKindPreset(
  'tokenUse',
  ['userPoolId', 'clientId', 'issuerType', 'additionalRegions'],
  ({ userPoolId, clientId, tokenUse, issuerType, additionalRegions }) => {
    const kind = oneOf('id', 'access')('tokenUse', tokenUse)
    const pool = poolOf(userPoolId)
    const regions = [pool.region, ...regionsOf(additionalRegions)]
    const type = optional(oneOf('original', 'updated'), 'issuerType', issuerType) ?? 'original'
    const clients = oneOrMoreUnless('clientId', clientId)
    const isKind = claimIsOneOf('token_use', [kind], { meaning: 'kind', hint: KIND_HINT, source: VERIFYING })
    const isClient = claimIsOneOf('client_id', clients ?? [], {
      meaning: 'audience',
      hint: CLIENT_HINT,
      source: VERIFYING,
    })
    const byClaim = kind === 'access' && clients !== undefined
    return {
      name: `cognito-${kind}`,
      issuer: regions.flatMap((region) => TYPES.map((each) => issuerOf(each, { ...pool, region }))),
      audience: byClaim ? NO_AUDIENCE : clientId,
      rules: byClaim ? [isKind, isClient] : [isKind],
      keys: (source) => remoteJwks(`${issuerOf(type, pool)}/.well-known/jwks.json`, source),
      hints: { ERR_KEY_NOT_FOUND: 'the token is of another user pool, or its pool id is mistyped' },
    }
  },
)

const TYPES = ['original', 'updated'] as const

interface Pool {
  readonly region: string
  readonly id: string
}

function regionsOf(additionalRegions: unknown): readonly string[] {
  if (additionalRegions === undefined) return []
  if (!Array.isArray(additionalRegions))
    throw optionInvalid('additionalRegions', 'an array of AWS regions', additionalRegions)
  return additionalRegions.map((region, place) => awsRegionOption(`additionalRegions[${place}]`, region))
}

const POOL = new RegExp(`^${AWS_REGION_SHAPE}_[A-Za-z\\d]{1,64}$`)

function poolOf(userPoolId: unknown): Pool {
  const id = shapedOption('userPoolId', userPoolId, POOL, 'a user pool id such as "eu-west-1_AbCdEf123"')
  return { id, region: id.slice(0, id.indexOf('_')) }
}

/** Both are the pool's; which one signs is the setting `IssuerConfiguration.Type`. */
const issuerOf = (type: (typeof TYPES)[number], { region, id }: Pool): string =>
  `https://${type === 'original' ? '' : 'issuer-'}cognito-idp.${region}.amazonaws.com/${id}`

const NO_AUDIENCE = unchecked('Cognito access tokens carry client_id in place of aud; it is checked instead')
const VERIFYING = 'Amazon Cognito Developer Guide, verifying a JWT'
const KIND_HINT =
  'an ID token says who signed in, an access token what may be done: send the kind that is asked for here'
const CLIENT_HINT = 'the token is of another app client of the pool: list its id in clientId if it may call this'

export const COGNITO: Provider = {
  name: 'cognito',
  title: 'Amazon Cognito',
  call: "cognito({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789', tokenUse: 'access' })",
  checks: [
    '`iss` is the pool, at the original or at the updated issuer host',
    '`token_use` is the kind asked for',
    'the app client: `aud` of ID tokens, `client_id` of access tokens, which have no `aud`',
  ],
  mistakes: [
    'Expecting `aud` on access tokens: it is not there, and a check of `aud` alone leaves the client unchecked.',
    'The `iss` is never the hosted domain (`….auth.{region}.amazoncognito.com`) nor a custom domain.',
    'ID and access tokens are signed with different keys of the set: never take the first one.',
    'Custom attributes (`custom:…`) are always strings.',
    'A kid that is not found is most often a token of another pool.',
  ],
  facts: [
    [
      'issuer',
      '`https://cognito-idp.{region}.amazonaws.com/{userPoolId}`',
      'Amazon Cognito Developer Guide, verifying a JWT',
    ],
    [
      'issuer, updated',
      '`https://issuer-cognito-idp.{region}.amazonaws.com/{userPoolId}`, by `IssuerConfiguration.Type`',
      'Amazon Cognito API Reference, IssuerConfigurationType',
    ],
    ['keys', '`{issuer}/.well-known/jwks.json`', 'Amazon Cognito Developer Guide, verifying a JWT'],
    ['user pool id', '`{region}_{id}`', 'awslabs/aws-jwt-verify 5.2.1, cognito-verifier'],
    ['algorithm', 'RS256', 'Amazon Cognito Developer Guide, verifying a JWT'],
    ['kids', '44 characters of standard base64, with `+`, `/` and `=`', 'key sets of five pools'],
    ['replicas', 'the region in `iss` may be that of the replica that signed', 'awslabs/aws-jwt-verify issue 282'],
  ],
  asOf: '2026-11',
  unverified: [
    'which host tokens of the EU Sovereign Cloud (`eusc-…`) carry: its pools are refused as an option; use `oidc`',
    'that `aud` appears in access tokens with resource binding: it is not looked at',
  ],
  keyOptions: [
    { name: 'userPoolId', example: 'eu-west-1_AbCdEf123', isRequired: true },
    { name: 'issuerType', example: 'updated' },
  ],
  keys: ({ userPoolId, issuerType }, source) => {
    const type = optional(oneOf(...TYPES), 'issuerType', issuerType) ?? 'original'
    return remoteJwks(`${issuerOf(type, poolOf(userPoolId))}/.well-known/jwks.json`, source)
  },
}
