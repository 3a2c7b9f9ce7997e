/** `explain`: the verdict of `verify`, step by step, without the token in it. */
import { describe, expect, test } from 'vitest'
import { createVerifier, type Explanation, type Trust } from '../../src/index.ts'
import { craftToken, testIssuer } from '../../src/testing.ts'
import { patiently } from '../support/patience.ts'
import { bench, NOW_SECONDS, refusalOf, verdict } from './bench.ts'

const shared = await bench({ algorithms: ['ES256', 'RS256'] })
const { issuer, verifier } = shared
const attacker = await testIssuer({ clock: shared.clock })

const flat = (node: Explanation): readonly Explanation[] => [node, ...(node.children ?? []).flatMap(flat)]
const named = (tree: Explanation, id: string): Explanation | undefined => flat(tree).find((node) => node.id === id)

interface Row {
  readonly title: string
  readonly token: string
  readonly trust?: Partial<Trust>
  readonly code: string | undefined
}

const good = await issuer.token({ sub: 'alice' })
const header = { alg: 'ES256', kid: 'es256-1' }

const TOKENS: readonly Row[] = [
  { title: 'good', token: good, code: undefined },
  { title: 'empty', token: '', code: 'ERR_TOKEN_MALFORMED' },
  { title: 'opaque', token: 'opaque', code: 'ERR_TOKEN_MALFORMED' },
  { title: 'encrypted', token: 'a.b.c.d.e', code: 'ERR_TOKEN_ENCRYPTED' },
  { title: 'too large', token: 'x'.repeat(70_000), code: 'ERR_TOKEN_TOO_LARGE' },
  {
    title: 'unsigned',
    token: await craftToken({ header: { alg: 'none' }, payload: {}, signature: 'AA' }),
    code: 'ERR_ALG_NOT_ALLOWED',
  },
  {
    title: 'critical',
    token: await craftToken({ header: { ...header, crit: ['x'], x: 1 }, payload: {}, signature: 'AA' }),
    code: 'ERR_HEADER_CRIT',
  },
  {
    title: 'without claims',
    token: await craftToken({ header, payload: 'text', signature: 'AA' }),
    code: 'ERR_TOKEN_MALFORMED',
  },
  {
    title: 'of another issuer',
    token: await issuer.token({ iss: 'https://other.test' }),
    code: 'ERR_ISSUER_UNTRUSTED',
  },
  { title: 'expired', token: await issuer.token({ exp: 1 }), code: 'ERR_TOKEN_EXPIRED' },
  { title: 'too early', token: await issuer.token({ nbf: NOW_SECONDS + 999 }), code: 'ERR_TOKEN_NOT_YET_VALID' },
  { title: 'for another audience', token: await issuer.token({ aud: 'other' }), code: 'ERR_AUDIENCE_MISMATCH' },
  {
    title: 'of an unknown key',
    token: await issuer.token({}, { header: { kid: 'other' } }),
    code: 'ERR_KEY_NOT_FOUND',
  },
  {
    title: 'of a key for another algorithm',
    token: await issuer.token({}, { header: { kid: 'rs256-1' } }),
    code: 'ERR_KEY_MISMATCH',
  },
  { title: 'forged', token: await attacker.token(), code: 'ERR_SIGNATURE_INVALID' },
  { title: 'of another type', token: await issuer.token({}, { typ: 'logout+jwt' }), code: 'ERR_TYPE_MISMATCH' },
  { title: 'without a claim', token: good, trust: { requiredClaims: ['scope'] }, code: 'ERR_CLAIM_MISSING' },
  { title: 'too old', token: await issuer.token({ iat: 1 }), trust: { maxAgeSeconds: 10 }, code: 'ERR_TOKEN_TOO_OLD' },
  { title: 'living too long', token: good, trust: { maxLifetimeSeconds: 1 }, code: 'ERR_TOKEN_TOO_OLD' },
  {
    title: 'of an algorithm that is not allowed',
    token: good,
    trust: { algorithms: ['RS256'] },
    code: 'ERR_ALG_NOT_ALLOWED',
  },
  { title: 'refused by a check', token: good, trust: { checks: [() => false] }, code: 'ERR_CLAIM_INVALID' },
]

