/** The types of the verifier's contract. `tsc -b` checks them; running them only proves that they ran. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type Algorithm,
  type AsymmetricAlgorithm,
  createVerifier,
  type DecodedJwt,
  decodeJwt,
  type Explanation,
  type JoseHeader,
  type JwtPayload,
  type KeySource,
  type StandardSchema,
  type Trust,
  type Unchecked,
  unchecked,
  type UsedKey,
  type VerifiedJwt,
  type Verifier,
  type VerifyOptions,
} from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'

interface User {
  readonly id: string
}
interface Service {
  readonly client: number
}

const { keys, trust } = await testIssuer()
const base = { issuer: 'https://issuer.test', audience: 'https://api.test', keys }

function schema<T>(): StandardSchema<T> {
  return { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [] }) } }
}

/** What a verifier resolves to. */
type ResultOf<V> = V extends Verifier<infer Result> ? Result : never

describe('a trust', () => {
  test('must have an issuer, an audience and keys', () => {
    expectTypeOf(base).toExtend<Trust>()
    expectTypeOf<{ audience: string; keys: KeySource }>().not.toExtend<Trust>()
    expectTypeOf<{ issuer: string; keys: KeySource }>().not.toExtend<Trust>()
    expectTypeOf<{ issuer: string; audience: string }>().not.toExtend<Trust>()
    expectTypeOf<undefined>().not.toExtend<Trust['audience']>()
  })

  test('leaves a check out only by unchecked()', () => {
    expectTypeOf(unchecked('why')).toEqualTypeOf<Unchecked>()
    expectTypeOf<Trust['expiry']>().toEqualTypeOf<Unchecked | undefined>()
    expectTypeOf<false>().not.toExtend<Trust['expiry']>()
    expectTypeOf<false>().not.toExtend<Trust['audience']>()
    expectTypeOf<object>().not.toExtend<Unchecked>()
  })

  test('allows algorithms that exist, and none is not one', () => {
    expectTypeOf<Trust['algorithms']>().toEqualTypeOf<readonly Algorithm[] | undefined>()
    expectTypeOf<'none'>().not.toExtend<Algorithm>()
    expectTypeOf<'HS256'>().not.toExtend<AsymmetricAlgorithm>()
    expectTypeOf<'HS256' | 'RS256' | 'ML-DSA-87'>().toExtend<Algorithm>()
  })

  test('has checks that see the payload as its schema makes it', () => {
    const verifier = createVerifier({ ...base, parse: schema<User>(), checks: [({ id }) => id === 'alice'] })
    expectTypeOf<ResultOf<typeof verifier>['payload']>().toEqualTypeOf<User>()
    createVerifier({
      ...base,
      checks: [({ sub }, { header, key, now }) => sub === header['kid'] && key.alg === String(now)],
    })
    // @ts-expect-error -- a check must not be asynchronous
    createVerifier({ ...base, checks: [async () => true] })
  })
})

