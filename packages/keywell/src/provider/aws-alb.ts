/** AWS Application Load Balancers: one key for each kid, segments with padding, and the header says for whom. */
import { optionInvalid } from '../errors/index.ts'
import type { KeySource } from '../source/key-source.ts'
import type { RemoteOptions } from '../source/remote/http-options.ts'
import { remoteKey } from '../source/remote/remote-key.ts'
import type { JwtPayload } from '../verify/trust.ts'
import { unchecked, type Unchecked } from '../verify/unchecked.ts'
import { shapedOption } from './shared/ids.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'
import { headerIsOneOf } from './shared/rules.ts'
import { oneOrMore, oneOrMoreUnless, oneOrSeveral } from './shared/several.ts'

export interface AwsAlbOptions {
  /** Of the load balancer, as the header names it in `signer`. */
  readonly albArn?: string
  /** Instead of `albArn`: several load balancers of one region. */
  readonly albArns?: readonly string[]
  /** Of the identity provider behind the load balancer, as the listener's rule has it. */
  readonly issuer: string | readonly string[]
  /** The client id that the load balancer has at the identity provider. */
  readonly clientId: string | readonly string[] | Unchecked
}

/** What the identity provider's user info endpoint answers. */
export interface AwsAlbClaims extends JwtPayload {
  readonly email?: string
  readonly name?: string
  readonly username?: string
}

/**
 * The user claims that a load balancer hands on in the header `x-amzn-oidc-data`. Let nothing but the load balancer reach
 * the targets all the same.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 * @example
 * const albArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188'
 * createVerifier(awsAlb({ albArn, issuer: 'https://issuer.example', clientId: 'web' }))
 */
export const awsAlb: Preset<AwsAlbOptions, AwsAlbClaims, 'aws-alb'> = definePreset(
  ['albArn', 'albArns', 'issuer', 'clientId'],
  (options) => {
    const arns = oneOrSeveral(['albArn', options.albArn], ['albArns', options.albArns], arnOption)
    const region = commonRegion(arns)
    const clients = oneOrMoreUnless('clientId', options.clientId)
    const isSigner = headerIsOneOf('signer', arns, { meaning: 'audience', hint: SIGNER_HINT, source: PAGE })
    return {
      name: 'aws-alb',
      issuer: oneOrMore('issuer', options.issuer),
      audience: NO_AUDIENCE,
      algorithms: ['ES256'],
      encoding: 'base64',
      rules:
        clients === undefined
          ? [isSigner]
          : [isSigner, headerIsOneOf('client', clients, { meaning: 'audience', hint: CLIENT_HINT, source: PAGE })],
      keys: (source) => keysOf(region, source),
      hints: { ERR_KEY_NOT_FOUND: 'the token is of a load balancer in another region, or of none' },
    }
  },
)

const ARN =
  /^arn:(?:aws:elasticloadbalancing:[a-z]{2}-[a-z]+-\d|aws-us-gov:elasticloadbalancing:us-gov-(?:east|west)-1):\d{12}:loadbalancer\/app\/[A-Za-z\d-]{1,32}\/[\da-f]{16}$/
const EXAMPLE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188'

const arnOption = (option: string, value: unknown): string =>
  shapedOption(option, value, ARN, `the ARN of an application load balancer such as "${EXAMPLE}"`)

const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

/** Each region has its own keys, and a kid does not say which region it is of. */
function commonRegion(arns: readonly string[]): string {
  const [region = '', ...others] = new Set(arns.map(regionOf))
  if (others.length === 0) return region
  const hint = 'make a trust for each region: each has its own keys'
  throw optionInvalid('albArns', `of one region, not of ${region} and ${others.join(' and ')}`, arns, { hint })
}

function keysOf(region: string, source: RemoteOptions): KeySource {
  const home = region.startsWith('us-gov-')
    ? `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
    : `https://public-keys.auth.elb.${region}.amazonaws.com`
  return remoteKey((kid) => `${home}/${kid}`, { ...source, format: 'pem', alg: 'ES256', kidPattern: 'uuid' })
}

const PAGE = 'Elastic Load Balancing docs, authenticate users'
const NO_AUDIENCE = unchecked(
  "a load balancer's tokens have no aud; signer and client of the header are checked instead",
)
const SIGNER_HINT = 'another load balancer signed it: list its ARN in albArns if it may send requests here'
const CLIENT_HINT = "the client id is that of the listener's authenticate action"

export const AWS_ALB: Provider = {
  name: 'aws-alb',
  title: 'AWS Application Load Balancer',
  call: `awsAlb({ albArn: '${EXAMPLE}', issuer: 'https://issuer.example', clientId: 'web' })`,
  checks: [
    "`signer` of the header is one of the load balancers' ARNs",
    '`client` of the header is one of the client ids; there is no `aud`',
    '`iss` is the identity provider behind the load balancer; ES256 alone is accepted',
    'the kid is a UUID, before a URL is made of it',
  ],
  mistakes: [
    'The keys are shared by all load balancers of a region, of every account: without `signer`, anybody with an account signs tokens that pass.',
    'The token is in `x-amzn-oidc-data`; `x-amzn-oidc-accesstoken` and `x-amzn-oidc-identity` are other things.',
    'Segments are padded with `=`, which strict readers refuse.',
    'Targets that can be reached past the load balancer can be sent an old token.',
    'Load balancers of several regions need a trust each.',
  ],
  facts: [
    ['token', 'header `x-amzn-oidc-data`; ES256; segments padded with `=`', PAGE],
    ['header', '`kid`, `signer`, `iss`, `client`, `exp`', PAGE],
    ['claims', 'what the user info endpoint answers; with it `iss` and `exp`', 'awslabs/aws-jwt-verify, alb-verifier'],
    ['keys', '`https://public-keys.auth.elb.{region}.amazonaws.com/{kid}`, a PEM', PAGE],
    [
      'keys, GovCloud',
      '`https://s3-{region}.amazonaws.com/aws-elb-public-keys-prod-{region}/{kid}`, for us-gov-west-1 and us-gov-east-1',
      PAGE,
    ],
    ['kids', 'UUIDs', 'awslabs/aws-jwt-verify, alb-cache'],
  ],
  asOf: '2026-11',
  unverified: [
    'where load balancers in China (`arn:aws-cn`) have their keys: their ARNs are refused',
    'load balancers on the EU Sovereign Cloud and the isolated regions: their ARNs are refused',
  ],
  keyOptions: [{ name: 'albArn', example: EXAMPLE, isRequired: true }],
  keys: ({ albArn }, source) => keysOf(regionOf(arnOption('albArn', albArn)), source),
}
