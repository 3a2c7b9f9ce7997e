/** JWK → OpenSSH private key without a passphrase, in octets. */
import type { Jwk } from '../jwk.ts'
import { concat } from './der-write.ts'
import { OPENSSH_BLOCK, OPENSSH_MAGIC } from './openssh-private.ts'
import { sshComment } from './openssh-public.ts'
import { member, sshType, writeSshBlob, writeSshEcPoint } from './ssh-key-types.ts'
import { sshNumber, sshOctets, sshText, sshUint32 } from './ssh-wire.ts'

/** @throws KeywellError ERR_KEY_UNSUPPORTED for a key that OpenSSH has no type for */
export function writeOpensshPrivate(jwk: Jwk, comment: string | undefined): Uint8Array {
  const blob = writeSshBlob(jwk)
  // Chance, as ssh-keygen does it: the same number twice shows a reader that it has decrypted rightly.
  const check = crypto.getRandomValues(new Uint8Array(4))
  const secret = concat(check, check, sshText(sshType(jwk)), privateFields(jwk), sshText(sshComment(jwk, comment)))
  const padding = Uint8Array.from({ length: -secret.length & (OPENSSH_BLOCK - 1) }, (_, place) => place + 1)
  const noCipher = concat(sshText('none'), sshText('none'), sshText(''))
  return concat(OPENSSH_MAGIC, noCipher, sshUint32(1), sshOctets(blob), sshOctets(concat(secret, padding)))
}

function privateFields(jwk: Jwk): Uint8Array {
  if (jwk.kty === 'RSA') return concat(...['n', 'e', 'd', 'qi', 'p', 'q'].map((name) => sshNumber(member(jwk, name))))
  if (jwk.kty === 'EC') return concat(writeSshEcPoint(jwk), sshNumber(member(jwk, 'd')))
  const point = member(jwk, 'x')
  return concat(sshOctets(point), sshOctets(concat(member(jwk, 'd'), point)))
}
