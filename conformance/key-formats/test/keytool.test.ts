/** Java's keytool, where it is present: its certificates are read, and its key stores are named. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readKey, writeKey } from 'keywell/jwk'
import { isThere, run, withFile } from '../run-program.ts'

const STORE = ['-storepass', 'changeit', '-alias', 'key']

interface Made {
  readonly store: Buffer
  readonly certificate: Buffer
}

const made = (storeType: string, ...kind: readonly string[]): Made =>
  withFile('', (_, folder) => {
    const path = join(folder, 'store')
    const where = ['-keystore', path, ...STORE]
    const names = ['-dname', 'CN=issuer.example', '-keypass', 'changeit', '-storetype', storeType]
    run('keytool', ['-genkeypair', ...where, ...names, ...kind])
    return { store: readFileSync(path), certificate: run('keytool', ['-exportcert', '-rfc', ...where]) }
  })

describe.skipIf(!isThere('keytool'))('keytool', () => {
  test.each([
    ['RSA', '-keyalg', 'RSA', '-keysize', '2048'],
    ['EC', '-keyalg', 'EC', '-groupname', 'secp256r1'],
    ['OKP', '-keyalg', 'Ed25519'],
  ])('a certificate with an %s key gives the key that openssl sees in it', async (kty, ...kind) => {
    const { certificate, store } = made('PKCS12', ...kind)
    const { jwk, format } = await readKey(certificate)
    expect({ kty: jwk.kty, format }).toEqual({ kty, format: 'certificate-pem' })
    expect(writeKey(jwk, { format: 'spki-pem' })).toBe(
      run('openssl', ['x509', '-noout', '-pubkey'], certificate).toString(),
    )
    await expect(readKey(store)).rejects.toMatchObject({ message: 'this is a PKCS #12 file' })
  })

  test('a store of the old type is named, with the way out', async () => {
    const { store } = made('JKS', '-keyalg', 'EC', '-groupname', 'secp256r1')
    await expect(readKey(store)).rejects.toMatchObject({
      message: 'this is a Java key store',
      hint: expect.stringContaining('keytool -importkeystore'),
    })
  })
})
