/** What must be refused, each by its own code; verify, verifySync and explain say the same. */
import { codeOf, equal } from './harness.mjs'
import { AUDIENCE, base64url, ISSUER, keyFor, mint, signAnything, tampered, verifierOf } from './tokens.mjs'

const json = (value) => base64url(JSON.stringify(value))
const withHeader = (token, header) => [json(header), ...token.split('.').slice(1)].join('.')
const now = () => Math.floor(Date.now() / 1000)

/** [what it is, the token, the code] */
function cases({ token, signer, other }) {
  const { kid } = signer
  return [
    ['a number', 42, 'ERR_TOKEN_MALFORMED'],
    ['an empty text', '', 'ERR_TOKEN_MALFORMED'],
    ['two parts', token.split('.').slice(0, 2).join('.'), 'ERR_TOKEN_MALFORMED'],
    ['four parts', `${token}.x`, 'ERR_TOKEN_MALFORMED'],
    ['an encrypted token', 'a.b.c.d.e', 'ERR_TOKEN_ENCRYPTED'],
    ['a mebibyte', 'a'.repeat(1 << 20), 'ERR_TOKEN_TOO_LARGE'],
    ['a padded signature', `${token}==`, 'ERR_TOKEN_MALFORMED'],
    ['a header that is no JSON', `${base64url('{')}.${token.split('.').slice(1).join('.')}`, 'ERR_HEADER_INVALID'],
    ['alg none', withHeader(token, { alg: 'none', kid }), 'ERR_ALG_NOT_ALLOWED'],
    ['HS256 against a public key', withHeader(token, { alg: 'HS256', kid }), 'ERR_ALG_NOT_ALLOWED'],
    [
      'an extension that must be understood',
      withHeader(token, { alg: 'RS256', kid, crit: ['x'], x: 1 }),
      'ERR_HEADER_CRIT',
    ],
    ['another algorithm than the key is for', withHeader(token, { alg: 'PS256', kid }), 'ERR_KEY_MISMATCH'],
    ['a kid that no key has', withHeader(token, { alg: 'RS256', kid: 'nobody' }), 'ERR_KEY_NOT_FOUND'],
    ['a changed signature', tampered(token), 'ERR_SIGNATURE_INVALID'],
    ['another issuer', mint(signer, { iss: 'https://issuer.example/' }), 'ERR_ISSUER_UNTRUSTED'],
    ['another audience', mint(signer, { aud: 'https://other.example' }), 'ERR_AUDIENCE_MISMATCH'],
    ['another use', mint(signer, {}, { typ: 'logout+jwt' }), 'ERR_TYPE_MISMATCH'],
    ['an expired token', mint(signer, { exp: now() - 3600 }, { expiresInSeconds: undefined }), 'ERR_TOKEN_EXPIRED'],
    ['a token without exp', mint(signer, {}, { expiresInSeconds: undefined }), 'ERR_CLAIM_MISSING'],
    ['exp as a text', signAnything(signer, { iss: ISSUER, aud: AUDIENCE, exp: 'soon' }), 'ERR_CLAIM_INVALID'],
    ['a token of tomorrow', mint(signer, { nbf: now() + 86400 }), 'ERR_TOKEN_NOT_YET_VALID'],
    ['the signature of another key', mint(other), 'ERR_KEY_NOT_FOUND'],
  ]
}

export async function checkRefusals(check, { hasSync }) {
  const [{ signer, keys }, { signer: other }] = await Promise.all([keyFor('RS256'), keyFor('RS256')])
  const verifier = verifierOf(keys)
  const token = await mint(signer)
  for (const [title, made, code] of cases({ token, signer, other })) {
    await check(`${title} is refused with ${code}`, async () => {
      const bad = await made
      equal(await codeOf(() => verifier.verify(bad)), code, 'verify')
      equal((await verifier.explain(bad)).code, code, 'explain')
      if (hasSync) equal(await codeOf(() => verifier.verifySync(bad)), code, 'verifySync')
    })
  }
}
