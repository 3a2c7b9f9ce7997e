/** What people hand in that is no plain key: each is named, with the next action. */
import { KeywellError } from '../../errors/index.ts'

export type RefusalName =
  | 'encryptedPkcs8'
  | 'encryptedPem'
  | 'pkcs12'
  | 'encryptedOpenssh'
  | 'request'
  | 'pkcs7'
  | 'keystore'
  | 'putty'
  | 'ssh2'
  | 'pgp'
  | 'token'
  | 'encryptedJwk'
  | 'parameters'
  | 'serviceAccount'
  | 'html'

/** Facts about one such thing: what it is, and what to do with it. */
interface Refusal {
  readonly found: string
  readonly hint: string
}

const WITH_PASSWORD =
  'read it with a password through keywell/certificates, or decrypt it with openssl pkcs8 -topk8 -nocrypt'

// prettier-ignore
const REFUSALS: Readonly<Record<RefusalName, Refusal>> = {
  encryptedPkcs8: { found: 'this is an encrypted PKCS #8 private key', hint: WITH_PASSWORD },
  encryptedPem: { found: 'this private key is encrypted in the legacy PEM way', hint: 'decrypt it with: openssl pkey -in FILE' },
  pkcs12: {
    found: 'this is a PKCS #12 file', hint: 'read it with its password through keywell/certificates',
  },
  encryptedOpenssh: {
    found: 'this OpenSSH private key is encrypted', hint: 'remove the passphrase of a copy with: ssh-keygen -p -f COPY',
  },
  request: {
    found: 'this is a certificate request', hint: 'take its key with: openssl req -in FILE -noout -pubkey',
  },
  pkcs7: {
    found: 'this is PKCS #7', hint: 'take its certificates with: openssl pkcs7 -in FILE -print_certs',
  },
  keystore: {
    found: 'this is a Java key store', hint: 'turn it into PKCS #12 with: keytool -importkeystore -deststoretype pkcs12',
  },
  putty: { found: 'this is a PuTTY key', hint: 'turn it into an OpenSSH key with: puttygen FILE -O private-openssh-new' },
  ssh2: { found: 'this is a public key as in RFC 4716', hint: 'turn it into PKCS #8 with: ssh-keygen -i -e -m PKCS8 -f FILE' },
  pgp: { found: 'this is an OpenPGP key', hint: 'use a key of another kind: OpenPGP keys are not meant for JOSE' },
  token: { found: 'this is a token, not a key', hint: 'look into it with decodeJwt, or pass the key that belongs to it' },
  encryptedJwk: { found: 'this is encrypted (JWE)', hint: 'decrypt it first; the key is inside' },
  parameters: { found: 'these are parameters without a key', hint: 'pass the key that was made from them' },
  serviceAccount: { found: 'this is the file of a service account', hint: 'pass its member "private_key", which is PEM' },
  html: { found: 'this is a page in HTML, not a key', hint: 'look at the address or the file that it comes from' },
}

/** The error for something that is well known and cannot be read here. */
export function refusal(name: RefusalName): KeywellError {
  const { found, hint } = REFUSALS[name]
  return new KeywellError('ERR_KEY_UNSUPPORTED', found, { kty: 'unknown', reason: found }, { hint })
}

/** A key that the wanted format has no place for. */
export const noPlace = (kty: string, reason: string, hint: string): KeywellError =>
  new KeywellError('ERR_KEY_UNSUPPORTED', reason, { kty, reason }, { hint })
