import { spawnSync } from 'node:child_process'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { certificateKeys } from '../../src/certificates.ts'
import { parseJwk } from '../../src/jwk/parse.ts'
import { thumbprint } from '../../src/jwk/thumbprint.ts'
import { failure } from '../support/failures.ts'
import { CA, type Family, family, LEAF, make, type Wanted } from './openssl.ts'

const usual = family()
const chainOf = ({ leaf, ca }: Family): string => leaf.pem + ca.pem
const at = Date.UTC(2026, 0, 1) / 1000

test('a chain to an anchor gives the key, its thumbprint, its certificates and where it comes from', async () => {
  const result = await certificateKeys(chainOf(usual), { anchors: usual.root.pem, at })
  const own = createPublicKey(usual.leaf.pem).export({ format: 'jwk' })
  expect(result.jwk).toMatchObject({ ...own, kid: await thumbprint(own) })
  expect(result.path.map(({ subject }) => subject)).toEqual(['CN=signer.example', 'CN=Issuing CA', 'CN=Root'])
  expect(result.jwk['x5c']).toEqual(
    [usual.leaf, usual.ca].map(({ pem }) => new X509Certificate(pem).raw.toString('base64')),
  )
  expect(result.path[0]?.serial.toUpperCase()).toContain(new X509Certificate(usual.leaf.pem).serialNumber)
  expect(result.path[0]?.keyUsage).toEqual(['digitalSignature'])
  expect(result.notAfter).toBe(Date.UTC(2045, 0, 1) / 1000)
  expect(Object.isFrozen(result) && Object.isFrozen(result.path) && Object.isFrozen(result.jwk)).toBe(true)
  expect(parseJwk(result.jwk).notes).toEqual([])
})

test('the validity of a key ends with the first certificate of its path to expire', async () => {
  const short = family({ ca: { from: '20210101000000Z', until: '20400101000000Z' } })
  const { notBefore, notAfter } = await certificateKeys(chainOf(short), { anchors: short.root.pem, at })
  expect([notBefore, notAfter]).toEqual([Date.UTC(2021, 0, 1) / 1000, Date.UTC(2040, 0, 1) / 1000])
})

const der = ({ leaf, ca }: Family): Uint8Array[] => [leaf, ca].map(({ pem }) => new X509Certificate(pem).raw)

test.each<[string, Parameters<typeof certificateKeys>[0]]>([
  ['DER octets', der(usual)],
  ['base64 as x5c has it', der(usual).map((one) => Buffer.from(one).toString('base64'))],
  ['PEM as octets', Buffer.from(chainOf(usual))],
  ['PEM with line breaks spelled out', chainOf(usual).replaceAll('\n', '\\n')],
  ['a list of PEM', [usual.leaf.pem, usual.ca.pem]],
  ['a chain with its root', chainOf(usual) + usual.root.pem],
  ['intermediates in another order', usual.leaf.pem + usual.root.pem + usual.ca.pem],
])('a chain may be %s', async (_form, chain) => {
  const { jwk, path } = await certificateKeys(chain, { anchors: usual.root.pem, at })
  expect(jwk.kty).toBe('EC')
  expect(path.length).toBe(3)
})

test('an intermediate CA may be an anchor', async () => {
  const { path } = await certificateKeys(usual.leaf.pem, { anchors: usual.ca.pem, at })
  expect(path.map(({ subject }) => subject)).toEqual(['CN=signer.example', 'CN=Issuing CA'])
})

const KEYS: readonly [string, readonly string[], readonly string[]][] = [
  ['RSA', ['-algorithm', 'RSA'], []],
  ['RSA with PSS', ['-algorithm', 'RSA'], ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']],
  ['P-384 with SHA-256', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], []],
  ['P-521 with SHA-512', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], ['-md', 'sha512']],
  ['P-256 with SHA-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], ['-md', 'sha384']],
  ['secp256k1', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], []],
  ['Ed25519', ['-algorithm', 'ED25519'], ['-md', 'null']],
  ['Ed448', ['-algorithm', 'ED448'], ['-md', 'null']],
]

test.each(KEYS)('a path signed by %s is checked', async (_name, key, sign) => {
  const made = family({ root: { key, sign }, ca: { key, sign }, leaf: { key, sign } })
  const { jwk } = await certificateKeys(chainOf(made), { anchors: made.root.pem, at })
  expect(jwk).toMatchObject(createPublicKey(made.leaf.pem).export({ format: 'jwk' }))
})

