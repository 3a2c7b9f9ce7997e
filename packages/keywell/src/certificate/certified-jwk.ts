/** `x5c`, `x5t` and `x5t#S256` (RFC 7517 §4.7–4.9): written beside a key, and held against it. */
import { isKeywellError } from '../errors/index.ts'
import { encodeBase64url } from '../jose/base64url.ts'
import { oidHex, readElements } from '../jwk/der.ts'
import type { Jwk } from '../jwk/jwk.ts'
import { RSA_PSS } from '../jwk/oids.ts'
import { keyMaterial } from '../jwk/material.ts'
import { keyUnsupported } from '../jwk/problems.ts'
import { jwkFromCertificateKey } from '../jwk/spki.ts'
import { thumbprint } from '../jwk/thumbprint.ts'
import { encodeBase64Text } from '../jwk/base64-text.ts'
import { faultError, unfit } from './problems.ts'
import { pssOfKey } from './pss.ts'
import type { Path } from './rules.ts'
import type { X509 } from './x509.ts'

/** The key of a path's first certificate. @throws KeywellError ERR_CERTIFICATE_INVALID */
export async function certifiedJwk(path: Path): Promise<Jwk> {
  const { kty, members } = certifiedMaterial(path[0])
  const [leaf, ...issuers] = path
  const jwk = { kty, ...members }
  const alg = onlyPss(leaf)
  const restricted = alg === undefined ? jwk : { ...jwk, alg }
  return Object.freeze({
    ...restricted,
    kid: await thumbprint(jwk),
    ...(await certificateMembers([leaf, ...issuers.slice(0, -1)])),
  })
}

/** The error names the certificate: by the key alone nobody finds it in a chain. */
function certifiedMaterial(leaf: X509): ReturnType<typeof keyMaterial> {
  try {
    return keyMaterial(jwkFromCertificateKey(leaf.der))
  } catch (error) {
    if (isKeywellError(error)) throw faultError(unfit(leaf, `has an unfit key: ${error.message}`))
    throw error
  }
}

/** A key marked id-RSASSA-PSS with parameters is for these alone (RFC 4055 §3.1); a JWK says that by `alg`. */
function onlyPss({ keyAlgorithm }: X509): string | undefined {
  const [oid, parameters] = readElements(keyAlgorithm.content)
  if (oidHex(oid) !== RSA_PSS || parameters === undefined) return undefined
  const alg = pssOfKey(parameters)
  if (alg === undefined)
    throw keyUnsupported('RSA', 'this key is for RSASSA-PSS with parameters that JOSE does not have')
  return alg
}

/** The members for the certificates of one key, the key's own first. */
export async function certificateMembers(certificates: Certificates): Promise<CertificateMembers> {
  return {
    x5c: Object.freeze(certificates.map(({ der }) => encodeBase64Text(der))),
    'x5t#S256': await certificateThumbprint(certificates[0].der, 'SHA-256'),
  }
}

export type Certificates = readonly [X509, ...X509[]]

export interface CertificateMembers {
  readonly x5c: readonly string[]
  readonly 'x5t#S256': string
}

/** The hash over the whole DER, base64url. */
export const certificateThumbprint = async (der: Uint8Array, hash: 'SHA-1' | 'SHA-256'): Promise<string> =>
  encodeBase64url(new Uint8Array(await crypto.subtle.digest(hash, new Uint8Array(der))))
