/** What tokens of load balancers need beside the nine cases. */
import { describe, expect, test } from 'vitest'
import { unchecked } from '../../src/index.ts'
import { awsAlb } from '../../src/providers.ts'
import { specimens } from './specimens/aws-alb.ts'
import { runCase } from './support/case-runner.ts'
import { refusal, refusedOption } from './support/refused-options.ts'
import { specimenOf } from './support/specimen.ts'
import { unsigned } from './support/tokens.ts'
import { refusedBy } from './support/verdicts.ts'
import { notFound, offline, recorder } from './support/world.ts'

const albArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188'
const good = { albArn, issuer: 'https://issuer.example', clientId: 'web' }

describe('the ARN', () => {
  test.each([
    'web',
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/50dc6c495c0c9188',
    'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188',
    'arn:aws:elasticloadbalancing:evil.example/:123456789012:loadbalancer/app/web/50dc6c495c0c9188',
    undefined,
  ])('%s is refused by name', (arn) => {
    expect(refusedOption(() => Reflect.apply(awsAlb, undefined, [{ ...good, albArn: arn }]))).toBe('albArn')
  })

  test('is given once: beside albArns it is refused', () => {
    expect(refusedOption(() => awsAlb({ ...good, albArns: [albArn] }))).toBe('albArn')
  })

  test('of another region needs a trust of its own', () => {
    const { issuer, clientId } = good
    const albArns = [albArn, albArn.replace('eu-west-1', 'us-east-1')]
    expect(refusal(() => awsAlb({ issuer, clientId, albArns }))).toMatchObject({
      detail: { option: 'albArns' },
      hint: 'make a trust for each region: each has its own keys',
    })
    expect(refusedOption(() => awsAlb({ issuer, clientId, albArns: [albArn, 'web'] }))).toBe('albArns[1]')
  })

  test('of a second load balancer is accepted where it is listed', () => {
    const { issuer, clientId } = good
    const albArns = [albArn, albArn.replace('/web/', '/api/')]
    const trust = awsAlb({ issuer, clientId, albArns })
    expect(trust.rules?.[0]?.expected).toEqual(albArns)
    trust.keys.close()
  })
})

test.each(['issuer', 'clientId'])('%s must be given', (option) => {
  expect(refusedOption(() => Reflect.apply(awsAlb, undefined, [{ ...good, [option]: undefined }]))).toBe(option)
})

test('a header without signer is refused for it, before a key is asked for', async () => {
  const trust = awsAlb({ ...good, source: offline })
  const error = await refusedBy(trust, unsigned({ iss: good.issuer }, { alg: 'ES256', client: 'web' }))
  expect(error).toMatchObject({ code: 'ERR_CLAIM_MISSING', detail: { claim: 'header.signer' } })
})

test('the client is left out in so many words, and the load balancer still counts', async () => {
  const trust = awsAlb({ ...good, clientId: unchecked('every client of this load balancer'), source: offline })
  const error = await refusedBy(trust, unsigned({ iss: good.issuer }, { alg: 'ES256', signer: `${albArn}0` }))
  expect(error).toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH' })
})

test('a kid that is no UUID never becomes a URL', async () => {
  const { asked, fetch } = recorder(notFound)
  const error = await refusedBy(
    awsAlb({ ...good, source: { fetch } }),
    unsigned({ iss: good.issuer }, { alg: 'ES256', kid: '../other', client: 'web', signer: albArn }),
  )
  expect(error.code).toBe('ERR_KEY_NOT_FOUND')
  expect(asked).toEqual([])
})

test('segments without padding are accepted too', async () => {
  const specimen = specimenOf(specimens, 'of another client')
  expect(await runCase({ ...specimen, isBase64: false }, 'good')).toBe('accepted')
})
