/** The counterpart of SuperTokens is written by hand: here the SDK's own app, on the same core, publishes the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSuperTokens, type SuperTokensCounterpart } from '../counterparts/super-tokens.ts'
import { sdkDocument, startSdk } from './super-tokens-sdk.ts'

let counterpart: SuperTokensCounterpart

beforeAll(async () => {
  counterpart = await startSuperTokens()
  startSdk(counterpart)
})
afterAll(async () => await counterpart.close())

/** What the counterpart's app answers. */
async function document(path: string): Promise<unknown> {
  const app = Object.values(counterpart.hosts)[0]
  if (typeof app !== 'function') throw new Error('the app is a handler')
  let body = ''
  const response = { writeHead: () => response, end: (text: string) => (body = text) }
  await app({ url: path } as never, response as never)
  return JSON.parse(body)
}

test('the same keys in the same form', async () => {
  const path = '/auth/jwt/jwks.json'
  expect(await sdkDocument(new URL(path, counterpart.apiDomain))).toEqual(await document(path))
})

test('the same issuer and place of the keys', async () => {
  const path = '/auth/.well-known/openid-configuration'
  expect(await sdkDocument(new URL(path, counterpart.apiDomain))).toMatchObject(Object(await document(path)))
})
