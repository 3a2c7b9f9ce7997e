/** Presets of providers: one of a known URL, two kinds of token side by side, one whose tokens are no base64url. */
import { createVerifier, staticJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { auth0, awsAlb, cognito } from 'keywell/providers'
import { localSigner } from 'keywell/sign'
import { testIssuer } from 'keywell/testing'
import { codeOf, equal } from './harness.mjs'

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188'

/** Serves an issuer's keys at one URL. */
const servedAt = (url, issuer) => async (asked) =>
  String(asked) === url ? Response.json(issuer.jwks()) : new Response(null, { status: 404 })

/** Padded, in the standard alphabet, as load balancers write. */
const base64 = (octets) => btoa(String.fromCharCode(...octets))
const text = (value) => new TextEncoder().encode(value)

async function albToken(signer, header, claims) {
  const input = `${base64(text(JSON.stringify(header)))}.${base64(text(JSON.stringify(claims)))}`
  return `${input}.${base64(await signer.sign(text(input)))}`
}

export async function checkPresets(check) {
  await check('presets: a tenant of Auth0 is asked at its own URL, and its tokens verify', async () => {
    const issuer = await testIssuer({ issuer: 'https://acme.eu.auth0.com/' })
    const fetch = servedAt('https://acme.eu.auth0.com/.well-known/jwks.json', issuer)
    const verifier = createVerifier(auth0({ domain: 'acme.eu.auth0.com', audience: 'api', source: { fetch } }))
    equal((await verifier.verify(await issuer.token({ aud: 'api' }))).trust, 'auth0', 'trust')
    equal(await codeOf(async () => verifier.verify(await issuer.token({ aud: 'x' }))), 'ERR_AUDIENCE_MISMATCH', 'aud')
    verifier.close()
  })

  await check('presets: ID and access tokens of a Cognito pool are told apart', async () => {
    const iss = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123'
    const issuer = await testIssuer({ issuer: iss })
    const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client', keys: staticJwks(issuer.jwks()) }
    const trusts = ['access', 'id'].map((tokenUse) => cognito({ ...pool, tokenUse }))
    const { verify } = createVerifier(trusts)
    const kindOf = async (claims) => (await verify(await issuer.token(claims))).trust
    equal(await kindOf({ token_use: 'access', client_id: 'client', aud: undefined }), 'cognito-access', 'access')
    equal(await kindOf({ token_use: 'id', aud: 'client' }), 'cognito-id', 'id')
  })

  await check('presets: a token of an AWS load balancer verifies as it was written, padding and all', async () => {
    const { privateJwk, publicJwk } = await generateJwk('ES256', { kid: '8f2c1d9e-0000-4000-8000-000000000001' })
    const header = { alg: 'ES256', kid: privateJwk.kid, signer: ARN, client: 'web', typ: 'JWT' }
    const claims = { iss: 'https://issuer.example', exp: 4_000_000_000, name: 'Zoë' }
    const token = await albToken(localSigner(privateJwk), header, claims)
    const trust = awsAlb({
      albArn: ARN,
      issuer: 'https://issuer.example',
      clientId: 'web',
      keys: staticJwks(publicJwk),
    })
    equal((await createVerifier(trust).verify(token)).payload.name, 'Zoë', 'name')
    const stranger = awsAlb({
      albArn: ARN.replace('web', 'other'),
      issuer: claims.iss,
      clientId: 'web',
      keys: trust.keys,
    })
    equal(await codeOf(() => createVerifier(stranger).verify(token)), 'ERR_AUDIENCE_MISMATCH', 'signer')
  })
}
