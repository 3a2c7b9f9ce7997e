/** Whoever guards keys with a header must not have it sent to a host that only metadata names. */
import { expect, test } from 'vitest'
import { discoverJwks } from '../../src/index.ts'
import { testIssuer } from '../../src/testing.ts'

const ISSUER = 'https://issuer.test'
const KEYS = 'https://elsewhere.test/jwks'

/** Serves metadata that points to another host, and notes which requests carried the secret. */
async function elsewhere(): Promise<{ readonly fetch: typeof fetch; readonly withSecret: string[] }> {
  const jwks = JSON.stringify((await testIssuer()).jwks())
  const withSecret: string[] = []
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (new Headers(init?.headers).has('authorization')) withSecret.push(url.origin)
    return new Response(url.href === KEYS ? jwks : JSON.stringify({ issuer: ISSUER, jwks_uri: KEYS }))
  }
  return { fetch: answer, withSecret }
}

test('fixed headers go to the issuer only', async () => {
  const { fetch, withSecret } = await elsewhere()
  await discoverJwks(ISSUER, { fetch, headers: { authorization: 'Bearer secret' } }).refresh('prefetch')
  expect(withSecret).toEqual([ISSUER])
})

test('a headers function decides by the URL', async () => {
  const { fetch, withSecret } = await elsewhere()
  const headers = (): Record<string, string> => ({ authorization: 'Bearer secret' })
  await discoverJwks(ISSUER, { fetch, headers }).refresh('prefetch')
  expect(withSecret).toEqual([ISSUER, new URL(KEYS).origin])
})
