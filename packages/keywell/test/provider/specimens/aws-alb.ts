/** AWS Application Load Balancers, from the pages that src/provider/aws-alb.ts names. */
import { awsAlb } from '../../../src/providers.ts'
import type { Specimen } from '../support/specimen.ts'

const albArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188'
const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'

const common = {
  provider: 'aws-alb',
  alg: 'ES256',
  kid: (n) => `12345678-1234-1234-1234-12345678901${n}`,
  isBase64: true,
  header: { typ: 'JWT', signer: albArn, iss: issuer, client: 'web' },
  claims: { iss: issuer, sub: '1234567890', name: 'Ada', email: 'ada@acme.example' },
  wrongIssuer: { claims: { iss: `${issuer}4` } },
} as const satisfies Partial<Specimen>

export const specimens: readonly Specimen[] = [
  {
    ...common,
    kind: 'of another client',
    trust: (source) => awsAlb({ albArn, issuer, clientId: 'web', source }),
    serve: (keys) =>
      Object.fromEntries(
        keys.map(({ kid, pem }) => [`https://public-keys.auth.elb.eu-west-1.amazonaws.com/${kid}`, pem]),
      ),
    wrongAudience: { header: { client: 'other' } },
  },
  {
    ...common,
    kind: 'of another load balancer, in GovCloud',
    trust: (source) => awsAlb({ albArn: inGovCloud(albArn), issuer, clientId: 'web', source }),
    serve: (keys) =>
      Object.fromEntries(
        keys.map(({ kid, pem }) => [
          `https://s3-us-gov-east-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-east-1/${kid}`,
          pem,
        ]),
      ),
    header: { ...common.header, signer: inGovCloud(albArn) },
    wrongAudience: { header: { signer: inGovCloud(albArn).replace('web', 'other') } },
  },
]

function inGovCloud(arn: string): string {
  return arn.replace('arn:aws:elasticloadbalancing:eu-west-1', 'arn:aws-us-gov:elasticloadbalancing:us-gov-east-1')
}
