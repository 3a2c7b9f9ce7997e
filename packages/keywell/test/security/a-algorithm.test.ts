/** Attacks by way of the algorithm: the header never decides alone how a signature is checked. */
import { sign as nodeSign } from 'node:crypto'
import { expect, test } from 'vitest'
import { sharedSecret, staticJwks, staticPem } from '../../src/index.ts'
import { parseJwk } from '../../src/jwk.ts'
import { verifyJws } from '../../src/jws.ts'
import {
  ALGORITHM_NAMES,
  base64url,
  claims,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  hmacWith,
  makePair,
  outcomeOf,
  pairOf,
  secretBytes,
  signWith,
  tokenOf,
  unbase64url,
  verifierOver,
} from './support.ts'

const rs256 = pairOf('RS256')

test.each(ALGORITHM_NAMES)(
  'A1: the ground truth: a good %s token is accepted, so that refusals below mean something',
  async (alg) => {
    await expectAccepted(verifierOver([pairOf(alg).jwk]), tokenOf(pairOf(alg)))
  },
)

const NONE_SPELLINGS = [
  'none',
  'None',
  'NONE',
  'nOnE',
  ' none',
  'none ',
  'none\u0000',
  'none\n',
  '\tnone',
  'no\u200Bne',
  '\uFEFFnone',
  'ｎｏｎｅ',
  'nοne',
  'none\u0301',
]

test.each(NONE_SPELLINGS)('A1: alg %j is refused, with a signature, without one, and without its dot', async (alg) => {
  const verifier = verifierOver([rs256.jwk])
  for (const kid of [undefined, rs256.kid]) {
    const header = { alg, kid }
    await expectRefused(verifier, compact(header, claims(), rs256.sign), 'ERR_ALG_NOT_ALLOWED')
    await expectRefused(verifier, compact(header, claims(), Buffer.from('x')), 'ERR_ALG_NOT_ALLOWED')
    await expectRefused(verifier, compact(header, claims(), ''), 'ERR_TOKEN_MALFORMED')
    await expectRefused(verifier, compact(header, claims(), '').slice(0, -1), 'ERR_TOKEN_MALFORMED')
  }
})

test.each(NONE_SPELLINGS)('A1: alg %j cannot be allowed by anybody', async (alg) => {
  expect(await codeOfCall(() => verifierOver([rs256.jwk], { algorithms: [alg as 'RS256'] }))).toBe('ERR_OPTION_INVALID')
})

test('A1: an unsigned token is called that, with a hint that no option lets it in', async () => {
  const error = await expectRefused(
    verifierOver([rs256.jwk]),
    compact({ alg: 'NONE' }, claims(), Buffer.from('x')),
    'ERR_ALG_NOT_ALLOWED',
  )
  expect(error.message).toBe('the token is unsigned (alg "none")')
  expect(error.hint).toBe('an unsigned token is never accepted')
})

test.each(ALGORITHM_NAMES)('A2: a stripped %s signature is an error before any key is looked for', async (alg) => {
  const pair = pairOf(alg)
  let lookups = 0
  const keys = staticJwks([pair.jwk])
  const counting = { ...keys, lookup: (query: Parameters<typeof keys.lookup>[0]) => (lookups++, keys.lookup(query)) }
  const verifier = verifierOver([], { keys: counting })
  const error = await expectRefused(verifier, tokenOf(pair).replace(/[^.]*$/, ''), 'ERR_TOKEN_MALFORMED')
  expect(error.detail).toMatchObject({ part: 'signature' })
  expect(lookups).toBe(0)
})

