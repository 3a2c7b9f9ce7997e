/** What a trust brings along: a schema for the payload, and claim checks. */
import { describe, expect, test } from 'vitest'
import { type ClaimCheck, createVerifier, type StandardSchema } from '../../src/index.ts'
import { KeywellError } from '../../src/errors/index.ts'
import { testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'
import { bench, isDeepFrozen, verdict } from './bench.ts'

interface User {
  readonly id: string
  readonly roles: readonly string[]
}

type Validate = StandardSchema<User>['~standard']['validate']

const schemaOf = (validate: Validate): StandardSchema<User> => ({
  '~standard': { version: 1, vendor: 'test', validate },
})

const userOf: Validate = (value) => {
  const { sub, roles } = value as { readonly sub?: unknown; readonly roles?: unknown }
  if (typeof sub !== 'string') return { issues: [{ message: 'Required', path: ['sub'] }] }
  if (!Array.isArray(roles))
    return { issues: [{ message: 'Expected a list', path: [{ key: 'roles' }, 0] }, { message: 'x' }] }
  return { value: { id: sub, roles: roles.map(String) } }
}

/** What `await` takes for a promise, and `instanceof Promise` does not. */
// oxlint-disable-next-line unicorn/no-thenable -- the very thing under test
const thenable = (then: (resolve: (value: unknown) => void) => void): object => Object.fromEntries([['then', then]])

const sync = schemaOf(userOf)
const later = schemaOf(async (value) => userOf(value))
const shared = await bench()

describe('a schema', () => {
  test.each([
    ['that answers at once', sync],
    ['that answers later', later],
  ])('%s gives the payload its shape, frozen', async (_, parse) => {
    const { issuer, clock } = shared
    const { verify } = createVerifier(issuer.trust({ parse }), { clock })
    const { payload } = await verify(await issuer.token({ sub: 'alice', roles: ['a'] }))
    expect(payload).toEqual({ id: 'alice', roles: ['a'] })
    expect(isDeepFrozen(payload)).toBe(true)
  })

  test('that refuses names the claim and says why', async () => {
    const { issuer, clock } = shared
    const { verify } = createVerifier(issuer.trust({ parse: sync }), { clock })
    const error = await failure('ERR_CLAIM_INVALID', async () => verify(await issuer.token({ roles: 7 })))
    expect(error).toMatchObject({
      message: 'the claim "roles.0" must be accepted by the schema: Expected a list',
      detail: { verified: true, claim: 'roles.0', received: '2 issues' },
    })
  })

  test('that answers later cannot serve verifySync', async () => {
    const { issuer, clock } = shared
    const { verifySync } = createVerifier(issuer.trust({ parse: later }), { clock })
    const token = await issuer.token({ roles: [] })
    await failure('ERR_SYNC_UNSUPPORTED', () => verifySync(token))
  })

  test('is not asked about tokens that are not signed', async () => {
    const { issuer, clock } = shared
    let asked = 0
    const parse = schemaOf((value) => (asked++, userOf(value)))
    const attacker = await testIssuer({ clock })
    await failure('ERR_SIGNATURE_INVALID', async () =>
      createVerifier(issuer.trust({ parse }), { clock }).verify(await attacker.token({ roles: [] })),
    )
    expect(asked).toBe(0)
  })

  test('gets a payload that it cannot change', async () => {
    const { issuer, clock } = shared
    const parse = schemaOf((value) => {
      Reflect.set(Object(value), 'sub', 'changed')
      return userOf(value)
    })
    const { verify } = createVerifier(issuer.trust({ parse }), { clock })
    expect((await verify(await issuer.token({ sub: 'alice', roles: [] }))).payload.id).toBe('alice')
  })

  test('may answer by a promise of another realm, which is waited for', async () => {
    const { issuer, clock } = shared
    const good = (value: unknown): object => thenable((resolve) => resolve(userOf(value)))
    const { verify } = createVerifier(issuer.trust({ parse: schemaOf(good as Validate) }), { clock })
    expect((await verify(await issuer.token({ sub: 'alice', roles: [] }))).payload.id).toBe('alice')
  })

  test('cannot pass a promise off as a result', async () => {
    const { issuer, clock } = shared
    const refusal = thenable((resolve) => resolve({ issues: [{ message: 'no' }] }))
    const both = (): object => ({ ...refusal, value: { id: 'mallory' } })
    const { verify } = createVerifier(issuer.trust({ parse: schemaOf(both as Validate) }), { clock })
    await failure('ERR_CLAIM_INVALID', async () => verify(await issuer.token()))
  })

  test('may be a function, as arktype’s are', async () => {
    const { issuer, clock } = shared
    const parse = Object.assign((value: unknown) => value, sync)
    const { verify } = createVerifier(issuer.trust({ parse }), { clock })
    expect((await verify(await issuer.token({ roles: [] }))).payload.id).toBe('test-subject')
  })

  test.each<[string, unknown]>([
    [
      'throws',
      () => {
        throw new Error('secret of the schema')
      },
    ],
    [
      'throws no error',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- a schema may throw anything
        throw 'text'
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('secret of the schema')
      },
    ],
    ['answers nothing', () => undefined],
    ['answers null', () => null],
    ['answers true', () => true],
    ['answers neither value nor issues', () => ({})],
    ['answers issues that are no list', () => ({ issues: 7 })],
    ['answers no issues in a list', () => ({ issues: [] })],
    ['answers a thenable that never was a promise', () => thenable((resolve) => resolve({ issues: [] }))],
  ])('that %s refuses the token', async (_, validate) => {
    const { issuer, clock } = shared
    const { verify } = createVerifier(issuer.trust({ parse: schemaOf(validate as Validate) }), { clock })
    const error = await failure('ERR_CLAIM_INVALID', async () => verify(await issuer.token()))
    expect(JSON.stringify(error)).not.toContain('secret of the schema')
  })
})

