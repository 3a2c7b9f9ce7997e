/** Files that the openssl program makes. */
import { describe, expect, test } from 'vitest'
import { isKeywellError } from 'keywell'
import { jwkFromCertificate, publicJwk, readKey, readKeys, writeKey } from 'keywell/jwk'
import { run, withFile } from '../run-program.ts'

const openssl = (args: string, input: string | Uint8Array = ''): Buffer => run('openssl', args.split(' '), input)

const rsa = openssl('genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048').toString()
const p256 = openssl('genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256').toString()
const ed25519 = openssl('genpkey -quiet -algorithm ED25519').toString()

describe('is read with the public part that openssl sees', () => {
  test.each([
    ['an RSA key', rsa, 'pkcs8-pem'],
    ['an RSA key in the old form', openssl('rsa -traditional', rsa), 'pkcs1-pem'],
    ['an RSA key for PSS', openssl('genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048'), 'pkcs8-pem'],
    ['an EC key', p256, 'pkcs8-pem'],
    ['an EC key in the old form', openssl('ec', p256), 'sec1-pem'],
    ['an EC key behind its parameters', openssl('ecparam -name secp384r1 -genkey'), 'sec1-pem'],
    ['an EC key without its public part', openssl('ec -no_public', p256), 'sec1-pem'],
    ['an EC key on P-521', openssl('genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-521'), 'pkcs8-pem'],
    ['an EC key on secp256k1', openssl('ecparam -name secp256k1 -genkey -noout'), 'sec1-pem'],
    ['an Ed25519 key', ed25519, 'pkcs8-pem'],
    ['an Ed448 key', openssl('genpkey -quiet -algorithm ED448'), 'pkcs8-pem'],
    ['a key in DER', openssl('pkcs8 -topk8 -nocrypt -outform DER', p256), 'pkcs8-der'],
    ['an EC key in DER, in the old form', openssl('ec -outform DER', p256), 'sec1-der'],
    ['a key behind its description', openssl('pkey -text', ed25519), 'pkcs8-pem'],
  ])('%s', async (_, file, format) => {
    const { jwk, ...rest } = await readKey(file)
    expect(rest).toMatchObject({ format, isPrivate: true })
    const isDer = format.endsWith('der')
    const seen = openssl(`pkey ${isDer ? '-inform DER ' : ''}-pubout`, file).toString()
    expect(publicJwk(jwk)).toEqual(publicJwk((await readKey(seen)).jwk))
  })

  test.each([
    ['SPKI', openssl('pkey -pubout', rsa), 'spki-pem'],
    ['SPKI in DER', openssl('pkey -pubout -outform DER', rsa), 'spki-der'],
    ['PKCS #1', openssl('rsa -RSAPublicKey_out', rsa), 'pkcs1-pem'],
    ['PKCS #1 in DER', openssl('rsa -RSAPublicKey_out -outform DER', rsa), 'pkcs1-der'],
  ])('a public RSA key in %s', async (_, file, format) => {
    const { jwk, ...rest } = await readKey(file)
    expect(rest).toMatchObject({ format, isPrivate: false })
    expect(jwk).toEqual(publicJwk((await readKey(rsa)).jwk))
    expect(Buffer.from(writeKey(jwk, { format: format === 'pkcs1-pem' ? 'pkcs1-pem' : 'spki-pem' }))).toEqual(
      format === 'pkcs1-pem' ? file : openssl('pkey -pubout', rsa),
    )
  })
})

test.each(['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1'])(
  'a compressed point on %s is worked out',
  async (name) => {
    const key = openssl(`ecparam -genkey -noout -conv_form compressed -name ${name}`)
    const { jwk } = await readKey(openssl('ec -pubout -conv_form compressed', key))
    const whole = openssl('ec -pubout -conv_form uncompressed', key).toString()
    expect(writeKey(jwk, { format: 'spki-pem' })).toBe(whole)
    expect(writeKey((await readKey(key)).jwk, { format: 'spki-pem' })).toBe(whole)
  },
)

