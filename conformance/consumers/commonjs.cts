/** A CommonJS module that requires the packed library, which is ESM only. */
import keywell = require('keywell')
import jwk = require('keywell/jwk')
import sign = require('keywell/sign')

async function main(): Promise<void> {
  const { privateJwk, publicJwk } = await jwk.generateJwk('RS256')
  const token = await sign.signJwt(
    { iss: 'https://issuer.example', aud: 'https://api.example', sub: 'ada' },
    { signer: sign.localSigner(privateJwk), expiresInSeconds: 60 },
  )
  const verifier = keywell.createVerifier({
    issuer: 'https://issuer.example',
    audience: 'https://other.example',
    keys: keywell.staticJwks({ keys: [publicJwk] }),
  })
  const failure: unknown = await verifier.verify(token).catch((error: unknown) => error)
  if (!keywell.isKeywellError(failure, 'ERR_AUDIENCE_MISMATCH')) throw new Error('a token for another API was accepted')
  console.log(`commonjs ${process.version}: require('keywell')`)
}

void main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