/** What people have passed as "the key" of an HMAC when it was the public key of somebody. */
const PEM = String(rs256.publicKey.export({ type: 'spki', format: 'pem' }))
const PUBLIC_TEXTS: readonly (readonly [string, string | Uint8Array])[] = [
  ['PEM', PEM],
  ['PEM without its last line break', PEM.trimEnd()],
  ['PEM with CRLF', PEM.replaceAll('\n', '\r\n')],
  ['PEM on one line', PEM.replaceAll('\n', '')],
  ['PEM with \\n spelled out', PEM.replaceAll('\n', '\\n')],
  ['PEM after a BOM', `\uFEFF${PEM}`],
  ['PEM after an empty line', `\n${PEM}`],
  ['PEM after white space', `  \t${PEM}`],
  ['PKCS#1 PEM', String(rs256.publicKey.export({ type: 'pkcs1', format: 'pem' }))],
  ['SPKI in DER', rs256.publicKey.export({ type: 'spki', format: 'der' })],
  ['PKCS#1 in DER', rs256.publicKey.export({ type: 'pkcs1', format: 'der' })],
  ['JWK', JSON.stringify(rs256.bare)],
  ['JWK with metadata', JSON.stringify(rs256.jwk)],
  ['JWK, indented', JSON.stringify(rs256.jwk, null, 2)],
  ['JWKS', JSON.stringify({ keys: [rs256.jwk] })],
  ['JWKS, indented', ` ${JSON.stringify({ keys: [rs256.jwk] }, null, 2)}\n`],
]
const OTHER_TEXTS: readonly (readonly [string, string | Uint8Array])[] = [
  ['modulus as text', String(rs256.bare['n'])],
  ['modulus as bytes', unbase64url(String(rs256.bare['n']))],
  ['kid', rs256.kid],
  ['empty key', ''],
  ['word undefined', 'undefined'],
  ['word null', 'null'],
  ['word [object Object]', '[object Object]'],
]

test.each([...PUBLIC_TEXTS, ...OTHER_TEXTS])(
  'A3: the %s of a published RSA key never becomes an HMAC key',
  async (_, secret) => {
    for (const alg of ['HS256', 'HS384', 'HS512'] as const) {
      const named = compact({ alg, kid: rs256.kid }, claims(), hmacWith(alg, secret))
      const unnamed = compact({ alg }, claims(), hmacWith(alg, secret))
      const usual = verifierOver([rs256.jwk])
      await expectRefused(usual, named, 'ERR_ALG_NOT_ALLOWED')
      await expectRefused(usual, unnamed, 'ERR_ALG_NOT_ALLOWED')
      const lax = verifierOver([rs256.jwk], { algorithms: ['RS256', alg] })
      await expectRefused(lax, named, 'ERR_KEY_MISMATCH')
      await expectRefused(lax, unnamed, 'ERR_KEY_NOT_FOUND')
      const bare = verifierOver([rs256.bare], { algorithms: [alg] })
      await expectRefused(bare, unnamed, 'ERR_KEY_NOT_FOUND')
    }
  },
)

test.each(PUBLIC_TEXTS)(
  'A3: a public key as %s is refused as a shared secret, as text and as bytes',
  async (_, text) => {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    expect(await codeOfCall(() => sharedSecret(text as never, { alg: 'HS256' }))).toMatch(/^ERR_(OPTION|JWK)_INVALID$/)
    expect(await codeOfCall(() => sharedSecret(bytes, { alg: 'HS256' }))).toBe('ERR_JWK_INVALID')
  },
)

