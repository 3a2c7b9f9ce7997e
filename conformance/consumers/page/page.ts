/** The script of the page: verifies what the driver hands in, through the web backend. */
import { createVerifier, isKeywellError, staticJwks } from 'keywell'

declare global {
  var verifyInPage: (token: string, jwks: unknown) => Promise<string>
}

globalThis.verifyInPage = async (token, jwks) => {
  const verifier = createVerifier({
    issuer: 'https://issuer.example',
    audience: 'https://api.example',
    keys: staticJwks(jwks),
  })
  try {
    const { payload } = await verifier.verify(token)
    return String(payload.sub)
  } catch (error) {
    return isKeywellError(error) ? error.code : String(error)
  }
}
