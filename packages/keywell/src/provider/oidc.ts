/** Any OpenID Connect or OAuth issuer with a discovery document. */
import { nonEmptyString, optionInvalid } from '../errors/index.ts'
import { displayUrl } from '../io/url.ts'
import { discoverJwks } from '../source/remote/discover.ts'
import type { JwtPayload } from '../verify/trust.ts'
import type { Unchecked } from '../verify/unchecked.ts'
import { definePreset, type Preset } from './shared/preset.ts'
import type { Provider } from './shared/provider.ts'

export interface OidcOptions {
  /** Exactly as tokens carry it in `iss`, trailing slash included. */
  readonly issuer: string
  readonly audience: string | readonly string[] | Unchecked
}

/**
 * Tokens of any issuer that publishes a discovery document.
 * @throws KeywellError ERR_OPTION_INVALID
 * @see OpenID Connect Discovery 1.0 §4, RFC 8414 §3
 * @example createVerifier(oidc({ issuer: 'https://issuer.example', audience: 'https://api.example' }))
 */
export const oidc: Preset<OidcOptions, JwtPayload, 'oidc'> = definePreset(
  ['issuer', 'audience'],
  ({ issuer, audience }) => ({
    name: 'oidc',
    issuer: issuerOption(issuer),
    audience,
    keys: (source) => discoverJwks(issuer, source),
  }),
)

/** Documents are found from the issuer; the address of one, which no token carries, is what people have at hand. */
function issuerOption(issuer: unknown): string {
  const text = nonEmptyString('issuer', issuer)
  const [base = ''] = text.split('/.well-known/')
  if (base === text) return text
  const hint = `iss of a token, most often what comes before /.well-known/: "${base}"`
  throw optionInvalid('issuer', 'the issuer itself, not the address of a document', displayUrl(text), { hint })
}

export const OIDC: Provider = {
  name: 'oidc',
  title: 'Any OpenID Connect issuer',
  call: "oidc({ issuer: 'https://issuer.example', audience: 'https://api.example' })",
  checks: [
    '`iss` is the issuer, byte for byte, and so is the `issuer` of its discovery document',
    '`aud` has the audience',
  ],
  mistakes: [
    'The issuer is compared byte for byte: a trailing slash makes another issuer.',
    'An ID token is for the client that asked for it (`aud` is the client id), an access token for an API.',
  ],
  facts: [
    ['discovery', '`{issuer}/.well-known/openid-configuration`', 'OpenID Connect Discovery 1.0 §4.1'],
    [
      'discovery, OAuth',
      '`/.well-known/oauth-authorization-server` before the path of the issuer, or after it',
      'RFC 8414 §3.1 and §5',
    ],
  ],
  asOf: '2026-11',
  keyOptions: [{ name: 'issuer', example: 'https://issuer.example', isRequired: true }],
  keys: ({ issuer }, source) => discoverJwks(nonEmptyString('issuer', issuer), source),
}