test.each([
  ['a certificate in PEM', '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----\n'],
  ['an OpenSSH key', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 somebody@example'],
  ['a JWK array', JSON.stringify([rs256.jwk])],
])('A3: %s is refused as a shared secret', async (_, text) => {
  expect(await codeOfCall(() => sharedSecret(Buffer.from(text), { alg: 'HS256' }))).toBe('ERR_JWK_INVALID')
})

test('A3: random secrets are never mistaken for public keys', () => {
  for (let round = 0; round < 2000; round++) {
    const secret = secretBytes(32 + (round % 64))
    if (round % 2 === 0) secret[0] = round % 4 === 0 ? 0x30 : 0x7b
    expect(sharedSecret(secret, { alg: 'HS256' }).symmetric).toBe(true)
  }
})

test('A3: a PEM is refused for a symmetric algorithm', async () => {
  for (const alg of ['HS256', 'HS512', 'none', 'RSA-OAEP', '', undefined]) {
    expect(await codeOfCall(() => staticPem(PEM, { alg: alg as 'RS256' }))).toBe('ERR_OPTION_INVALID')
  }
})

test('A3: a shared secret never verifies an asymmetric algorithm, and only the HS algorithm that it was given', async () => {
  const secret = secretBytes(64)
  const keys = sharedSecret(secret, { alg: 'HS256' })
  const usual = verifierOver([], { keys })
  await expectAccepted(usual, compact({ alg: 'HS256' }, claims(), hmacWith('HS256', secret)))
  await expectRefused(usual, compact({ alg: 'HS512' }, claims(), hmacWith('HS512', secret)), 'ERR_KEY_NOT_FOUND')
  await expectRefused(usual, tokenOf(rs256), 'ERR_ALG_NOT_ALLOWED')
  const lax = verifierOver([], { keys, algorithms: ['HS256', 'RS256'] })
  await expectRefused(lax, tokenOf(rs256), 'ERR_KEY_NOT_FOUND')
})

test('A3: a shared secret is copied: wiping the bytes that were passed leaves no key of zeros behind', async () => {
  for (const secret of [secretBytes(32), new Uint8Array(secretBytes(32))]) {
    const good = compact({ alg: 'HS256' }, claims(), hmacWith('HS256', Buffer.from(secret)))
    const forged = compact({ alg: 'HS256' }, claims(), hmacWith('HS256', Buffer.alloc(32)))
    const verifier = verifierOver([], { keys: sharedSecret(secret, { alg: 'HS256' }) })
    secret.fill(0)
    await expectRefused(verifier, forged, 'ERR_SIGNATURE_INVALID')
    await expectAccepted(verifier, good)
  }
})

test('A4: an RSA key without alg never verifies HS with a key of no length', async () => {
  const verifier = verifierOver([rs256.bare], { algorithms: ['HS256', 'HS384', 'HS512', 'RS256'] })
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    await expectRefused(verifier, compact({ alg }, claims(), hmacWith(alg, '')), 'ERR_KEY_NOT_FOUND')
    await expectRefused(verifier, compact({ alg }, claims(), hmacWith(alg, Buffer.alloc(64))), 'ERR_KEY_NOT_FOUND')
  }
})

test.each([
  ['HS256', 0],
  ['HS256', 31],
  ['HS384', 47],
  ['HS512', 63],
] as const)('A4: a secret for %s of %i octets is refused', async (alg, size) => {
  expect(await codeOfCall(() => sharedSecret(secretBytes(size), { alg }))).toBe('ERR_JWK_INVALID')
})

const octKey = { kty: 'oct', kid: 'shared', alg: 'HS256', k: base64url(secretBytes(32)) }
const octToken = compact({ alg: 'HS256', kid: 'shared' }, claims(), hmacWith('HS256', unbase64url(octKey.k)))

test('A5: an oct key in a set verifies nothing, whatever algorithms are allowed', async () => {
  for (const algorithms of [undefined, ['HS256'], ['HS256', 'RS256']] as const) {
    const verifier = verifierOver([octKey, rs256.jwk], algorithms === undefined ? {} : { algorithms })
    const code = algorithms === undefined ? 'ERR_ALG_NOT_ALLOWED' : 'ERR_KEY_MISMATCH'
    await expectRefused(verifier, octToken, code)
  }
})

test('A5: an oct key on its own is no source of keys', async () => {
  expect(await codeOfCall(() => staticJwks({ keys: [octKey] }))).toBe('ERR_JWKS_INVALID')
  expect(await codeOfCall(() => staticJwks(octKey))).toBe('ERR_JWKS_INVALID')
  expect(await codeOfCall(() => parseJwk(octKey))).toBe('ERR_JWK_INVALID')
})

test('A6: a key with alg RS256 verifies no other algorithm of its type', async () => {
  const verifier = verifierOver([rs256.jwk])
  for (const alg of ['RS384', 'RS512', 'PS256', 'PS384', 'PS512']) {
    const token = compact({ alg, kid: rs256.kid }, claims(), signWith(alg, rs256.privateKey))
    await expectRefused(verifier, token, 'ERR_KEY_MISMATCH')
  }
})

test.each([['RSA-OAEP'], ['RSA-OAEP-256'], ['RSA1_5'], ['A128GCM'], ['dir'], ['none'], ['rs256'], ['ES256'], ['']])(
  'A6: a key whose alg is %j verifies nothing',
  async (alg) => {
    const named = verifierOver([{ ...rs256.jwk, alg }, pairOf('ES256').jwk])
    await expectRefused(named, tokenOf(rs256), 'ERR_KEY_MISMATCH')
  },
)

