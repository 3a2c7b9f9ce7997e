/** Recognises JSON documents by their members. */
import { isObject } from '../input/json.ts'
import { factsOf, type Recogniser, shellWord, type Sight } from './sight.ts'

type Members = Readonly<Record<string, unknown>>

export const jsonSight: Recogniser = (text) => {
  if (!/^[{[]/.test(text)) return undefined
  const value = parsed(text)
  if (value === undefined)
    return {
      kind: 'broken-json',
      title: 'JSON that is broken or cut off',
      facts: [],
      next: ['copy it again, as a whole'],
    }
  const document = Array.isArray(value) ? { keys: value } : value
  if (!isObject(document)) return undefined
  return SORTS.map((sort) => sort(document)).find((sight) => sight !== undefined) ?? unknown(document)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Sort = (document: Members) => Sight | undefined

const has = (document: Members, ...names: readonly string[]): boolean =>
  names.every((name) => Object.hasOwn(document, name))

/** RFC 7518 §6: members that only a private or a shared key has. */
const isPrivateJwk = (jwk: Members): boolean => ['d', 'k', 'priv'].some((name) => Object.hasOwn(jwk, name))

const jwk: Sort = (document) => {
  if (typeof document['kty'] !== 'string') return undefined
  const isPrivate = isPrivateJwk(document)
  const isShared = document['kty'] === 'oct'
  const part = isShared ? 'a shared secret' : isPrivate ? 'a private key' : 'a public key'
  return {
    kind: isPrivate ? 'private-jwk' : 'public-jwk',
    title: `${part} (JWK, RFC 7517)`,
    facts: factsOf(['kty', 'crv', 'alg', 'use', 'kid'].map((name) => [name, document[name]])),
    next: [
      'keywell key show FILE',
      'keywell key check FILE',
      isPrivate && !isShared ? 'keywell key public FILE' : 'keywell key thumbprint FILE',
    ],
    ...(isPrivate ? { isSecret: true } : {}),
  }
}

const jwkSet: Sort = ({ keys }) => {
  if (!Array.isArray(keys) || !keys.every((key) => isObject(key) && typeof key['kty'] === 'string')) return undefined
  const secret = keys.filter((key) => isObject(key) && isPrivateJwk(key)).length
  return {
    kind: 'jwk-set',
    title: secret > 0 ? 'a JWK Set with private keys: not one to publish' : 'a JWK Set (RFC 7517 §5)',
    facts: factsOf([
      ['keys', String(keys.length)],
      ['private', secret > 0 ? String(secret) : undefined],
      ['kids', keys.flatMap((key) => (isObject(key) && typeof key['kid'] === 'string' ? [key['kid']] : [])).join(' ')],
    ]),
    next: ['keywell issuer keys --jwks FILE', 'keywell key check FILE', 'keywell token verify TOKEN --jwks FILE'],
    ...(secret > 0 ? { isSecret: true } : {}),
  }
}

const metadata: Sort = (document) => {
  if (!has(document, 'issuer') || !(has(document, 'jwks_uri') || has(document, 'authorization_endpoint')))
    return undefined
  const issuer = shellWord(String(document['issuer']), 'URL')
  return {
    kind: 'issuer-metadata',
    title: 'metadata of an issuer (OpenID Connect Discovery, RFC 8414)',
    facts: factsOf(
      ['issuer', 'jwks_uri', 'id_token_signing_alg_values_supported'].map((name) => [name, document[name]]),
    ),
    next: [`keywell issuer keys ${issuer}`, `keywell token verify TOKEN --issuer ${issuer} --audience NAME`],
  }
}

const resource: Sort = (document) =>
  has(document, 'resource', 'authorization_servers')
    ? {
        kind: 'resource-metadata',
        title: 'metadata of a protected resource (RFC 9728)',
        facts: factsOf(['resource', 'authorization_servers'].map((name) => [name, document[name]])),
        next: ['keywell issuer discover URL, with one of its authorization servers'],
      }
    : undefined

const tokenAnswer: Sort = (document) => {
  const names = ['access_token', 'id_token', 'refresh_token'].filter((name) => typeof document[name] === 'string')
  if (names.length === 0) return undefined
  return {
    kind: 'token-response',
    title: 'the answer of a token endpoint (RFC 6749 §5.1)',
    facts: factsOf([
      ['has', names.join(' ')],
      ['token_type', document['token_type']],
      ['expires_in', document['expires_in']],
    ]),
    next: ['keywell what, with one of its tokens alone'],
    isSecret: true,
  }
}

const oauthError: Sort = (document) =>
  typeof document['error'] === 'string' && !has(document, 'keys')
    ? {
        kind: 'oauth-error',
        title: 'an error of an OAuth server (RFC 6749 §5.2)',
        facts: factsOf(['error', 'error_description'].map((name) => [name, document[name]])),
        next: ['put right what it says, and ask again'],
      }
    : undefined

/** Google's key files have PEM inside. */
const serviceAccount: Sort = (document) =>
  document['type'] === 'service_account' && has(document, 'private_key')
    ? {
        kind: 'service-account',
        title: 'a key file of a Google service account',
        facts: factsOf([
          ['client_email', document['client_email']],
          ['kid', document['private_key_id']],
        ]),
        next: ['take the text of "private_key", then: keywell key show'],
        isSecret: true,
      }
    : undefined

const certificates: Sort = (document) => {
  const values = Object.values(document)
  const isMap =
    values.length > 0 && values.every((value) => typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE'))
  if (!isMap) return undefined
  return {
    kind: 'certificate-map',
    title: 'certificates by kid, as Google publishes them for Firebase',
    facts: factsOf([['kids', Object.keys(document).join(' ')]]),
    next: ['the preset of the provider reads it: keywell providers firebase'],
  }
}

const jsonJws: Sort = (document) =>
  has(document, 'payload') && (has(document, 'signatures') || has(document, 'signature'))
    ? {
        kind: 'json-jws',
        title: 'a JWS in JSON (RFC 7515 §7.2), which is never a JWT',
        facts: [],
        next: ['send it in compact form: protected.payload.signature'],
      }
    : undefined

const jsonJwe: Sort = (document) =>
  has(document, 'ciphertext', 'iv')
    ? { kind: 'json-jwe', title: 'a JWE in JSON (RFC 7516 §7.2)', facts: [], next: ['decrypt it first'] }
    : undefined

const header: Sort = (document) =>
  typeof document['alg'] === 'string' && !has(document, 'iss')
    ? {
        kind: 'header',
        title: 'the header of a token, decoded',
        facts: factsOf(['alg', 'typ', 'kid'].map((name) => [name, document[name]])),
        next: ['the token itself is needed for more: keywell what'],
      }
    : undefined

const claims: Sort = (document) =>
  ['iss', 'sub', 'aud', 'exp'].filter((name) => Object.hasOwn(document, name)).length >= 2
    ? {
        kind: 'claims',
        title: 'the claims of a token, decoded: without the signature they prove nothing',
        facts: factsOf(['iss', 'aud', 'sub', 'exp'].map((name) => [name, document[name]])),
        next: ['the token itself is needed for more: keywell what'],
      }
    : undefined

const SORTS: readonly Sort[] = [
  jwk,
  jwkSet,
  metadata,
  resource,
  tokenAnswer,
  serviceAccount,
  certificates,
  jsonJws,
  jsonJwe,
  oauthError,
  claims,
  header,
]

const unknown = (document: Members): Sight => ({
  kind: 'json',
  title: 'JSON, of no kind that is known here',
  facts: factsOf([['members', Object.keys(document).slice(0, 12).join(' ')]]),
  next: ['a JWK has "kty", a JWK Set "keys", metadata "issuer"'],
})