describe('certificates', () => {
  const certificate = (key: string): Buffer =>
    withFile(key, (path) => openssl(`req -x509 -key ${path} -subj /CN=issuer.example -days 1`))

  test.each([
    ['RSA', rsa],
    ['P-256', p256],
    ['Ed25519', ed25519],
  ])('give their key: %s', async (_, key) => {
    const pem = certificate(key)
    const { jwk, format } = await readKey(pem)
    expect(format).toBe('certificate-pem')
    expect(jwk).toEqual(publicJwk((await readKey(key)).jwk))
    const der = openssl('x509 -outform DER', pem)
    expect(jwkFromCertificate(der)).toEqual(jwk)
    expect(jwkFromCertificate(pem.toString())).toEqual(jwk)
    expect((await readKey(der)).format).toBe('certificate-der')
  })

  test('stand beside their key in one file', async () => {
    const keys = await readKeys(`${certificate(p256).toString()}${p256}`)
    expect(keys.map(({ format }) => format)).toEqual(['certificate-pem', 'pkcs8-pem'])
  })
})

describe('is refused with its name and the next action', () => {
  const pkcs12 = withFile(p256, (path) => {
    const chain = openssl(`req -x509 -key ${path} -subj /CN=issuer.example -days 1`).toString()
    return openssl('pkcs12 -export -passout pass:secret', `${p256}${chain}`)
  })
  const request = withFile(rsa, (path) => openssl(`req -new -key ${path} -subj /CN=issuer.example`))
  const certificate = withFile(p256, (path) => openssl(`req -x509 -key ${path} -subj /CN=a -days 1`))
  const pkcs7 = withFile(certificate, (path) => openssl(`crl2pkcs7 -nocrl -certfile ${path}`))
  const encrypted = openssl('pkcs8 -topk8 -passout pass:secret', ed25519)

  test.each([
    ['encrypted PKCS #8', encrypted, 'encrypted PKCS #8', 'keywell/certificates'],
    [
      'encrypted PKCS #8 in DER',
      openssl('pkcs8 -topk8 -passout pass:secret -outform DER', ed25519),
      'encrypted PKCS #8',
      'keywell/certificates',
    ],
    ['PKCS #12', pkcs12, 'PKCS #12', 'keywell/certificates'],
    ['PKCS #12 in base64', pkcs12.toString('base64'), 'PKCS #12', 'keywell/certificates'],
    ['the old encrypted form', openssl('rsa -traditional -aes128 -passout pass:secret', rsa), 'encrypted', 'openssl'],
    ['a request', request, 'certificate request', 'openssl req'],
    ['a request in DER', openssl('req -outform DER', request), 'certificate request', 'openssl req'],
    ['PKCS #7', pkcs7, 'PKCS #7', 'openssl pkcs7'],
    ['parameters', openssl('ecparam -name prime256v1'), 'parameters', 'key'],
  ])('%s', async (_, file, found, next) => {
    const error = await readKey(file).catch((caught: unknown) => caught)
    expect(isKeywellError(error, 'ERR_KEY_UNSUPPORTED')).toBe(true)
    expect(error).toMatchObject({ message: expect.stringContaining(found), hint: expect.stringContaining(next) })
  })

  test.each([
    [
      'a curve spelled out',
      openssl('genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit'),
    ],
    ['a curve that JOSE has no name for', openssl('ecparam -name brainpoolP256r1 -genkey -noout')],
    ['a key for key agreement', openssl('genpkey -quiet -algorithm X25519')],
  ])('%s', async (_, file) => {
    const error = await readKey(file).catch((caught: unknown) => caught)
    expect(isKeywellError(error, 'ERR_KEY_UNSUPPORTED')).toBe(true)
  })

  test('a weak RSA key', async () => {
    const weak = openssl('genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024')
    const error = await readKey(weak).catch((caught: unknown) => caught)
    expect(isKeywellError(error, 'ERR_JWK_INVALID')).toBe(true)
    expect(error).toMatchObject({ message: 'the RSA modulus has 1024 bits, fewer than 2048' })
  })
})