test.each([[256], [null], [true], [['RS256']], [{}], [0]])(
  'A6: a key whose alg is %j is set aside: malformed is not the same as absent',
  async (alg) => {
    const verifier = verifierOver([{ ...rs256.jwk, alg }, pairOf('ES256').jwk])
    await expectRefused(verifier, tokenOf(rs256), 'ERR_KEY_MISMATCH')
  },
)

test('A7: a token that says RS256 and is signed with PS256 is refused, and the other way round', async () => {
  for (const keys of [[rs256.bare], [{ ...rs256.bare, alg: 'RS256' }], [{ ...rs256.bare, alg: 'PS256' }]]) {
    const verifier = verifierOver(keys, { algorithms: ['RS256', 'PS256'] })
    for (const [says, signs] of [
      ['RS256', 'PS256'],
      ['PS256', 'RS256'],
    ] as const) {
      const { code } = await outcomeOf(verifier, compact({ alg: says }, claims(), signWith(signs, rs256.privateKey)))
      expect(code).toBe(keys[0]?.['alg'] === signs ? 'ERR_KEY_NOT_FOUND' : code)
      expect(['ERR_SIGNATURE_INVALID', 'ERR_KEY_NOT_FOUND']).toContain(code)
    }
  }
})

test('A7: an algorithm that the trust allows is not enough when the key is published for another', async () => {
  const verifier = verifierOver([rs256.jwk], { algorithms: ['PS256', 'RS256'] })
  const token = compact({ alg: 'PS256', kid: rs256.kid }, claims(), signWith('PS256', rs256.privateKey))
  await expectRefused(verifier, token, 'ERR_KEY_MISMATCH')
})

const CURVE_ALGORITHMS = ['ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448'] as const

test.each(
  CURVE_ALGORITHMS.flatMap((alg) => CURVE_ALGORITHMS.filter((other) => other !== alg).map((other) => [alg, other])),
)('A8: %s is never verified with the key of %s', async (alg, other) => {
  const pair = pairOf(other)
  const token = compact({ alg, kid: 'k' }, claims(), pair.sign)
  await expectRefused(verifierOver([{ ...pair.bare, kid: 'k' }]), token, 'ERR_KEY_MISMATCH')
  await expectRefused(verifierOver([{ ...pair.bare, kid: 'k', alg }, rs256.jwk]), token, 'ERR_KEY_MISMATCH')
})

test('A8: a key that calls itself a P-256 key with the numbers of another curve is refused', async () => {
  for (const other of ['ES384', 'ES512', 'ES256K']) {
    const jwk = { ...pairOf(other).bare, crv: 'P-256' }
    expect(await codeOfCall(() => parseJwk(jwk))).toBe('ERR_JWK_INVALID')
  }
})

test.each(['RS256', 'ES256', 'ES256K'])(
  'A9: an EdDSA header never reaches the %s key with a default digest',
  async (alg) => {
    const pair = pairOf(alg)
    const byDefaultDigest = (input: Buffer): Uint8Array =>
      nodeSign(undefined, input, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' })
    for (const claimed of ['EdDSA', 'Ed25519', 'Ed448']) {
      const token = compact({ alg: claimed, kid: 'k' }, claims(), byDefaultDigest)
      await expectRefused(verifierOver([{ ...pair.bare, kid: 'k' }]), token, 'ERR_KEY_MISMATCH')
    }
  },
)

test.each([[256], [null], [true], [[]], [['RS256']], [{}], [{ toString: 'RS256' }]])(
  'A10: an alg of %j is no alg',
  async (alg) => {
    const token = compact({ alg, kid: rs256.kid }, claims(), rs256.sign)
    const error = await expectRefused(verifierOver([rs256.jwk]), token, 'ERR_HEADER_INVALID')
    expect(error.detail).toMatchObject({ member: 'alg' })
  },
)

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'RS256 ', 'rs256', 'RS257', 'RSA', ''])(
  'A10: alg %j is unknown',
  async (alg) => {
    const token = compact({ alg, kid: rs256.kid }, claims(), rs256.sign)
    await expectRefused(verifierOver([rs256.jwk]), token, 'ERR_ALG_NOT_ALLOWED')
    expect(await codeOfCall(() => verifierOver([rs256.jwk], { algorithms: [alg as 'RS256'] }))).toBe(
      'ERR_OPTION_INVALID',
    )
  },
)