describe('the result of one trust', () => {
  test('has the registered claims unless more is said', () => {
    const verifier = createVerifier(base)
    type Result = ResultOf<typeof verifier>
    expectTypeOf<Result>().toEqualTypeOf<VerifiedJwt>()
    expectTypeOf<Result['payload']['exp']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Result['payload']['scope']>().toEqualTypeOf<unknown>()
    expectTypeOf<Result['trust']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Result['header']>().toEqualTypeOf<JoseHeader>()
    expectTypeOf<Result['key']>().toEqualTypeOf<UsedKey>()
    expectTypeOf<Result['issuer']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Result['freshness']>().toEqualTypeOf<{ readonly stale: boolean; readonly ageMs: number }>()
  })

  test('has the payload that its schema gives', () => {
    const verifier = createVerifier({ ...base, parse: schema<User>() })
    expectTypeOf<ResultOf<typeof verifier>['payload']>().toEqualTypeOf<User>()
  })

  test('is the same whether the trust is written on the spot or kept in a variable', () => {
    const onTheSpot = createVerifier({ issuer: 'https://issuer.test', audience: 'https://api.test', keys })
    const kept = createVerifier(base)
    expectTypeOf(kept).toEqualTypeOf(onTheSpot)
  })

  test('has the payload that was named', () => {
    const verifier = createVerifier<User>(base)
    expectTypeOf<ResultOf<typeof verifier>['payload']>().toEqualTypeOf<User>()
  })

  test('has the name of the trust', () => {
    const verifier = createVerifier({ ...base, name: 'staff' })
    expectTypeOf<ResultOf<typeof verifier>['trust']>().toEqualTypeOf<'staff'>()
  })

  test('is the same from verify and verifySync', () => {
    const verifier = createVerifier({ ...base, name: 'staff', parse: schema<User>() })
    expectTypeOf(verifier.verify).returns.resolves.toEqualTypeOf<VerifiedJwt<User, 'staff'>>()
    expectTypeOf(verifier.verifySync).returns.toEqualTypeOf<VerifiedJwt<User, 'staff'>>()
  })

  test('is readonly', () => {
    expectTypeOf<VerifiedJwt>().toEqualTypeOf<Readonly<VerifiedJwt>>()
    expectTypeOf<JwtPayload>().toEqualTypeOf<Readonly<JwtPayload>>()
  })
})

describe('the result of several trusts', () => {
  test('is told apart by the name of the trust', () => {
    const verifier = createVerifier([
      { ...base, name: 'users', parse: schema<User>() },
      { ...base, name: 'services', parse: schema<Service>() },
    ])
    type Result = ResultOf<typeof verifier>
    expectTypeOf<Result['trust']>().toEqualTypeOf<'users' | 'services'>()
    expectTypeOf<Extract<Result, { trust: 'users' }>['payload']>().toEqualTypeOf<User>()
    expectTypeOf<Extract<Result, { trust: 'services' }>['payload']>().toEqualTypeOf<Service>()
  })

  test('of one issuer in the hand of a test keeps its names', () => {
    const verifier = createVerifier([trust({ name: 'a' }), trust({ name: 'b', parse: schema<User>() })])
    type Result = ResultOf<typeof verifier>
    expectTypeOf<Result['trust']>().toEqualTypeOf<'a' | 'b'>()
    expectTypeOf<Extract<Result, { trust: 'b' }>['payload']>().toEqualTypeOf<User>()
  })

  test('that are resolved by issuer has the payload of what resolve gives', () => {
    const resolve = (iss: string): Trust<User> | undefined =>
      iss === '' ? undefined : { ...base, parse: schema<User>() }
    const verifier = createVerifier({ resolve, maxIssuers: 10 })
    expectTypeOf<ResultOf<typeof verifier>['payload']>().toEqualTypeOf<User>()
  })
})

describe('the verifier', () => {
  test('has the members of the contract', () => {
    expectTypeOf<keyof Verifier>().toEqualTypeOf<
      'verify' | 'verifySync' | 'explain' | 'prefetch' | 'status' | 'subscribe' | 'close' | typeof Symbol.asyncDispose
    >()
    expectTypeOf<Verifier['verify']>().parameter(0).toEqualTypeOf<string>()
    expectTypeOf<Verifier['verify']>().parameter(1).toEqualTypeOf<VerifyOptions | undefined>()
    expectTypeOf<keyof VerifyOptions>().toEqualTypeOf<'signal'>()
    expectTypeOf<Verifier['explain']>().returns.resolves.toEqualTypeOf<Explanation>()
    expectTypeOf<Verifier['subscribe']>().returns.toEqualTypeOf<() => void>()
    expectTypeOf<Explanation['verdict']>().toEqualTypeOf<'pass' | 'fail' | 'skipped' | 'unknown'>()
  })
})

test('decodeJwt says in its type that nothing is verified', () => {
  expectTypeOf(decodeJwt).returns.toEqualTypeOf<DecodedJwt>()
  expectTypeOf<DecodedJwt['verified']>().toEqualTypeOf<false>()
  expectTypeOf<DecodedJwt>().not.toExtend<VerifiedJwt>()
})
