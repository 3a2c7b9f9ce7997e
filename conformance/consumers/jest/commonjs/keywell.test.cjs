/** A Jest test that requires the packed library. */
const { createVerifier, staticJwks } = require('keywell')
const { generateJwk } = require('keywell/jwk')
const { localSigner, signJwt } = require('keywell/sign')

test('a signed token is verified', async () => {
  const { privateJwk, publicJwk } = await generateJwk('ES256')
  const claims = { iss: 'https://issuer.example', aud: 'https://api.example', sub: 'ada' }
  const token = await signJwt(claims, { signer: localSigner(privateJwk), expiresInSeconds: 60 })
  const verifier = createVerifier({ issuer: claims.iss, audience: claims.aud, keys: staticJwks([publicJwk]) })
  await expect(verifier.verify(token)).resolves.toMatchObject({ payload: claims })
  expect(verifier.verifySync(token).payload.sub).toBe('ada')
})
