/** Several trusts, trusts by issuer, issuer templates, and checks that are left out. */
import { describe, expect, test } from 'vitest'
import { createVerifier, type IssuerTemplate, staticJwks, type Trust, unchecked } from '../../src/index.ts'
import type { Jwk } from '../../src/jwk/jwk.ts'
import { craftToken, testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'

describe('several trusts', () => {
  test('of different issuers each accept their own', async () => {
    const [a, b] = await Promise.all([
      testIssuer({ issuer: 'https://a.test' }),
      testIssuer({ issuer: 'https://b.test' }),
    ])
    const { verify } = createVerifier([a.trust({ name: 'a' }), b.trust({ name: 'b' })])
    expect((await verify(await a.token())).trust).toBe('a')
    expect((await verify(await b.token())).trust).toBe('b')
  })

  test('of different issuers never take a token of one for the other', async () => {
    const [a, b] = await Promise.all([
      testIssuer({ issuer: 'https://a.test' }),
      testIssuer({ issuer: 'https://b.test' }),
    ])
    const { verify } = createVerifier([a.trust({ name: 'a' }), b.trust({ name: 'b' })])
    await failure('ERR_SIGNATURE_INVALID', async () => verify(await a.token({ iss: 'https://b.test' })))
  })

  test('of one issuer are tried in order, and the result says which accepted', async () => {
    const issuer = await testIssuer()
    const staff = issuer.trust({ name: 'staff', audience: 'staff' })
    const customers = issuer.trust({ name: 'customers', audience: ['customers', 'both'] })
    const { verify } = createVerifier([staff, customers])
    expect((await verify(await issuer.token({ aud: 'staff' }))).trust).toBe('staff')
    expect((await verify(await issuer.token({ aud: 'customers' }))).trust).toBe('customers')
    expect((await verify(await issuer.token({ aud: ['both', 'staff'] }))).trust).toBe('staff')
  })

  test('of one issuer that all refuse give the first one’s error', async () => {
    const issuer = await testIssuer()
    const trusts = [issuer.trust({ name: 'a', audience: 'a' }), issuer.trust({ name: 'b', audience: 'b' })]
    const error = await failure('ERR_AUDIENCE_MISMATCH', async () =>
      createVerifier(trusts).verify(await issuer.token({ aud: 'c' })),
    )
    expect(error.detail.expected).toEqual(['a'])
  })

  test('that share their keys check the signature once', async () => {
    const issuer = await testIssuer()
    let lookups = 0
    const keys = {
      ...issuer.keys,
      lookup: (query: Parameters<typeof issuer.keys.lookup>[0]) => (lookups++, issuer.keys.lookup(query)),
    }
    const trusts = ['a', 'b', 'c'].map((name) => issuer.trust({ name, keys, requiredClaims: [name] }))
    expect((await createVerifier(trusts).verify(await issuer.token({ c: 1 }))).trust).toBe('c')
    expect(lookups).toBe(1)
  })

  test('of one issuer with different keys give the error of the one that got furthest', async () => {
    const [old, fresh] = await Promise.all([testIssuer(), testIssuer()])
    await fresh.rotate({ previous: 'drop' })
    const trusts = [old.trust({ name: 'old' }), fresh.trust({ name: 'fresh', requiredClaims: ['scope'] })]
    await failure('ERR_CLAIM_MISSING', async () => createVerifier(trusts).verify(await fresh.token()))
    expect((await createVerifier(trusts).verify(await old.token())).trust).toBe('old')
  })

  test('that accept by their own checks are told apart after the signature', async () => {
    const issuer = await testIssuer()
    const trusts = [
      issuer.trust({ name: 'admin', checks: [({ role }) => role === 'admin'] }),
      issuer.trust({ name: 'user', checks: [({ role }) => role === 'user'] }),
    ]
    expect((await createVerifier(trusts).verify(await issuer.token({ role: 'user' }))).trust).toBe('user')
    await failure('ERR_CLAIM_INVALID', async () => createVerifier(trusts).verify(await issuer.token({ role: 'guest' })))
  })
})

describe('resolve', () => {
  const tenants = ['https://a.test', 'https://b.test', 'https://c.test']

  test('gives the trust by the token’s issuer, and takes it away by undefined', async () => {
    const issuers = await Promise.all(tenants.map((issuer) => testIssuer({ issuer })))
    const trusts = new Map(issuers.map((one) => [one.issuer, one.trust()]))
    const { verify } = createVerifier({ resolve: (iss) => trusts.get(iss), maxIssuers: 10 })
    const tokens = await Promise.all(issuers.map((one) => one.token()))
    for (const [place, token] of tokens.entries()) expect((await verify(token)).issuer).toBe(tenants[place])
    trusts.delete(tenants[0] ?? '')
    await failure('ERR_ISSUER_UNTRUSTED', () => verify(tokens[0] ?? ''))
    expect((await verify(tokens[1] ?? '')).issuer).toBe(tenants[1])
  })

  test('keeps the first trust of an issuer while it is remembered, and forgets the one used longest ago', async () => {
    const issuers = await Promise.all(tenants.map((issuer) => testIssuer({ issuer })))
    const resolve = (iss: string): Trust | undefined => {
      const found = issuers.find(({ issuer }) => issuer === iss)
      return found === undefined ? undefined : { ...found.trust(), keys: staticJwks(found.jwks()) }
    }
    const verifier = createVerifier({ resolve, maxIssuers: 2 })
    const sources = async (place: number): Promise<readonly unknown[]> => {
      await verifier.verify((await issuers[place]?.token()) ?? '')
      return verifier.status().sources.map(({ keys }) => keys)
    }
    const [first] = await sources(0)
    expect(await sources(0)).toEqual([first])
    await sources(1)
    expect((await sources(0))[1]).toBe(first)
    const afterThird = await sources(2)
    expect(afterThird).toHaveLength(2)
    expect(afterThird[0]).toBe(first)
  })

  test('is called as a method, synchronously: a promise answers 503 and rejects nowhere else', async () => {
    const issuer = await testIssuer()
    const directory = {
      maxIssuers: 2,
      resolve(iss: string): Trust | undefined {
        return this.maxIssuers > 1 && iss === issuer.issuer ? issuer.trust() : undefined
      },
    }
    expect((await createVerifier(directory).verify(await issuer.token())).issuer).toBe(issuer.issuer)
    const rejecting = { maxIssuers: 2, resolve: () => Promise.reject(new Error('no')) as never }
    await failure('ERR_KEYS_UNAVAILABLE', async () => createVerifier(rejecting).verify(await issuer.token()))
  })

  test('says no by undefined, and is asked again the next time', async () => {
    const issuer = await testIssuer()
    let asked = 0
    const { verify } = createVerifier({ resolve: () => (asked++, undefined), maxIssuers: 2 })
    const token = await issuer.token()
    await failure('ERR_ISSUER_UNTRUSTED', () => verify(token))
    await failure('ERR_ISSUER_UNTRUSTED', () => verify(token))
    expect(asked).toBe(2)
  })

  test('cannot answer with the trust of another issuer', async () => {
    const issuer = await testIssuer()
    const { verify } = createVerifier({ resolve: () => issuer.trust(), maxIssuers: 2 })
    await failure('ERR_ISSUER_UNTRUSTED', async () => verify(await issuer.token({ iss: 'https://other.test' })))
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('the database is down')
      },
    ],
    ['answers with a bad trust', () => ({ issuer: 'https://issuer.test' })],
    ['answers with a promise', async () => undefined],
  ])('that %s makes the keys unavailable, not the token bad', async (_, resolve) => {
    const issuer = await testIssuer()
    const { verify } = createVerifier({ resolve: resolve as never, maxIssuers: 2 })
    const error = await failure('ERR_KEYS_UNAVAILABLE', async () => verify(await issuer.token()))
    expect([error.status, error.cause instanceof Error]).toEqual([503, true])
  })

  test.each([undefined, 7, ['https://issuer.test'], null])('is not asked about an issuer of %o', async (iss) => {
    const issuer = await testIssuer()
    let asked = 0
    const { verify } = createVerifier({ resolve: () => (asked++, issuer.trust()), maxIssuers: 2 })
    const token = await issuer.token({ iss })
    await expect(verify(token)).rejects.toMatchObject({ kind: 'token' })
    expect(asked).toBe(0)
  })
})

