/** The flags: each has one row and one meaning wherever it is allowed. */
export type FlagName =
  | 'issuer'
  | 'any-issuer'
  | 'audience'
  | 'any-audience'
  | 'jwks'
  | 'key'
  | 'alg'
  | 'now'
  | 'timeout'
  | 'allow-http-loopback'
  | 'kid'
  | 'size'
  | 'out'
  | 'show-private'
  | 'hash'
  | 'format'
  | 'to'
  | 'password-file'
  | 'password-env'
  | 'new-password-file'
  | 'new-password-env'
  | 'json'
  | 'no-color'
  | 'help'

export interface FlagFacts {
  /** The placeholder of its value; a switch has none. */
  readonly value?: string
  readonly short?: string
  readonly isRepeatable?: true
  readonly about: string
}

export const FLAGS: Readonly<Record<FlagName, FlagFacts>> = Object.freeze({
  issuer: {
    value: 'URL',
    about: "the issuer, exactly as in the token's iss; its keys are discovered unless --jwks or --key gives them",
  },
  'any-issuer': { about: 'with --jwks or --key: do not check iss' },
  audience: { value: 'NAME', isRepeatable: true, about: 'who the token must be for (aud); repeat it for several' },
  'any-audience': { about: 'do not check aud' },
  jwks: { value: 'FILE|URL|-', about: 'the JWK Set to take keys from' },
  key: { value: 'FILE|-', about: 'one key: JWK, PEM or any other form that keywell key convert reads' },
  alg: {
    value: 'ALG',
    isRepeatable: true,
    about: 'the signature algorithm, such as ES256; where several make sense, repeat it',
  },
  now: { value: 'TIME', about: 'pretend it is then: 2026-01-31T12:00:00Z, epoch seconds, or =+30m, =-2h, =-1d' },
  timeout: { value: 'TIME', about: 'how long to wait for the network in all: 500ms, 5s (default 10s)' },
  'allow-http-loopback': { about: 'accept http: URLs of this very machine' },
  kid: {
    value: 'FORM|TEXT',
    about:
      'the id of the new key: thumbprint (RFC 7638, default), spki-sha256, uuid, date, or a text; of several keys, the one to take',
  },
  size: { value: 'BITS', about: 'the size of an RSA key: 2048 (default) to 8192' },
  out: { value: 'FILE|-', short: 'o', about: 'where the private key goes: a new file with mode 0600, or - for stdout' },
  'show-private': { about: 'print a private key even to a terminal or into a redirected file' },
  format: { value: 'FORMAT', about: 'jwk (default), pem, or under a password jwe or encrypted-pem' },
  to: { value: 'FORMAT', about: 'the form to write; keywell help key convert lists them' },
  'password-file': { value: 'FILE|-', about: 'the file with the password of the key, a line break at its end aside' },
  'password-env': { value: 'NAME', about: 'the environment variable with the password of the key' },
  'new-password-file': { value: 'FILE|-', about: 'the same for the key that is written' },
  'new-password-env': { value: 'NAME', about: 'the same for the key that is written' },
  hash: { value: 'HASH', about: 'sha256 (default), sha384 or sha512' },
  json: { about: 'one JSON document on stdout, described in docs/cli.md' },
  'no-color': { about: 'no colours; NO_COLOR and TERM=dumb do the same' },
  help: { short: 'h', about: 'this help' },
})

/** Allowed everywhere. */
export const COMMON_FLAGS: readonly FlagName[] = ['json', 'no-color', 'help']
