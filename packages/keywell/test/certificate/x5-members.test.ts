import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkJwkCertificates, jwkWithCertificates } from '../../src/certificates.ts'
import { failure } from '../support/failures.ts'
import { family } from './openssl.ts'

const own = family()
const other = family()
const publicKey = { ...createPublicKey(own.leaf.pem).export({ format: 'jwk' }), kty: 'EC' }
const raw = new X509Certificate(own.leaf.pem).raw
const chain = own.leaf.pem + own.ca.pem + own.root.pem
const hash = (name: string): string => createHash(name).update(raw).digest('base64url')

test('x5c and x5t#S256 are written, and x5t on request', async () => {
  const jwk = await jwkWithCertificates(publicKey, chain)
  expect(jwk['x5c']).toHaveLength(3)
  expect(jwk['x5t#S256']).toBe(hash('sha256'))
  expect(jwk).not.toHaveProperty('x5t')
  expect((await jwkWithCertificates(publicKey, chain, { sha1: true }))['x5t']).toBe(hash('sha1'))
})

test('what was written passes the check', async () => {
  await expect(
    checkJwkCertificates(await jwkWithCertificates(publicKey, chain, { sha1: true })),
  ).resolves.toBeUndefined()
})

test('a private key keeps its private part', async () => {
  const jwk = { ...createPrivateKey(own.leaf.key).export({ format: 'jwk' }), kty: 'EC' }
  expect(await jwkWithCertificates(jwk, chain)).toMatchObject(jwk)
})

test.each([
  ['another key', other.leaf.pem, 'the certificate "signer.example" is for another key'],
  [
    'another order',
    own.leaf.pem + own.root.pem + own.ca.pem,
    'certificate 1 of 3 "signer.example" was issued by "Issuing CA", but another certificate follows',
  ],
  [
    'an issuer of the same name',
    own.leaf.pem + other.ca.pem,
    'certificate 1 of 2 "signer.example" was not signed by "Issuing CA", which its issuer names',
  ],
])('%s is refused', async (_name, pem, message) => {
  const error = await failure('ERR_CERTIFICATE_INVALID', () => jwkWithCertificates(publicKey, pem))
  expect(error.message).toBe(message)
})

test.each(['x5t', 'x5t#S256'])('another hash in %s is refused', async (member) => {
  const jwk = { ...(await jwkWithCertificates(publicKey, chain)), [member]: hash('sha512') }
  const error = await failure('ERR_CERTIFICATE_INVALID', () => checkJwkCertificates(jwk))
  expect(error.message).toBe(`certificate 1 of 3 "signer.example" has another hash than "${member}" says`)
})

test('hashes alone are held against certificates from elsewhere', async () => {
  const jwk = { ...publicKey, 'x5t#S256': hash('sha256') }
  await expect(checkJwkCertificates(jwk, chain)).resolves.toBeUndefined()
  await failure('ERR_CERTIFICATE_INVALID', () => checkJwkCertificates({ ...jwk, x5t: 'AAAA' }, chain))
})

test('a JWK without x5c has nothing to hold against it', async () => {
  await failure('ERR_CERTIFICATE_INVALID', () => checkJwkCertificates(publicKey))
})
