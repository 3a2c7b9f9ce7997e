/** An ES module that uses the packed library. */
import { createVerifier, discoverJwks, isKeywellError, staticJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { fileSnapshots } from 'keywell/node'
import { auth0 } from 'keywell/providers'
import { localSigner, signJwt } from 'keywell/sign'
import { testIssuer } from 'keywell/testing'

const { privateJwk, publicJwk } = await generateJwk('ES256')
const token = await signJwt(
  { iss: 'https://issuer.example', aud: 'https://api.example', sub: 'ada' },
  { signer: localSigner(privateJwk), expiresInSeconds: 60 },
)
const verifier = createVerifier({
  issuer: 'https://issuer.example',
  audience: 'https://api.example',
  keys: staticJwks({ keys: [publicJwk] }),
})
const { payload, key } = await verifier.verify(token)
if (payload.sub !== 'ada' || key.kid !== publicJwk?.['kid']) throw new Error('the verified token is not the signed one')

// The codes are a closed union, so a misspelt one does not compile.
const forged = token.replace(/[^.]+$/, 'A'.repeat(86))
const failure: unknown = await verifier.verify(forged).catch((error: unknown) => error)
if (!isKeywellError(failure, 'ERR_SIGNATURE_INVALID')) throw new Error('a signature of zeros was not refused')
// What a service does, with an issuer behind it: the imports for Node behind "#http", "#crypto" and "#bytes" are there.
const issuer = await testIssuer()
const keys = discoverJwks(issuer.issuer, {
  fetch: issuer.fetch,
  snapshots: fileSnapshots(new URL('dist', import.meta.url).pathname),
})
const service = createVerifier(issuer.trust({ keys }))
await service.prefetch()
if (!service.status().isReady) throw new Error('the keys were loaded, and the verifier is not ready')
await service.verify(await issuer.token())
// A preset of a provider, its payload typed: a claim that Auth0 has not would not compile.
const tenant = await testIssuer({ issuer: 'https://acme.eu.auth0.com/' })
const preset = auth0({ domain: 'acme.eu.auth0.com', audience: tenant.audience, keys: staticJwks(tenant.jwks()) })
const { payload: claims, trust } = await createVerifier(preset).verify(await tenant.token({ scope: 'read' }))
const scope: string | undefined = claims.scope
if (scope !== 'read' || trust !== 'auth0') throw new Error('the preset lost what the token says')
console.log(`esm ${process.version}: import { createVerifier } from 'keywell'`)