describe('a claim check', () => {
  const checked = async (check: unknown, claims: object = {}): Promise<string> => {
    const { issuer, verifier } = shared
    return verdict(verifier({ checks: [check as ClaimCheck<object>] }), await issuer.token({ ...claims }))
  }
  const refused = async (check: unknown): ReturnType<typeof failure<'ERR_CLAIM_INVALID'>> => {
    const { issuer, verifier } = shared
    const token = await issuer.token()
    return failure('ERR_CLAIM_INVALID', () => verifier({ checks: [check as ClaimCheck<object>] }).verify(token))
  }

  test.each([undefined, true])('accepts by %o', async (answer) => {
    expect(await checked(() => answer)).toBe('accepted')
  })

  test.each([false, null, 0, 1, '', 'yes', {}, [], Symbol('x')])('refuses by %o', async (answer) => {
    expect(await checked(() => answer)).toBe('ERR_CLAIM_INVALID')
  })

  test('refuses by a problem, which the error repeats', async () => {
    const problem = { claim: 'role', expected: 'admin', received: 'user', hint: 'ask for the role' }
    expect(await refused(() => problem)).toMatchObject({
      message: 'the claim "role" must be admin',
      detail: { verified: true, claim: 'role', expected: 'admin', received: 'user' },
      hint: 'ask for the role',
    })
  })

  test('that throws refuses, and its error is the cause', async () => {
    const cause = new Error('boom')
    const error = await refused(() => {
      throw cause
    })
    expect(error.cause).toBe(cause)
    expect(error.message).not.toContain('boom')
  })

  test('may throw a KeywellError about the token, which comes through', async () => {
    const detail = { verified: true, required: ['write'], received: ['read'] }
    const check = (): never => {
      throw new KeywellError('ERR_SCOPE_INSUFFICIENT', 'the scope is not enough', detail)
    }
    const { issuer, verifier } = shared
    const error = await failure('ERR_SCOPE_INSUFFICIENT', async () =>
      verifier({ checks: [check] }).verify(await issuer.token()),
    )
    expect(error.status).toBe(403)
  })

  test('may not throw a KeywellError about anything else', async () => {
    await refused(() => {
      throw new KeywellError('ERR_KEYS_UNAVAILABLE', 'no', { source: 'x', reason: 'x' })
    })
  })

  test('that is asynchronous refuses, and says that it must not be', async () => {
    expect((await refused(async () => true)).hint).toBe('a claim check must be synchronous')
    expect(await checked(async () => Promise.reject(new Error('unhandled')))).toBe('ERR_CLAIM_INVALID')
  })

  test('that answers with any thenable refuses', async () => {
    expect((await refused(() => thenable(() => undefined))).hint).toBe('a claim check must be synchronous')
  })

  test('sees the payload, the header, the key and the time', async () => {
    const { issuer, verifier, clock } = shared
    const seen: unknown[] = []
    await verifier({ checks: [(...args) => (seen.push(...args), true)] }).verify(await issuer.token({ sub: 'alice' }))
    expect(seen).toMatchObject([
      { sub: 'alice' },
      { header: { alg: 'ES256' }, key: { kid: 'es256-1', alg: 'ES256' }, now: clock.now() },
    ])
  })

  test('sees what the schema made of the payload', async () => {
    const { issuer, clock } = shared
    const trust = issuer.trust({ parse: sync, checks: [({ roles }) => roles.includes('admin')] })
    const { verify } = createVerifier(trust, { clock })
    expect((await verify(await issuer.token({ roles: ['admin'] }))).payload.roles).toEqual(['admin'])
    await failure('ERR_CLAIM_INVALID', async () => verify(await issuer.token({ roles: ['user'] })))
  })

  test('cannot change what the next one sees', async () => {
    const check: ClaimCheck<object> = (payload) => Reflect.set(payload, 'sub', 'changed') || undefined
    const { issuer, verifier } = shared
    const { payload } = await verifier({ checks: [check] }).verify(await issuer.token({ sub: 'alice' }))
    expect(payload.sub).toBe('alice')
  })

  test('of several runs in order, until one refuses', async () => {
    const { issuer, verifier } = shared
    const ran: number[] = []
    const checks = [1, 2, 3].map((place) => () => (ran.push(place), place !== 2))
    await failure('ERR_CLAIM_INVALID', async () => verifier({ checks }).verify(await issuer.token()))
    expect(ran).toEqual([1, 2])
  })

  test('puts hostile words into an error only clipped and printable', async () => {
    const words = `\u001b[31m${'x'.repeat(500)}`
    const error = await refused(() => ({ claim: words, expected: words, received: words, hint: 'x' }))
    expect(error.message.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(error)).not.toContain('\u001b')
  })
})
