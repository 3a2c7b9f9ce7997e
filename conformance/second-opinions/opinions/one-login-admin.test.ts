/** OneLogin's list for administration as a key source, on the counterpart: tokens for it, their end, and what a rotation does. */
import { createVerifier, isKeywellError, type KeySource } from 'keywell'
import { oneLogin, oneLoginSigningKeys } from 'keywell/providers'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeOneLogin, type OneLoginCounterpart } from '../counterparts/one-login.ts'
import { type Gateway, startGateway } from '../gateway/gateway.ts'

let counterpart: OneLoginCounterpart
let gateway: Gateway

beforeEach(async () => {
  counterpart = makeOneLogin()
  gateway = await startGateway(counterpart.hosts)
  onTestFinished(gateway.close)
})

interface Given {
  readonly apiVersion?: 'v1' | 'v2'
  readonly clientSecret?: string
}

async function keysWith(given: Given = {}): Promise<KeySource> {
  const { subdomain, clientId, clientSecret } = counterpart
  const source = { http: { ca: gateway.ca, proxy: gateway.proxyUrl } }
  const keys = oneLoginSigningKeys({ subdomain, clientId, clientSecret, ...given }, source)
  onTestFinished(async () => await keys.close())
  return keys
}

async function verdict(keys: KeySource): Promise<string> {
  const { subdomain, audience } = counterpart
  const verifier = createVerifier(oneLogin({ subdomain, audience, keys }))
  try {
    const { trust } = await verifier.verify(counterpart.token('access'))
    return `accepts as ${trust}`
  } catch (error) {
    if (isKeywellError(error)) return error.code
    throw error
  }
}

const LIST = 'GET https://acme.onelogin.com/oidc/2/signing_keys'

test.each([
  ['v2', 'POST https://acme.onelogin.com/auth/oauth2/v2/token'],
  ['v1', 'POST https://acme.onelogin.com/auth/oauth2/token'],
] as const)('with %s of Generate Token, one token and one list do for a verification', async (apiVersion, tokens) => {
  expect(await verdict(await keysWith({ apiVersion }))).toBe('accepts as one-login')
  expect(gateway.requests).toEqual([tokens, LIST])
})

test('a rotation is followed with the token at hand, and the key before it drains', async () => {
  const keys = await keysWith()
  expect(await verdict(keys)).toBe('accepts as one-login')
  counterpart.rotate()
  expect(await verdict(keys)).toBe('accepts as one-login')
  expect(gateway.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1)
  expect(JSON.stringify(keys.status())).toMatch(/"draining"/)
})

test('a token that has ended is renewed by itself', async () => {
  const keys = await keysWith()
  expect(await verdict(keys)).toBe('accepts as one-login')
  counterpart.expireAdminTokens()
  counterpart.rotate()
  expect(await verdict(keys)).toBe('accepts as one-login')
  expect(gateway.requests.filter((request) => request.startsWith('POST'))).toHaveLength(2)
})

test('with v1, two processes that end each other’s tokens both go on', async () => {
  const [one, other] = [await keysWith({ apiVersion: 'v1' }), await keysWith({ apiVersion: 'v1' })]
  for (const keys of [one, other, one, other]) {
    counterpart.rotate()
    expect(await verdict(keys)).toBe('accepts as one-login')
  }
})

test('with a wrong secret there are no keys, and the secret is in no error', async () => {
  const keys = await keysWith({ clientSecret: 'another-secret-than-that' })
  expect(await verdict(keys)).toBe('ERR_KEYS_UNAVAILABLE')
  expect(JSON.stringify(keys.status())).not.toContain('another-secret')
})
