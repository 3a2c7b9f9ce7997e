/** A Jest test that imports the packed library. */
import { createVerifier, staticJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'

const claims = { iss: 'https://issuer.example', aud: 'https://api.example', sub: 'ada' }

async function signed() {
  const { privateJwk, publicJwk } = await generateJwk('ES256')
  const token = await signJwt(claims, { signer: localSigner(privateJwk), expiresInSeconds: 60 })
  const keys = staticJwks({ keys: [publicJwk] })
  return { token, verifier: createVerifier({ issuer: claims.iss, audience: claims.aud, keys }) }
}

test('a signed token is verified', async () => {
  const { token, verifier } = await signed()
  await expect(verifier.verify(token)).resolves.toMatchObject({ payload: claims, issuer: claims.iss })
})

test('a token with another signature is refused by code', async () => {
  const [one, other] = await Promise.all([signed(), signed()])
  await expect(one.verifier.verify(other.token)).rejects.toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
})