describe('an issuer template', () => {
  const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'
  const template: IssuerTemplate = { template: 'https://login.test/{tenantid}/v2.0', claims: { tenantid: 'tid' } }
  const entra = async (iss: string, claims: object, keys?: readonly Jwk[], form = template): Promise<string> => {
    const issuer = await testIssuer({ issuer: 'https://login.test' })
    const source =
      keys === undefined ? issuer.keys : staticJwks(issuer.jwks().keys.map((jwk) => ({ ...jwk, ...keys[0] })))
    const { verify } = createVerifier(issuer.trust({ issuer: form, keys: source }))
    const token = await issuer.token({ iss, ...claims })
    try {
      return (await verify(token)).issuer ?? ''
    } catch (error) {
      return String(Reflect.get(Object(error), 'code'))
    }
  }
  const good = `https://login.test/${TENANT}/v2.0`

  test('accepts the issuer that its claim calls for', async () => {
    expect(await entra(good, { tid: TENANT })).toBe(good)
  })

  test.each([
    ['another tenant’s claim', good, { tid: 'other' }],
    ['no claim', good, {}],
    ['a claim that is no text', good, { tid: 7 }],
    ['literal braces', 'https://login.test/{tenantid}/v2.0', { tid: '{tenantid}' }],
    ['a slash in the claim', 'https://login.test/a/b/v2.0', { tid: 'a/b' }],
    ['a claim that climbs up', 'https://login.test/../v2.0', { tid: '..%2f' }],
    ['an empty claim', 'https://login.test//v2.0', { tid: '' }],
    ['a pattern in the claim', 'https://login.test/$&/v2.0', { tid: '$&' }],
    ['another host', `https://evil.test/${TENANT}/v2.0`, { tid: TENANT }],
  ])('refuses %s', async (_, iss, claims) => {
    expect(await entra(iss, claims)).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('is tried beside a trust that names the same issuer, each in its place', async () => {
    const issuer = await testIssuer({ issuer: good })
    const exact = issuer.trust({ name: 'exact', audience: 'web' })
    const bound = issuer.trust({ name: 'bound', audience: 'api', issuer: template })
    const both = issuer.trust({ name: 'both', audience: ['api', 'web'], issuer: template })
    const { verify } = createVerifier([exact, bound, both])
    const tokens = await Promise.all(['web', 'api'].map((aud) => issuer.token({ aud, tid: TENANT })))
    const other = await issuer.token({ aud: 'api', tid: 'other' })
    const names: unknown[] = []
    for (const token of [...tokens, ...tokens]) names.push((await verify(token)).trust)
    expect(names).toEqual(['exact', 'bound', 'exact', 'bound'])
    await expect(verify(other)).rejects.toMatchObject({ code: 'ERR_AUDIENCE_MISMATCH' })
  })

  test('holds a key that names its issuer to that issuer', async () => {
    const keyOf = (issuer: string): readonly Jwk[] => [{ kty: 'EC', issuer }]
    expect(await entra(good, { tid: TENANT }, keyOf('https://login.test/{tenantid}/v2.0'))).toBe(good)
    expect(await entra(good, { tid: TENANT }, keyOf(good))).toBe(good)
    expect(await entra(good, { tid: TENANT }, keyOf('https://login.test/other/v2.0'))).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('holds a key to the further forms that the template names, filled with the same claims', async () => {
    const own = { ...template, keyIssuers: ['https://keys.test/{tenantid}'] }
    const verdict = async (issuer: string): Promise<string> =>
      entra(good, { tid: TENANT }, [{ kty: 'EC', issuer }], own)
    expect(await verdict('https://keys.test/{tenantid}')).toBe(good)
    expect(await verdict(`https://keys.test/${TENANT}`)).toBe(good)
    expect(await verdict('https://login.test/{tenantid}/v2.0')).toBe(good)
    expect(await verdict('https://keys.test/other')).toBe('ERR_ISSUER_UNTRUSTED')
    expect(await verdict('https://keys.test/{more}')).toBe('ERR_ISSUER_UNTRUSTED')
  })

  test('accepts only the values that it lists, and the error shows the issuers that they make', async () => {
    const listed = { ...template, values: { tenantid: [TENANT, 'b'] } }
    expect(await entra(good, { tid: TENANT }, undefined, listed)).toBe(good)
    expect(await entra('https://login.test/b/v2.0', { tid: 'b' }, undefined, listed)).toBe('https://login.test/b/v2.0')
    const issuer = await testIssuer()
    const { verify } = createVerifier(issuer.trust({ issuer: listed }))
    const token = await issuer.token({ iss: 'https://login.test/c/v2.0', tid: 'c' })
    const error = await failure('ERR_ISSUER_UNTRUSTED', async () => verify(token))
    expect(error.detail.trusted).toEqual([good, 'https://login.test/b/v2.0'])
  })

  test.each([
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, values: [] }, 'issuer.values'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, values: { a: [] } }, 'issuer.values.a'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, values: { a: ['x/y'] } }, 'issuer.values.a'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, values: { A: ['x'] } }, 'issuer.values.A'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, values: { a: undefined } }, 'issuer.values.a'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, keyIssuers: 'x' }, 'issuer.keyIssuers'],
    [{ template: 'https://login.test/v2.0', claims: {} }, 'issuer.template'],
    [{ template: '', claims: {} }, 'issuer.template'],
    [{ template: 'https://login.test/{a}', claims: {} }, 'issuer.claims.a'],
    [{ template: 'https://login.test/{a}', claims: { a: 7 } }, 'issuer.claims.a'],
    [{ template: 'https://login.test/{toString}', claims: {} }, 'issuer.claims.toString'],
    [{ template: 'https://login.test/{a}', claims: null }, 'issuer.claims'],
    [{ template: 'https://login.test/{a}', claims: { a: 'b' }, more: 1 }, 'issuer.more'],
  ])('is refused at construction when it is %o', async (issuer, option) => {
    const { trust } = await testIssuer()
    const error = await failure('ERR_OPTION_INVALID', () => createVerifier(trust({ issuer: issuer as never })))
    expect(error.detail.option).toBe(option)
  })
})

