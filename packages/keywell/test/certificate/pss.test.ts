import { expect, test } from 'vitest'
import { certificateKeys } from '../../src/certificates.ts'
import { failure } from '../support/failures.ts'
import { family, make } from './openssl.ts'

const own = family()
const at = Date.UTC(2026, 0, 1) / 1000

const pssKey = (hash: string, salt: number): readonly string[] => {
  const options = [`rsa_pss_keygen_md:${hash}`, `rsa_pss_keygen_mgf1_md:${hash}`, `rsa_pss_keygen_saltlen:${salt}`]
  return ['-algorithm', 'RSA-PSS', ...options.flatMap((option) => ['-pkeyopt', option])]
}

test('the salt that a key for PSS names is the least, so a longer one of JOSE is within', async () => {
  const made = make({ name: 'pss.example', issuer: own.ca, key: pssKey('sha256', 20) })
  const { jwk } = await certificateKeys(made.pem + own.ca.pem, { anchors: own.root.pem, at })
  expect(jwk.alg).toBe('PS256')
})

test.each([
  ['sha1', 20],
  ['sha256', 40],
])('a key for PSS alone with %s and a salt of %i is refused, as JOSE has no such algorithm', async (hash, salt) => {
  const made = make({ name: 'pss.example', issuer: own.ca, key: pssKey(hash, salt) })
  await failure('ERR_KEY_UNSUPPORTED', () => certificateKeys(made.pem + own.ca.pem, { anchors: own.root.pem, at }))
})
