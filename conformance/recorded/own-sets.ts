/** Sets with the untidiness of those in the field, of keys made anew: each file by its name, as its text. */
import { selfSigned } from './self-signed.ts'
import {
  ec,
  ed25519,
  elided,
  hexThumbprint,
  inStandardBase64,
  type Members,
  pem,
  rsa,
  spki,
  withLeadingZero,
  withPadding,
  x25519,
} from './untidy.ts'

const SIGNING = { alg: 'RS256', use: 'sig' }

/** The one RSA key of most sets: making one takes long. */
const main = rsa()
const other = rsa()
const certificate = selfSigned(main.publicKey, main.privateKey)

const set = (...keys: readonly Members[]): Members => ({ keys })

/** By what is untidy; where a name begins with a provider's, that provider's own source reads the file too. */
const documents: Readonly<Record<string, unknown>> = {
  'auth0-leading-zero-and-padding.json': set(
    { kid: 'zero', ...SIGNING, ...withLeadingZero(main.jwk, 'n') },
    { kid: 'zero-and-padding', ...SIGNING, ...withPadding(withLeadingZero(other.jwk, 'n'), 'n') },
  ),
  'standard-base64.json': set({ kid: 'standard', ...SIGNING, ...inStandardBase64(main.jwk, 'n') }),
  'elided-by-documentation.json': set(
    { kid: 'whole', ...SIGNING, ...main.jwk },
    { kid: 'd-230...802340', ...SIGNING, ...elided(other.jwk, 'n'), e: '...' },
  ),
  'kid-alone-missing.json': set({ ...SIGNING, ...main.jwk }),
  'numbers-alone.json': set(main.jwk, ec().jwk),
  'small-rsa.json': set({ kid: '1024', ...SIGNING, ...rsa(1024).jwk }, { kid: '2048', ...SIGNING, ...main.jwk }),
  'certificates.json': set(
    { kid: 'expired', ...SIGNING, x5t: hexThumbprint(certificate), x5c: [certificate], ...main.jwk },
    { kid: 'of-another-key', ...SIGNING, x5c: [certificate], ...other.jwk },
    { kid: 'unreadable', ...SIGNING, x5c: ['bm90IGEgY2VydGlmaWNhdGU='], ...main.jwk },
    { kty: 'RSA', kid: 'numbers-in-certificate-only', ...SIGNING, x5c: [certificate] },
  ),
  'encryption-beside-signing.json': set(
    { kid: 'sig', ...SIGNING, ...main.jwk },
    { kid: 'enc', use: 'enc', alg: 'RSA-OAEP', ...other.jwk },
    { kid: 'xml', alg: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep', ...other.jwk },
  ),
  'key-type-as-alg.json': set({ kid: 'ec', use: 'sig', ...ec().jwk, alg: 'EC' }),
  'spiffe-bundle.json': {
    spiffe_sequence: 1,
    ...set({ use: 'x509-svid', ...ec('P-384').jwk }, { use: 'jwt-svid', kid: 'svid', ...ec().jwk }),
  },
  'microsoft-issuer-of-each-key.json': set(
    { kid: 'all', use: 'sig', ...main.jwk, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
    {
      kid: 'one',
      use: 'sig',
      ...other.jwk,
      issuer: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    },
  ),
  'okta-duplicate-kids.json': set(
    { kid: 'same', ...SIGNING, ...main.jwk },
    { kid: 'same', ...SIGNING, ...main.jwk },
    { kid: 'same', ...SIGNING, ...other.jwk },
    { kid: 'same', alg: 'ES256', ...ec().jwk },
  ),
  'key-agreement.json': set({ kid: 'x25519', ...x25519().jwk }, { kid: 'ed25519', ...ed25519().jwk }),
  'onelogin-list.json': [
    { status: 'active', kid: 'active', use: 'sig', ...main.jwk },
    { status: 'draining', kid: 'draining', use: 'sig', ...other.jwk },
  ],
  'onelogin-rotated.json': { status: 'active', kid: 'new', use: 'sig', ...main.jwk },
  'firebase-certificates.json': { one: armoured(certificate), two: pem(other) },
  'auth0-metadata.json': metadata('https://acme.eu.auth0.com/', '.well-known/jwks.json'),
  'microsoft-metadata-of-all.json': metadata('https://login.microsoftonline.com/{tenantid}/v2.0', '/keys'),
}

function metadata(issuer: string, path: string): Members {
  return { issuer, jwks_uri: `${issuer}${path}`, id_token_signing_alg_values_supported: ['RS256'] }
}

function armoured(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

export const OWN_SETS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(documents).map(([name, value]) => [name, `${JSON.stringify(value, undefined, 2)}\n`] as const),
  ['clerk-key-without-armour.txt', `${spki(main).toString('base64')}\n`],
])