interface Bad {
  readonly made: Family
  readonly code?: 'ERR_CERTIFICATE_INVALID' | 'ERR_CERTIFICATE_UNTRUSTED'
  readonly chain?: string
  readonly anchors?: string
  readonly purpose?: string
  readonly message: string
}

const bad = (changes: Parameters<typeof family>[0], message: string, rest: Partial<Bad> = {}): Bad => ({
  made: family(changes),
  message,
  ...rest,
})
const other = family()
const UNTRUSTED = 'ERR_CERTIFICATE_UNTRUSTED'
const noSan = (names: string): Partial<Wanted> => ({ extensions: [...LEAF, `subjectAltName=${names}`] })
const limited = (constraint: string): Partial<Wanted> => ({
  extensions: [...CA, `nameConstraints=critical,${constraint}`],
})
const leafName = 'certificate 1 of 2 "signer.example"'
const caName = 'certificate 2 of 2 "Issuing CA"'

const BAD: Readonly<Record<string, () => Bad>> = {
  'an expired leaf': () =>
    bad({ leaf: { until: '20250101000000Z' } }, `${leafName} has expired at 2025-01-01T00:00:00Z`),
  'an expired intermediate': () =>
    bad({ ca: { until: '20250101000000Z' } }, `${caName} has expired at 2025-01-01T00:00:00Z`),
  'an expired anchor': () =>
    bad({ root: { until: '20250101000000Z' } }, 'the anchor "Root" has expired at 2025-01-01T00:00:00Z'),
  'a leaf not yet valid': () =>
    bad({ leaf: { from: '20300101000000Z' } }, `${leafName} is not yet valid, only from 2030-01-01T00:00:00Z`),
  'the CA before the leaf': () => ({
    made: usual,
    chain: usual.ca.pem + usual.leaf.pem,
    message: 'certificate 1 of 2 "Issuing CA" comes first and is the CA that issued another of the chain',
  }),
  'a missing intermediate': () => ({
    made: usual,
    chain: usual.leaf.pem,
    code: UNTRUSTED,
    message: 'the certificate "signer.example" was issued by "Issuing CA", which is neither in the chain nor an anchor',
  }),
  'another root': () => ({
    made: usual,
    anchors: make({ name: 'Another Root', extensions: CA }).pem,
    code: UNTRUSTED,
    message: `${caName} was issued by "Root", which is neither in the chain nor an anchor`,
  }),
  'a root of the same name and another key': () => ({
    made: usual,
    anchors: other.root.pem,
    message: `${caName} was not signed by "Root", which its issuer names`,
  }),
  'a root in the chain that is no anchor': () => ({
    made: usual,
    chain: chainOf(usual) + usual.root.pem,
    anchors: make({ name: 'Another Root', extensions: CA }).pem,
    code: UNTRUSTED,
    message: 'certificate 3 of 3 "Root" is self-signed and is no anchor itself',
  }),
  'a self-signed leaf': () => ({
    made: usual,
    chain: make({ name: 'alone.example' }).pem,
    code: UNTRUSTED,
    message: 'the certificate "alone.example" is self-signed and is no anchor itself',
  }),
  'a leaf for key encipherment only': () =>
    bad(
      { leaf: { extensions: ['keyUsage=critical,keyEncipherment'] } },
      `${leafName} must not verify signatures: its key usage is keyEncipherment`,
    ),
  'an intermediate that is no CA': () =>
    bad({ ca: { extensions: LEAF } }, `${caName} is not a CA, and so must not issue certificates`),
  'an intermediate without basic constraints': () =>
    bad({ ca: { extensions: ['keyUsage=keyCertSign'] } }, `${caName} is not a CA, and so must not issue certificates`),
  'a CA that must not sign certificates': () =>
    bad(
      { ca: { extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=cRLSign'] } },
      `${caName} must not sign certificates: its key usage lacks keyCertSign`,
    ),
  'a path longer than the root allows': () =>
    bad(
      { root: { extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=keyCertSign'] } },
      'the anchor "Root" allows 0 intermediates below it, and there are 1',
    ),
  'a signature with SHA-1': () =>
    bad({ leaf: { sign: ['-md', 'sha1'] } }, `${leafName} is signed with SHA-1, which can be forged`),
  'an unknown critical extension': () =>
    bad(
      { leaf: { extensions: [...LEAF, '1.3.6.1.4.1.99999.1=critical,ASN1:UTF8String:x'] } },
      `${leafName} has a critical extension that is not known here: 1.3.6.1.4.1.99999.1`,
    ),
  'an unknown critical extension in an intermediate': () =>
    bad(
      { ca: { extensions: [...CA, '1.3.6.1.4.1.99999.1=critical,ASN1:UTF8String:x'] } },
      `${caName} has a critical extension that is not known here: 1.3.6.1.4.1.99999.1`,
    ),
  'a DNS name outside of what the root permits': () =>
    bad(
      { root: limited('permitted;DNS:example.com'), leaf: noSan('DNS:evil-example.com') },
      `${leafName} has a name that a CA above does not permit: evil-example.com`,
    ),
  'a DNS name that a CA excludes': () =>
    bad(
      { ca: limited('excluded;DNS:example.com'), leaf: noSan('DNS:a.example.com') },
      `${leafName} has a name that a CA above excludes: a.example.com`,
    ),
  'a name that the CA below would permit, and the root does not': () =>
    bad(
      {
        root: limited('permitted;DNS:a.example'),
        ca: limited('permitted;DNS:b.example'),
        leaf: noSan('DNS:b.example'),
      },
      `${leafName} has a name that a CA above does not permit: b.example`,
    ),
  'an address outside of the permitted network': () =>
    bad(
      { root: limited('permitted;IP:10.0.0.0/255.0.0.0'), leaf: noSan('IP:11.0.0.1') },
      `${leafName} has a name that a CA above does not permit: of type ip`,
    ),
  'a mailbox outside of the permitted host': () =>
    bad(
      { root: limited('permitted;email:example.com'), leaf: noSan('email:a@b.example.com') },
      `${leafName} has a name that a CA above does not permit: a@b.example.com`,
    ),
  'a URI that a CA excludes': () =>
    bad(
      { root: limited('excluded;URI:.example.com'), leaf: noSan('URI:https://a.example.com/x') },
      `${leafName} has a name that a CA above excludes: https://a.example.com/x`,
    ),
  'an RSA key of 1024 bits in the path': () =>
    bad(
      { ca: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] } },
      `${caName} has an unfit key: the RSA modulus has 1024 bits, fewer than 2048`,
    ),
  'an RSA key of 1024 bits in the first certificate': () =>
    bad(
      { leaf: { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] } },
      `${leafName} has an unfit key: the RSA modulus has 1024 bits, fewer than 2048`,
    ),
  'a curve that JOSE has no name for': () =>
    bad(
      { leaf: { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'] } },
      `${leafName} has an unfit key: this EC curve is not known`,
    ),
  'a leaf for another purpose': () =>
    bad(
      { leaf: { extensions: [...LEAF, 'extendedKeyUsage=serverAuth'] } },
      `${leafName} is not for clientAuth: its extended key usage says otherwise`,
      { purpose: 'clientAuth' },
    ),
  'a CA for another purpose': () =>
    bad(
      { ca: { extensions: [...CA, 'extendedKeyUsage=serverAuth'] } },
      `${caName} is not for 1.3.6.1.5.5.7.3.2: its extended key usage says otherwise`,
      { purpose: '1.3.6.1.5.5.7.3.2' },
    ),
}

test.each(Object.entries(BAD))('%s is refused, with its reason', async (_name, build) => {
  const { made, chain = chainOf(made), anchors = made.root.pem, purpose, message, code } = build()
  const options = { anchors, at, ...(purpose === undefined ? {} : { purpose }) }
  const error = await failure(code ?? 'ERR_CERTIFICATE_INVALID', () => certificateKeys(chain, options))
  expect(error.message.replace(/…$/, '')).toBe(message.slice(0, error.message.endsWith('…') ? 99 : 200))
  expect(message).toContain(error.detail.certificate)
})

test('a self-signed certificate that is itself an anchor gives its key', async () => {
  const alone = make({ name: 'alone.example' })
  const { path, jwk } = await certificateKeys(alone.pem, { anchors: alone.pem, at })
  expect(path.length).toBe(1)
  expect(jwk['x5c']).toEqual([new X509Certificate(alone.pem).raw.toString('base64')])
})

test('an anchor that is the certificate itself must be valid too', async () => {
  const alone = make({ name: 'alone.example', until: '20250101000000Z' })
  await failure('ERR_CERTIFICATE_INVALID', () => certificateKeys(alone.pem, { anchors: alone.pem, at }))
})

test('a certificate that is an anchor is for its purposes alone, too', async () => {
  const alone = make({ name: 'alone.example', extensions: [...LEAF, 'extendedKeyUsage=serverAuth'] })
  const options = { anchors: alone.pem, at }
  await expect(certificateKeys(alone.pem, { ...options, purpose: 'serverAuth' })).resolves.toBeDefined()
  await failure('ERR_CERTIFICATE_INVALID', () => certificateKeys(alone.pem, { ...options, purpose: 'clientAuth' }))
})

test('a key for PSS alone says so', async () => {
  const pss = ['rsa_pss_keygen_md:sha384', 'rsa_pss_keygen_mgf1_md:sha384', 'rsa_pss_keygen_saltlen:48']
  const key = ['-algorithm', 'RSA-PSS', ...pss.flatMap((option) => ['-pkeyopt', option])]
  const made = make({ name: 'pss.example', issuer: usual.ca, key })
  const { jwk } = await certificateKeys(made.pem + usual.ca.pem, { anchors: usual.root.pem, at })
  expect(jwk).toMatchObject({ kty: 'RSA', alg: 'PS384' })
})

test.each<[string, Partial<Wanted>, Partial<Wanted>]>([
  ['a permitted DNS name', limited('permitted;DNS:example.com'), noSan('DNS:a.b.example.com')],
  ['a permitted address', limited('permitted;IP:10.0.0.0/255.0.0.0'), noSan('IP:10.1.2.3')],
  ['a permitted mailbox', limited('permitted;email:.example.com'), noSan('email:a@b.example.com')],
  ['a permitted URI', limited('permitted;URI:.example.com'), noSan('URI:https://a.example.com:8443/x')],
  ['a name of a form that is not constrained', limited('permitted;DNS:example.com'), noSan('URI:https://x.example')],
])('%s passes', async (_name, root, leaf) => {
  const made = family({ root, leaf })
  const { path } = await certificateKeys(chainOf(made), { anchors: made.root.pem, at })
  expect(path.length).toBe(3)
})

/** What certificates of public CAs carry beside the rest. */
const FIELD = [
  'authorityKeyIdentifier=keyid',
  'certificatePolicies=2.23.140.1.2.1,1.3.6.1.4.1.44947.1.1.1',
  'authorityInfoAccess=caIssuers;URI:http://ca.example/ca.der,OCSP;URI:http://ocsp.example/',
  'crlDistributionPoints=URI:http://ca.example/ca.crl',
]

test('the extensions of public CAs do not stand in the way', async () => {
  const made = family({
    ca: { extensions: [...CA, ...FIELD, 'extendedKeyUsage=clientAuth,serverAuth'] },
    leaf: { extensions: [...LEAF, ...FIELD, 'extendedKeyUsage=serverAuth', 'subjectAltName=DNS:a.example'] },
  })
  const options = { anchors: made.root.pem, at, purpose: 'serverAuth' }
  const { path } = await certificateKeys(chainOf(made), options)
  expect(path[0]?.purposes).toEqual(['1.3.6.1.5.5.7.3.1'])
})

test('a certificate without a subject passes, under constraints of directory names, too', async () => {
  const constraints = 'permitted;dirName:within,excluded;DNS:b.example'
  const within = ['[within]', 'O=Example']
  const ca = {
    subject: '/O=Example/CN=Issuing CA',
    extensions: [...CA, `nameConstraints=critical,${constraints}`, ...within],
  }
  const leaf = { subject: '/', extensions: [...LEAF, 'subjectAltName=critical,DNS:a.example'] }
  const made = family({ ca, leaf })
  const { path } = await certificateKeys(chainOf(made), { anchors: made.root.pem, at })
  expect(path[0]?.subject).toBe('')
})

test('a subject outside of the permitted directory names is refused', async () => {
  const ca = { extensions: [...CA, 'nameConstraints=critical,permitted;dirName:within', '[within]', 'O=Example'] }
  const outside = family({ ca, leaf: { subject: '/O=Other/CN=signer' } })
  const error = await failure('ERR_CERTIFICATE_INVALID', () =>
    certificateKeys(chainOf(outside), { anchors: outside.root.pem, at }),
  )
  expect(error.detail.reason).toBe('has a name that a CA above does not permit: O=Other, CN=signer')
  const inside = family({ ca, leaf: { subject: '/O=EXAMPLE/CN=signer' } })
  await expect(certificateKeys(chainOf(inside), { anchors: inside.root.pem, at })).resolves.toBeDefined()
})

test('a CA that certified its own next key stands under its constraints on names, stricter than the RFC', async () => {
  const within = ['nameConstraints=critical,permitted;dirName:within', '[within]', 'O=Example']
  const root = make({ name: 'Root', extensions: CA })
  const old = make({ name: 'Issuing CA', issuer: root, extensions: [...CA, ...within] })
  const next = make({ name: 'Issuing CA', issuer: old, extensions: CA })
  const leaf = make({ name: 'leaf.example', issuer: next, subject: '/O=Example/CN=leaf' })
  const chain = leaf.pem + next.pem + old.pem
  const error = await failure('ERR_CERTIFICATE_INVALID', () => certificateKeys(chain, { anchors: root.pem, at }))
  expect(error.detail.certificate).toBe('certificate 2 of 3')
})

test.each(['urn:example:a', 'https://10.0.0.1/', 'https://[::1]/'])(
  'a URI without a host name, %s, is within whatever is excluded and nothing that is permitted',
  async (uri) => {
    for (const kind of ['permitted', 'excluded']) {
      const made = family({ root: limited(`${kind};URI:.example.com`), leaf: noSan(`URI:${uri}`) })
      const error = await failure('ERR_CERTIFICATE_INVALID', () =>
        certificateKeys(chainOf(made), { anchors: made.root.pem, at }),
      )
      expect(error.detail.reason).toMatch(/^has a name that a CA above/)
    }
  },
)

test('policies that a CA demands and the leaf lacks are refused by the library beside', async () => {
  const policy = ['certificatePolicies=1.3.6.1.4.1.99999.5', 'policyConstraints=critical,requireExplicitPolicy:0']
  const good = family({
    ca: { extensions: [...CA, ...policy] },
    leaf: { extensions: [...LEAF, 'certificatePolicies=1.3.6.1.4.1.99999.5'] },
  })
  await expect(certificateKeys(chainOf(good), { anchors: good.root.pem, at })).resolves.toBeDefined()
  const lacking = family({ ca: { extensions: [...CA, ...policy] } })
  const error = await failure('ERR_CERTIFICATE_INVALID', () =>
    certificateKeys(chainOf(lacking), { anchors: lacking.root.pem, at }),
  )
  expect(error.message).toContain('fails path validation')
})

test('the system store is asked on Node, and does not trust what is made here', async () => {
  const error = await failure('ERR_CERTIFICATE_UNTRUSTED', () =>
    certificateKeys(chainOf(usual), { anchors: 'system', at }),
  )
  expect(error.detail.certificate).toBe('certificate 2 of 2')
})

test("the system's store is what decides under `system`", () => {
  const program = `
    import { readFileSync } from 'node:fs'
    import { certificateKeys } from ${JSON.stringify(import.meta.resolve('../../src/certificates.ts'))}
    const { path } = await certificateKeys(readFileSync(0, 'utf8'), { anchors: 'system', at: ${at} })
    console.log(path.at(-1).subject)`
  // OpenSSL, and so Node on Linux, looks for its store where this variable says.
  const env = {
    ...process.env,
    SSL_CERT_FILE: usual.root.certFile,
    SSL_CERT_DIR: mkdtempSync(join(dirname(usual.root.certFile), 'none-')),
  }
  const args = ['--conditions=@keywell/source', '--input-type=module', '--eval', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, { input: chainOf(usual), env, encoding: 'utf8' })
  expect(stdout + stderr).toBe('CN=Root\n')
})

test.each<[string, object]>([
  ['anchors', { anchors: [] }],
  ['anchors', { anchors: 5 }],
  ['at', { anchors: usual.root.pem, at: new Date() }],
  ['purpose', { anchors: usual.root.pem, purpose: 'anything' }],
  ['anchor', { anchor: usual.root.pem }],
])('the option %s is checked: %j', async (option, options) => {
  const error = await failure('ERR_OPTION_INVALID', () => certificateKeys(chainOf(usual), options as never))
  expect(error.detail.option).toBe(option)
})
