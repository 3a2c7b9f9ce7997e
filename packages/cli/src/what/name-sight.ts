/** Recognises short texts: URLs, key URIs, keys of providers, kids. The last are guesses, and say so. */
import { factsOf, type Recogniser, shellWord, type Sight } from './sight.ts'

/** Where metadata is, below an issuer (OpenID Connect Discovery §4, RFC 8414 §3). */
const WELL_KNOWN = /\/\.well-known\/(openid-configuration|oauth-authorization-server)/

export const urlSight: Recogniser = (text) => {
  if (!/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const { origin, pathname, protocol } = url
  const shown = shellWord(`${origin}${pathname === '/' ? '' : pathname}`, 'URL')
  const insecure = protocol === 'http:' ? ['http: is for this very machine only; keys are fetched by https:'] : []
  const fragment = new URLSearchParams(url.hash.slice(1))
  if (['id_token', 'access_token', 'code'].some((name) => fragment.has(name) || url.searchParams.has(name)))
    return {
      kind: 'redirect-url',
      title: 'the URL of a login that ended, with a token or a code in it',
      facts: factsOf([['at', shown]]),
      next: ['keywell what, with the token alone'],
      isSecret: true,
    }
  if (WELL_KNOWN.test(pathname)) {
    const issuer = `${origin}${pathname.replace(WELL_KNOWN, '')}`
    return {
      kind: 'metadata-url',
      title: 'the URL of metadata of an issuer',
      facts: factsOf([['issuer', issuer]]),
      next: [`keywell issuer keys ${shellWord(issuer, 'URL')}`, ...insecure],
    }
  }
  if (/jwks|\/keys?$|\/certs?$|discovery\/.*keys/i.test(pathname))
    return {
      kind: 'jwks-url',
      title: 'the URL of a key set, as it looks',
      facts: [],
      next: [`keywell issuer keys --jwks ${shown}`, ...insecure],
    }
  return {
    kind: 'url',
    title: 'a URL, perhaps of an issuer',
    facts: [],
    next: [`keywell issuer discover ${shown}`, `keywell issuer keys ${shown}`, ...insecure],
  }
}

/** Schemes of keys that stay where they are. */
const URIS: ReadonlyMap<string, string> = new Map([
  ['awskms', 'AWS KMS'],
  ['gcpkms', 'Google Cloud KMS'],
  ['azurekms', 'Azure Key Vault'],
  ['hashivault', 'Vault or OpenBao, Transit'],
  ['pkcs11', 'a PKCS #11 token (RFC 7512)'],
])

export const keyUriSight: Recogniser = (text) => {
  const [, scheme = ''] = /^([a-z0-9]+):\S+$/i.exec(text) ?? []
  const home = URIS.get(scheme.toLowerCase())
  if (home !== undefined)
    return {
      kind: 'key-uri',
      title: `the address of a key in ${home}`,
      facts: [],
      next: ['@keywell/kms reads its public part and signs with it'],
    }
  if (/^arn:aws[\w-]*:kms:/.test(text))
    return {
      kind: 'key-uri',
      title: 'the name (ARN) of a key in AWS KMS',
      facts: [],
      next: ['as an address: awskms:///ARN, for @keywell/kms'],
    }
  if (!/^did:[a-z0-9]+:\S+$/.test(text)) return undefined
  return {
    kind: 'did',
    title: 'a decentralised identifier (DID)',
    facts: [],
    next: ['resolve it to its document; the keys there are JWKs'],
  }
}

/** Keys of providers, each with what it is for. Clerk's publishable key is the host of its API in base64, and "$". */
export const providerKeySight: Recogniser = (text) => {
  const [, part, stage = '', rest = ''] =
    /^(pk|sk|rk|whsec|ak)_(?:(test|live)_)?([A-Za-z0-9+/=_-]{10,})$/.exec(text) ?? []
  if (part === undefined) return undefined
  const host = part === 'pk' ? Buffer.from(rest, 'base64').toString() : ''
  if (/^[a-z0-9.-]+\.[a-z]{2,}\$$/i.test(host)) return clerkSight(host.slice(0, -1), stage)
  if (part === 'pk')
    return {
      kind: 'publishable-key',
      title: 'a publishable key, as Stripe has them; nothing to verify tokens with',
      facts: factsOf([['stage', stage]]),
      next: ['use the key set of the issuer of your tokens'],
    }
  return {
    kind: 'secret-key',
    title: 'a secret key of a provider (Clerk, Stripe and others write them like this)',
    facts: factsOf([['stage', stage]]),
    next: [
      'keep it out of files and chats; if it was shown to others, revoke it',
      'for Clerk: CLERK_SECRET_KEY=… keywell issuer keys clerk',
    ],
    isSecret: true,
  }
}

const clerkSight = (host: string, stage: string): Sight => ({
  kind: 'publishable-key',
  title: 'a publishable key of Clerk',
  facts: factsOf([
    ['issuer', `https://${host}`],
    ['stage', stage === 'test' ? 'development' : 'production'],
  ]),
  next: [`keywell issuer keys https://${host}`, 'keywell providers clerk'],
})

/** Forms that key ids have in the field. */
const KIDS: readonly (readonly [RegExp, string])[] = [
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID'],
  [/^[\w-]{43}$/, 'a SHA-256 in base64url: a thumbprint (RFC 7638), x5t#S256 or the hash of a public key'],
  [/^[\w-]{27}$/, 'a SHA-1 in base64url: x5t, as Microsoft Entra ID names keys'],
  [/^[0-9a-f]{40}$/i, 'a SHA-1 in hexadecimal, as Google names keys'],
  [/^[0-9a-f]{64}$/i, 'a SHA-256 in hexadecimal'],
  [/^urn:ietf:params:oauth:jwk-thumbprint:/, 'a thumbprint as a URI (RFC 9278)'],
  [/^\d{4}-?\d\d(-?\d\d)?([-_T.][\w.-]*)?$/, 'a date'],
  [/^ins_\w+$/, 'the id of an instance, as Clerk names keys'],
]

export const kidSight: Recogniser = (text) => {
  const form = KIDS.find(([pattern]) => pattern.test(text))?.[1]
  if (form === undefined) return undefined
  return {
    kind: 'kid',
    title: 'perhaps a key id (kid)',
    facts: [['form', form]],
    next: ['look for it among the keys: keywell issuer keys URL', 'compare it with a key: keywell key show FILE'],
  }
}
