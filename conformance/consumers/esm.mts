/** An ES module that uses the packed library. */
import { createVerifier, isKeywellError, staticJwks } from 'keywell'
import { generateJwk } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'

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
console.log(`esm ${process.version}: import { createVerifier } from 'keywell'`)