test.each([
  ['no alg', '{"kid":"RS256-key"}'],
  ['alg by way of __proto__', '{"__proto__":{"alg":"RS256"},"kid":"RS256-key"}'],
  ['two algs', '{"alg":"none","alg":"RS256","kid":"RS256-key"}'],
  ['two equal algs', '{"alg":"RS256","alg":"RS256","kid":"RS256-key"}'],
  ['a second alg, escaped', '{"alg":"RS256","\\u0061lg":"none","kid":"RS256-key"}'],
])('A10: a header with %s is refused', async (_, header) => {
  await expectRefused(verifierOver([rs256.jwk]), compact(header, claims(), rs256.sign), 'ERR_HEADER_INVALID')
})

test('A10: an alg inherited from a polluted prototype is no alg', async () => {
  const polluted = Object.prototype as unknown as Record<string, unknown>
  polluted['alg'] = 'RS256'
  try {
    const token = compact('{"kid":"RS256-key"}', claims(), rs256.sign)
    await expectRefused(verifierOver([rs256.jwk]), token, 'ERR_HEADER_INVALID')
  } finally {
    delete polluted['alg']
  }
})

test.each([
  [[]],
  [['none']],
  [['RS256', 'none']],
  [['NONE']],
  [''],
  ['RS256'],
  [null],
  [{}],
  [0],
  [['']],
  [[null]],
  [[['RS256']]],
])('A11: algorithms: %j is a mistake in the configuration, never "all"', async (algorithms) => {
  const wrong = algorithms as readonly 'RS256'[]
  expect(await codeOfCall(() => verifierOver([rs256.jwk], { algorithms: wrong }))).toBe('ERR_OPTION_INVALID')
  const keys = staticJwks([rs256.jwk])
  expect(await codeOfCall(() => verifyJws(tokenOf(rs256), { keys, algorithms: wrong }))).toBe('ERR_OPTION_INVALID')
})

test('A11: algorithms that are listed allow nothing else', async () => {
  const es256 = pairOf('ES256')
  const verifier = verifierOver([rs256.jwk, es256.jwk], { algorithms: ['ES256'] })
  await expectAccepted(verifier, tokenOf(es256))
  await expectRefused(verifier, tokenOf(rs256), 'ERR_ALG_NOT_ALLOWED')
})

test('A12: the JSON serializations are no tokens, as text or as objects', async () => {
  const [protectedHeader, payload, signature] = tokenOf(rs256).split('.')
  const flattened = { payload, protected: protectedHeader, signature, header: { alg: 'none' } }
  const general = { payload, signatures: [{ protected: protectedHeader, signature, header: { alg: 'none' } }] }
  const verifier = verifierOver([rs256.jwk])
  for (const form of [flattened, general, { ...flattened, protected: undefined, header: { alg: 'RS256' } }]) {
    await expectRefused(verifier, JSON.stringify(form), 'ERR_TOKEN_MALFORMED')
    await expectRefused(verifier, form, 'ERR_TOKEN_MALFORMED')
  }
})

test('A12: a token hidden in JSON with dots, as python-jwt once read it, is refused', async () => {
  const [header, payload, signature] = tokenOf(rs256).split('.')
  const forged = base64url(claims({ sub: 'admin' }))
  const text = `{"  ${header}.${forged}.":"","protected":"${header}","payload":"${payload}","signature":"${signature}"}`
  await expectRefused(verifierOver([rs256.jwk]), text, 'ERR_TOKEN_MALFORMED')
})

test('A7: another key of the same set does not lend its algorithm', async () => {
  const stranger = makePair('RS256', 'stranger')
  const verifier = verifierOver([rs256.jwk, { ...stranger.bare, kid: 'stranger', alg: 'PS256' }])
  const token = compact({ alg: 'PS256', kid: rs256.kid }, claims(), signWith('PS256', stranger.privateKey))
  await expectRefused(verifier, token, 'ERR_KEY_MISMATCH')
})