describe.each(TOKENS)('a token that is $title', ({ token, trust, code }) => {
  test('gets the verdict and the code of verify at the root', async () => {
    const one = verifier(trust)
    const tree = await one.explain(token)
    expect([tree.verdict, tree.code]).toEqual([code === undefined ? 'pass' : 'fail', code])
    expect(tree.code ?? 'accepted').toBe(await verdict(one, token))
  })

  test('has its reason at a step of its own, with the way out', async () => {
    const failed = flat(await verifier(trust).explain(token))
      .slice(1)
      .filter((node) => node.verdict === 'fail')
    expect(failed.map((node) => node.code ?? code)).toEqual(code === undefined ? [] : expect.arrayContaining([code]))
    expect(failed.filter((node) => node.code !== undefined && node.fix === undefined)).toEqual([])
  })

  test('is not in its explanation, which is plain JSON', async () => {
    const tree = await verifier(trust).explain(token)
    const text = JSON.stringify(tree)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(tree)))
    const signature = token.slice(token.lastIndexOf('.') + 1)
    if (signature.length > 20) expect(text).not.toContain(signature.slice(0, 20))
    if (token.length > 100) expect(text).not.toContain(token.slice(0, 40))
    expect(Object.isFrozen(tree)).toBe(true)
  })
})

describe('the tree', () => {
  test('has the keys of the set and why each was chosen or not', async () => {
    const tree = await verifier().explain(good)
    expect(named(tree, 'key')?.children?.map(({ seen, verdict: said, because }) => [seen, said, because])).toEqual([
      ['"es256-1"', 'pass', 'same kid, can verify ES256'],
      ['"rs256-1"', 'skipped', 'another kid'],
    ])
  })

  test('says which key made the signature', async () => {
    expect(named(await verifier().explain(good), 'signature')).toMatchObject({
      verdict: 'pass',
      because: 'made by this EC key of 256 bits',
    })
  })

  test('shows what was seen and what was expected', async () => {
    const tree = await verifier().explain(await issuer.token({ aud: ['a', 'b'] }))
    expect(named(tree, 'aud')).toMatchObject({ verdict: 'fail', seen: '"a", "b"', expected: 'https://api.test' })
  })

  test('goes on after the first failure, to show all there is', async () => {
    const tree = await verifier().explain(await issuer.token({ exp: 1, aud: 'other' }))
    expect(['exp', 'aud', 'signature'].map((id) => named(tree, id)?.verdict)).toEqual(['fail', 'fail', 'pass'])
  })

  test('has a branch for each trust of the issuer', async () => {
    const trusts = ['a', 'b'].map((audience) => issuer.trust({ name: audience, audience }))
    const tree = await createVerifier(trusts, { clock: shared.clock }).explain(await issuer.token({ aud: 'b' }))
    const branches = flat(tree).filter(({ id }) => id === 'trust')
    expect(branches.map(({ seen, verdict: said }) => [seen, said])).toEqual([
      ['"a"', 'fail'],
      ['"b"', 'pass'],
    ])
    expect(tree.verdict).toBe('pass')
  })

  test('escapes what a terminal would obey', async () => {
    const tree = await verifier().explain(await issuer.token({ aud: '\u001b[2J\u202e' }))
    expect(named(tree, 'aud')?.seen).toBe('"\\u001b[2J\\u202e"')
  })
})

describe('never throws', () => {
  test.each([undefined, null, 7, {}, []])('not for %o', async (token) => {
    expect((await verifier().explain(token as never)).code).toBe('ERR_TOKEN_MALFORMED')
  })

  test('not for a closed verifier', async () => {
    const closed = verifier()
    closed.close()
    expect((await closed.explain(good)).code).toBe('ERR_CLOSED')
  })

  test('not for keys that cannot be had', async () => {
    const { discoverJwks } = await import('../../src/source/remote/discover.ts')
    const down = await testIssuer({ clock: shared.clock })
    down.fail({ with: 503 })
    const keys = discoverJwks(down.issuer, { fetch: down.fetch, clock: shared.clock })
    const one = createVerifier(down.trust({ keys }), { clock: shared.clock })
    const token = await down.token()
    const tree = await patiently(shared.clock, one.explain(token))
    expect(tree.code).toBe('ERR_KEYS_UNAVAILABLE')
    expect((await refusalOf(() => one.verify(token))).code).toBe('ERR_KEYS_UNAVAILABLE')
  })
})
