/** Rules that a trust brings: run before keys are looked for, on the claims as they were signed. */
import { describe, expect, test } from 'vitest'
import { createVerifier, type TrustRule } from '../../src/index.ts'
import { failure } from '../support/failures.ts'
import { bench, NOW_SECONDS } from './bench.ts'

const rule = (change: Partial<TrustRule> = {}): TrustRule => ({
  subject: 'token_use',
  meaning: 'kind',
  expected: ['access'],
  seen: ({ payload }) => payload['token_use'],
  accepts: (seen) => seen === 'access',
  source: 'test',
  ...change,
})

describe('a rule', () => {
  test('that is kept lets the token pass', async () => {
    const { verifier, issuer } = await bench()
    const { payload } = await verifier({ rules: [rule()] }).verify(await issuer.token({ token_use: 'access' }))
    expect(payload['token_use']).toBe('access')
  })

  test.each([
    ['kind', 'ERR_TYPE_MISMATCH', { verified: false, expected: ['access'], received: '"id"' }],
    ['audience', 'ERR_AUDIENCE_MISMATCH', { verified: false, expected: ['access'], received: ['id'] }],
    ['claim', 'ERR_CLAIM_INVALID', { verified: false, claim: 'token_use', expected: 'access', received: '"id"' }],
  ] as const)('about the %s that is broken is %s', async (meaning, code, detail) => {
    const { verifier, issuer } = await bench()
    const broken = verifier({ rules: [rule({ meaning, hint: 'send the other one' })] })
    const error = await failure(code, async () => broken.verify(await issuer.token({ token_use: 'id' })))
    expect(error).toMatchObject({ detail, hint: 'send the other one' })
  })

  test.each([
    ['kind', 'ERR_TYPE_MISMATCH'],
    ['audience', 'ERR_CLAIM_MISSING'],
    ['claim', 'ERR_CLAIM_MISSING'],
  ] as const)('about the %s whose subject is absent is %s', async (meaning, code) => {
    const { verifier, issuer } = await bench()
    await failure(code, async () => verifier({ rules: [rule({ meaning })] }).verify(await issuer.token()))
  })

  test('that throws refuses the token, and nothing of what it threw comes out', async () => {
    const { verifier, issuer } = await bench()
    const token = await issuer.token({ token_use: 'access' })
    const thrown = (): never => {
      throw new Error(token)
    }
    for (const change of [{ seen: thrown }, { accepts: thrown }]) {
      const error = await failure('ERR_TYPE_MISMATCH', () => verifier({ rules: [rule(change)] }).verify(token))
      expect(JSON.stringify(error)).not.toContain(token.slice(-20))
      expect(error.cause).toBeUndefined()
    }
  })

  test.each([1, 'yes', {}, undefined])('that answers %j has not accepted', async (answer) => {
    const { verifier, issuer } = await bench()
    const accepts = (): boolean => answer as never
    await failure('ERR_TYPE_MISMATCH', async () =>
      verifier({ rules: [rule({ accepts })] }).verify(await issuer.token({ token_use: 'access' })),
    )
  })

  test('that somebody changes afterwards is what it was when the verifier was made', async () => {
    const { verifier, issuer } = await bench()
    const changed = { ...rule() }
    const made = verifier({ rules: [changed] })
    Object.assign(changed, { accepts: () => true, seen: () => 'access' })
    const token = await issuer.token({ token_use: 'id' })
    const error = await failure('ERR_TYPE_MISMATCH', async () => made.verify(token))
    expect(Object.isFrozen(error.detail.expected)).toBe(true)
  })

  test('refuses before any key is asked for', async () => {
    const { issuer, clock } = await bench()
    const asked: string[] = []
    const trust = issuer.trust({ rules: [rule()] })
    const keys = { ...trust.keys, lookup: (query: never) => (asked.push('lookup'), trust.keys.lookup(query)) }
    const { verify } = createVerifier({ ...trust, keys }, { clock })
    await failure('ERR_TYPE_MISMATCH', async () => verify(await issuer.token({ token_use: 'id' })))
    expect(asked).toEqual([])
    await verify(await issuer.token({ token_use: 'access' }))
    expect(asked).toEqual(['lookup'])
  })

  test('sees the claims as signed, whatever the schema leaves of them', async () => {
    const { issuer, clock } = await bench()
    const parse = { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { role: 'x' } }) } } as const
    const { verify } = createVerifier({ ...issuer.trust({ rules: [rule()] }), parse }, { clock })
    expect((await verify(await issuer.token({ token_use: 'access' }))).payload).toEqual({ role: 'x' })
    await failure('ERR_TYPE_MISMATCH', async () => verify(await issuer.token({ token_use: 'id' })))
  })

  test('is shown by explain, kept or broken', async () => {
    const { verifier, issuer } = await bench()
    const { explain } = verifier({ rules: [rule({ hint: 'send the other one' })] })
    const node = async (use: string): Promise<unknown> =>
      (await explain(await issuer.token({ token_use: use }))).children?.find(({ id }) => id === 'token_use')
    expect(await node('access')).toMatchObject({
      verdict: 'pass',
      seen: '"access"',
      expected: 'access',
      because: 'test',
    })
    expect(await node('id')).toMatchObject({ verdict: 'fail', seen: '"id"', fix: 'send the other one' })
  })

  test('about time is asked again for a token that is remembered', async () => {
    const { verifier, issuer, clock } = await bench()
    const until = NOW_SECONDS * 1000 + 60_000
    const early = rule({ seen: ({ now }) => now, accepts: (now) => typeof now === 'number' && now < until })
    const { verify } = verifier({ rules: [early] }, { tokenCache: { maxEntries: 10, maxAgeSeconds: 3600 } })
    const token = await issuer.token({}, { expiresInSeconds: 3600 })
    await verify(token)
    await clock.advance(61_000)
    await failure('ERR_TYPE_MISMATCH', () => verify(token))
  })

  test.each([
    ['rules', {}],
    ['rules[0].subject', [rule({ subject: '' })]],
    ['rules[0].meaning', [rule({ meaning: 'x' as never })]],
    ['rules[0].expected', [rule({ expected: [] })]],
    ['rules[0].seen', [rule({ seen: 'x' as never })]],
    ['rules[0].accepts', [rule({ accepts: undefined as never })]],
    ['rules[0].source', [rule({ source: '' })]],
    ['rules[0].when', [{ ...rule(), when: 'early' }]],
  ])('that is made wrong is refused by name: %s', async (option, rules) => {
    const { verifier } = await bench()
    const error = await failure('ERR_OPTION_INVALID', async () => verifier({ rules: rules as never }))
    expect(error.detail.option).toBe(option)
  })
})
