/** The counterparts as providers: reached at their real URLs, they sign, rotate and fail as their namesakes do. */
import { type KeySource, remoteJwks, unchecked } from 'keywell'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Gateway, type Hosts, startGateway } from '../gateway/gateway.ts'
import { keywellOpinion } from '../opinions/opinion.ts'
import { startBetterAuth } from './better-auth.ts'
import { startCognito } from './cognito.ts'
import { headerOf, payloadOf } from './read.ts'
import { startSuperTokens } from './super-tokens.ts'

async function gatewayOf(hosts: Hosts): Promise<Gateway> {
  const gateway = await startGateway(hosts)
  onTestFinished(gateway.close)
  return gateway
}

function keysAt(url: string, { ca, proxyUrl: proxy }: Gateway): KeySource {
  const keys = remoteJwks(url, { http: { ca, proxy } })
  onTestFinished(() => keys.close())
  return keys
}

/** By keys and expiry alone: everything else is for the presets to judge. */
function verifyWith(keys: KeySource): (token: string) => Promise<string> {
  const any = unchecked('this test is about keys')
  return keywellOpinion({ issuer: any, audience: any, keys })
}

describe('Cognito', () => {
  test('signs ID and access tokens that its published key verifies, under both issuer hosts', async () => {
    await using cognito = await startCognito()
    const gateway = await gatewayOf(cognito.hosts)
    const { id, access } = await cognito.signIn()
    for (const host of gateway.hosts) {
      const verify = verifyWith(keysAt(`https://${host}/${cognito.userPoolId}/.well-known/jwks.json`, gateway))
      expect([await verify(id), await verify(access)]).toEqual(['accepts', 'accepts'])
    }
    expect(payloadOf(id)).toMatchObject({ iss: cognito.issuer, aud: cognito.clientId, token_use: 'id' })
    expect(payloadOf(access)).toMatchObject({ iss: cognito.issuer, client_id: cognito.clientId, token_use: 'access' })
  })
})

describe('Better Auth', () => {
  test('signs with EdDSA, and what it signed before and after a rotation verifies', async () => {
    const betterAuth = await startBetterAuth()
    const gateway = await gatewayOf(betterAuth.hosts)
    const verify = verifyWith(keysAt(`${betterAuth.baseUrl}/api/auth/jwks`, gateway))
    const before = await betterAuth.token()
    expect(headerOf(before)).toMatchObject({ alg: 'EdDSA' })
    expect(await verify(before)).toBe('accepts')
    await betterAuth.rotate()
    const after = await betterAuth.token()
    expect(headerOf(after)['kid']).not.toBe(headerOf(before)['kid'])
    expect([await verify(after), await verify(before)]).toEqual(['accepts', 'accepts'])
    expect(gateway.requests).toHaveLength(2)
  })
})

describe('Better Auth whose base URL has a path', () => {
  test('has its keys below that path, and the origin alone as issuer and audience', async () => {
    const betterAuth = await startBetterAuth({ baseUrl: 'https://app.example.com/backend/auth' })
    const gateway = await gatewayOf(betterAuth.hosts)
    const token = await betterAuth.token()
    expect(await verifyWith(keysAt(`${betterAuth.baseUrl}/jwks`, gateway))(token)).toBe('accepts')
    expect(payloadOf(token)).toMatchObject({ iss: 'https://app.example.com', aud: 'https://app.example.com' })
    expect(await betterAuth.verify(token)).toBeDefined()
  })
})

describe('SuperTokens', () => {
  test.each(['app', 'core'] as const)('publishes the keys of every kind of token, at the %s', async (place) => {
    await using superTokens = await startSuperTokens()
    const gateway = await gatewayOf(superTokens.hosts)
    const { issuer, coreDomain } = superTokens
    const url = place === 'app' ? `${issuer}/jwt/jwks.json` : `${coreDomain}/.well-known/jwks.json`
    const verify = verifyWith(keysAt(url, gateway))
    for (const kind of ['session', 'oauth-access', 'oauth-id', 'm2m'] as const) {
      expect([kind, await verify(superTokens.token(kind))]).toEqual([kind, 'accepts'])
    }
    superTokens.rotate()
    expect(await verify(superTokens.token('session'))).toBe('accepts')
  })

  test('has no keys while its app answers GENERAL_ERROR', async () => {
    await using superTokens = await startSuperTokens()
    const gateway = await gatewayOf(superTokens.hosts)
    superTokens.fail(true)
    const verify = verifyWith(keysAt(`${superTokens.issuer}/jwt/jwks.json`, gateway))
    expect(await verify(superTokens.token('session'))).toBe('ERR_KEYS_UNAVAILABLE')
  })

  test('signed tokens without kid, in standard base64, before version 3', async () => {
    await using superTokens = await startSuperTokens()
    const [header = '', payload = ''] = superTokens.token('legacy').split('.')
    expect(Buffer.from(header, 'base64').toString('base64')).toBe(header)
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toHaveProperty('expiryTime')
    expect(header).toMatch(/=$/)
  })
})
