/** `keywell what`: whatever is pasted is named, with the next step; nothing of a secret is repeated. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { encryptJwk, generateJwk, readKey, writeKey } from 'keywell/jwk'
import { localSigner, signJwt } from 'keywell/sign'
import { afterAll, describe, expect, test } from 'vitest'
import { NOW } from './support/issuer.ts'
import { runInside, type RanInside } from './support/inside.ts'
import { keyFolder, PASSWORD, secretsOf } from './support/key-files.ts'
import { transcript } from './support/keywell.ts'

const folder = keyFolder()
afterAll(() => folder.remove())

const { privateJwk, publicJwk = privateJwk } = await generateJwk('ES256', { kid: 'mine' })
const secret = (await generateJwk('HS256', { kid: 'shared' })).privateJwk
const { jwk: rsa } = await readKey(folder.read('rsa.pem'))
const claims = { iss: 'https://issuer.example', aud: 'https://api.example', sub: 'alice', exp: 4e9 }
const signer = localSigner(privateJwk)
const token = await signJwt(claims, { signer })
const jwe = await encryptJwk(privateJwk, PASSWORD)
const der = createPrivateKey(folder.read('ec.pem')).export({ type: 'pkcs8', format: 'der' })
const spki = createPublicKey(folder.read('ec.pem')).export({ type: 'spki', format: 'der' })
const pem = folder.read('rsa.pem').toString()
folder.openssl('req', '-new', '-key', 'rsa.pem', '-subj', '/CN=x', '-out', 'rsa.csr')
folder.openssl(
  'pkcs8',
  '-topk8',
  '-in',
  'ec.pem',
  '-outform',
  'DER',
  '-out',
  'ec.enc.der',
  '-passout',
  `pass:${PASSWORD}`,
)
folder.openssl('x509', '-in', 'rsa.crt', '-outform', 'DER', '-out', 'rsa.crt.der')

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const look = (stdin: string | Uint8Array): Promise<RanInside> =>
  runInside(['what', '-', '--json', '--now', NOW], { stdin })

const accessToken = await signJwt({ ...claims, scope: 'read' }, { signer, typ: 'at+jwt' })
const GOOGLE = { type: 'service_account', client_email: 'a@b.example', private_key_id: '1', private_key: pem }
const CLERK = `pk_test_${Buffer.from('clerk.acme.example$').toString('base64')}`

const THINGS: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['a token', token, 'token'],
  ['an access token', accessToken, 'token'],
  ['a header', `Authorization: Bearer ${token}`, 'token'],
  ['a quoted token with a comma', `"${token}",`, 'token'],
  ['a curl command', `curl -H 'Authorization: Bearer ${token}' https://api.example/me`, 'token'],
  ['a cookie', `Cookie: theme=dark; session=${token}; lang=en`, 'token'],
  ['an unsigned token', `${encoded({ alg: 'none' })}.${encoded(claims)}.`, 'unsigned-token'],
  ['signed text', `${encoded({ alg: 'ES256' })}.aGVsbG8.AAAA`, 'jws'],
  ['an encrypted token', `${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA.AA.AA`, 'encrypted-token'],
  ['a key under a password', jwe, 'encrypted-key'],
  ['a private JWK', JSON.stringify(privateJwk), 'private-jwk'],
  ['a shared secret', JSON.stringify(secret), 'private-jwk'],
  ['a public JWK', JSON.stringify(publicJwk), 'public-jwk'],
  ['a JWK in base64', Buffer.from(JSON.stringify(publicJwk)).toString('base64'), 'public-jwk'],
  ['a JWK Set', JSON.stringify({ keys: [publicJwk] }), 'jwk-set'],
  ['a JWK Set with a private key', JSON.stringify({ keys: [privateJwk] }), 'jwk-set'],
  ['a list of JWKs', JSON.stringify([publicJwk]), 'jwk-set'],
  [
    'metadata',
    JSON.stringify({ issuer: 'https://issuer.example', jwks_uri: 'https://issuer.example/keys' }),
    'issuer-metadata',
  ],
  [
    'metadata of a resource',
    JSON.stringify({ resource: 'https://api.example', authorization_servers: [] }),
    'resource-metadata',
  ],
  [
    'an answer with tokens',
    JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }),
    'token-response',
  ],
  ['an OAuth error', '{"error":"invalid_grant","error_description":"expired"}', 'oauth-error'],
  ['a key file of Google', JSON.stringify(GOOGLE), 'service-account'],
  ['certificates by kid', JSON.stringify({ a: folder.read('rsa.crt').toString() }), 'certificate-map'],
  ['decoded claims', JSON.stringify(claims), 'claims'],
  ['a decoded header', '{"alg":"ES256","kid":"mine"}', 'header'],
  ['a JWS in JSON', '{"payload":"AA","protected":"AA","signature":"AA"}', 'json-jws'],
  ['a JWE in JSON', '{"ciphertext":"AA","iv":"AA","tag":"AA"}', 'json-jwe'],
  ['other JSON', '{"hello":"world"}', 'json'],
  ['JSON that is cut off', '{"keys":[{"kty":"RSA"', 'broken-json'],
  ['a private key in PEM', pem, 'private-key'],
  ['SEC 1 after its parameters', folder.read('ec.pem'), 'private-key'],
  ['PEM out of a variable', pem.replaceAll('\n', '\\n'), 'private-key'],
  ['a public key in PEM', writeKey(publicJwk, { format: 'spki-pem' }), 'public-key'],
  ['a certificate', folder.read('rsa.crt'), 'certificate'],
  ['a certificate in DER', folder.read('rsa.crt.der'), 'certificate'],
  ['a certificate in base64, as in x5c', folder.read('rsa.crt.der').toString('base64'), 'certificate'],
  ['a certificate request', folder.read('rsa.csr'), 'certificate-request'],
  ['PEM that is cut off', pem.slice(0, 300), 'broken-pem'],
  ['an encrypted key in PEM', folder.read('ec.enc.pem'), 'encrypted-key'],
  ['an encrypted key in DER', folder.read('ec.enc.der'), 'encrypted-key'],
  ['PKCS #12', folder.read('rsa.p12'), 'pkcs12'],
  ['PKCS #12 in base64', folder.read('rsa.p12').toString('base64'), 'pkcs12'],
  ['a private key in DER', der, 'private-key'],
  ['a private key in base64', der.toString('base64'), 'private-key'],
  ['a public key in DER', spki, 'public-key'],
  ['a COSE key', writeKey(publicJwk, { format: 'cose' }), 'public-key'],
  ['a line of OpenSSH', writeKey(publicJwk, { format: 'openssh-public' }), 'public-key'],
  ['a private key of OpenSSH', writeKey(privateJwk, { format: 'openssh-private' }), 'private-key'],
  ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', 'putty-key'],
  ['a Java key store', Buffer.from('feedfeed0000000200000001', 'hex'), 'java-keystore'],
  ['a key of OpenPGP', '-----BEGIN PGP PUBLIC KEY BLOCK-----\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----', 'openpgp'],
  ['a URL', 'https://issuer.example/tenant', 'url'],
  ['the URL of metadata', 'https://issuer.example/.well-known/openid-configuration', 'metadata-url'],
  ['the URL of keys', 'https://www.googleapis.com/oauth2/v3/certs', 'jwks-url'],
  ['where a login ended', `https://app.example/cb#id_token=${token}`, 'redirect-url'],
  ['the address of a key', 'awskms:///alias/signing', 'key-uri'],
  ['a PKCS #11 URI', 'pkcs11:token=a;object=b', 'key-uri'],
  ['an ARN', 'arn:aws:kms:eu-west-1:1:key/a', 'key-uri'],
  ['a DID', 'did:web:issuer.example', 'did'],
  ["Clerk's publishable key", CLERK, 'publishable-key'],
  ["Stripe's publishable key", 'pk_live_51abcdefghijklmnopqrstuv', 'publishable-key'],
  ['a secret key', 'sk_live_abcdefghijklmnopqrstuvwxyz', 'secret-key'],
  ['a thumbprint', 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs', 'kid'],
  ['a UUID', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'kid'],
  ['a kid of Google', '0123456789abcdef0123456789abcdef01234567', 'kid'],
  ['a kid by date', '2026-01-31-NzbLsXh8', 'kid'],
  ['a page', '<!doctype html><title>Sign in</title>', 'html'],
  ['SAML', '<?xml version="1.0"?><a/>', 'xml'],
  ['an opaque token', '2YotnFZFEjr1zCsicMWpAA.x', 'opaque'],
  ['a URL-encoded header', encodeURIComponent(`Bearer ${token}`), 'token'],
]

describe('it knows', () => {
  test.each(THINGS)('%s', async (_, thing, kind) => {
    const { code, stdout } = await look(thing)
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({
      schema: 'keywell/what@1',
      known: true,
      kind,
      next: [expect.any(String), ...document.next.slice(1)],
    })
    expect(code).toBe(0)
  })
})

describe('it repeats no secret', () => {
  const secrets = [
    ...['rsa.pem', 'ec.pem'].flatMap((name) => secretsOf(folder.read(name))),
    ...[privateJwk['d'], secret['k'], rsa['d']].map(String),
    ...[token, accessToken].map((text) => text.split('.')[2] ?? ''),
    'abcdefghijklmnopqrstuvwxyz',
  ]

  test.each(THINGS)('%s', async (_, thing) => {
    const { stdout, said } = await runInside(['what', '-'], { stdin: thing })
    for (const text of secrets) expect(stdout + said).not.toContain(text)
  })
})

test.each(['a private JWK', 'a private key in DER', 'an answer with tokens', 'a secret key'])(
  '%s is called a secret',
  async (name) => {
    const thing = THINGS.find(([title]) => title === name)?.[1] ?? ''
    expect((await runInside(['what', '-'], { stdin: thing })).said).toBe('SECRET: keep it to yourself')
  },
)

test("a publishable key of Clerk names the issuer's keys", async () => {
  expect(await transcript(`what ${CLERK}`)).toMatchInlineSnapshot(`
    "$ keywell what pk_test_Y2xlcmsuYWNtZS5leGFtcGxlJA==
    this is a publishable key of Clerk
      issuer  https://clerk.acme.example
      stage   development

    next
      –  keywell issuer keys https://clerk.acme.example
      –  keywell providers clerk
    [exit 0]"
  `)
})

test('a token is a page of what it says, with the command that verifies it', async () => {
  expect(await transcript('what $TOKEN --now $NOW', { TOKEN: token, NOW })).toMatchInlineSnapshot(`
    "$ keywell what $TOKEN --now $NOW
    this is a signed token: what for, it does not say
      alg      ES256
      typ      JWT
      kid      mine
      iss      https://issuer.example
      aud      https://api.example
      sub      alice
      expires  2096-10-02 07:06:40 UTC, in 25812 d

    next
      –  if you trust that issuer: keywell token verify TOKEN --issuer https://issuer.example --audience
         https://api.example
      –  keywell token explain TOKEN
      –  keywell token decode TOKEN
    [exit 0]"
  `)
})

test('an expired token is called expired', async () => {
  expect((await runInside(['what', token])).stdout).toContain('expires')
  const old = await signJwt({ ...claims, exp: 1_700_000_000 }, { signer })
  expect((await runInside(['what', old])).stdout).toContain('EXPIRED')
})

test.each([
  ['a token', (iss: string) => `${encoded({ alg: 'ES256' })}.${encoded({ ...claims, iss, aud: iss })}.AAAA`],
  ['metadata', (issuer: string) => JSON.stringify({ issuer, jwks_uri: issuer })],
  ['a URL', (url: string) => url],
  ['the URL of keys', (url: string) => `${url}/jwks`],
])('%s puts nothing into a command that a shell would obey', async (_, thing) => {
  for (const hostile of [
    'https://a.example/;reboot',
    'https://a.example/$(reboot)',
    'https://a.example/`reboot`',
    "https://a.example/'&reboot",
  ]) {
    const { next } = JSON.parse((await look(thing(hostile))).stdout)
    expect(next.join('\n')).not.toMatch(/[;$`'&]/)
  }
})

test('a file is looked into', async () => {
  expect(await transcript('what rsa.p12', {}, { cwd: folder.path })).toMatchInlineSnapshot(`
    "$ keywell what rsa.p12
    this is a PKCS #12 file: a private key with its certificates, under a password

    next
      –  keywell key show FILE --password-file SECRET
      –  keywell key convert FILE --password-file SECRET --to jwe -o NEW
    [exit 0]"
  `)
})

test.each(['hello', 'x'])('what nobody knows is exit code 5: %s', async (text) => {
  const { code, stdout } = await runInside(['what', text])
  expect(stdout).toContain('nothing that keywell knows')
  expect(code).toBe(5)
})

test('nothing is exit code 3', async () => {
  expect(await runInside(['what', '-'], { stdin: '' })).toMatchObject({ code: 3, stdout: '' })
})

test('text of a megabyte is looked at in no time', async () => {
  const before = performance.now()
  for (const text of [
    'eyJ'.repeat(300_000),
    '-----BEGIN '.repeat(90_000),
    '{'.repeat(900_000),
    'a.'.repeat(500_000),
    ' '.repeat(900_000),
  ])
    await look(`${text}x`)
  expect(performance.now() - before).toBeLessThan(5000)
})