describe('unchecked', () => {
  test('lets any issuer pass, whose keys are the trust’s', async () => {
    const issuer = await testIssuer()
    const { verify } = createVerifier(issuer.trust({ issuer: unchecked('test') }))
    expect((await verify(await issuer.token({ iss: 'https://other.test' }))).issuer).toBe('https://other.test')
    expect((await verify(await issuer.token({ iss: undefined }))).issuer).toBeUndefined()
    expect((await verify(await issuer.token({ iss: 7 }))).issuer).toBeUndefined()
  })

  test('of the issuer goes with one trust only', async () => {
    const { trust } = await testIssuer()
    await failure('ERR_OPTION_INVALID', () => createVerifier([trust({ issuer: unchecked('test') }), trust()]))
  })

  test.each(['', ' ', undefined, null, 7])('needs a reason, not %o', async (why) => {
    await failure('ERR_OPTION_INVALID', () => unchecked(why as never))
  })

  test('is shown with its reason in an explanation', async () => {
    const issuer = await testIssuer()
    const verifier = createVerifier(
      issuer.trust({ issuer: unchecked('one issuer'), audience: unchecked('no aud there') }),
    )
    const text = JSON.stringify(await verifier.explain(await issuer.token()))
    expect(text).toContain('not checked: one issuer')
    expect(text).toContain('not checked: no aud there')
  })

  test('cannot be forged by a look-alike', async () => {
    const { trust } = await testIssuer()
    await failure('ERR_OPTION_INVALID', () => createVerifier(trust({ audience: { why: 'x' } as never })))
  })
})

test('an algorithm is allowed only where the trust and the key both say so', async () => {
  const issuer = await testIssuer({ algorithms: ['RS256'] })
  const [jwk] = issuer.jwks().keys
  const { alg: _, ...anyAlg } = jwk ?? { kty: 'RSA' }
  const input = { header: { alg: 'PS256', kid: 'rsa' }, payload: {}, signature: 'AA' }
  const token = await craftToken(input)
  const options = { issuer: unchecked('test'), audience: unchecked('test'), expiry: unchecked('test') }
  const verify = (keys: object, algorithms?: ['RS256']): Promise<unknown> =>
    createVerifier({
      ...options,
      keys: staticJwks({ ...keys, kid: 'rsa' }),
      ...(algorithms === undefined ? {} : { algorithms }),
    }).verify(token)
  await failure('ERR_SIGNATURE_INVALID', () => verify(anyAlg))
  await failure('ERR_ALG_NOT_ALLOWED', () => verify(anyAlg, ['RS256']))
  await failure('ERR_KEY_MISMATCH', () => verify({ ...anyAlg, alg: 'RS256' }))
})
