/** Attacks by way of what is shown, and by weak keys of one's own making. */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createVerifier, type Explanation, sharedSecret, staticJwks } from '../../src/index.ts'
import { generateJwk, jwkFromPem, parseJwk, parseJwks, thumbprint } from '../../src/jwk.ts'
import { localSigner } from '../../src/sign.ts'
import {
  AUDIENCE,
  base64url,
  claims,
  codeOfCall,
  compact,
  expectAccepted,
  expectRefused,
  expectTyped,
  hmacWith,
  ISSUER,
  type Members,
  outcomeOf,
  pairOf,
  secretBytes,
  settled,
  STILL,
  unbase64url,
  verifierOver,
  without,
} from './support.ts'

const pair = pairOf('ES256')
const verifier = verifierOver([pair.jwk])

test('H3: an HMAC that is wrong in one bit, cut off or too long is refused', async () => {
  const secret = secretBytes(32)
  const keyed = verifierOver([], { keys: sharedSecret(secret, { alg: 'HS256' }) })
  const [head = '', payload = '', mac = ''] = compact({ alg: 'HS256' }, claims(), hmacWith('HS256', secret)).split('.')
  await expectAccepted(keyed, `${head}.${payload}.${mac}`)
  const good = unbase64url(mac)
  for (let bit = 0; bit < 256; bit++) {
    const wrong = Buffer.from(good)
    wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    await expectRefused(keyed, `${head}.${payload}.${base64url(wrong)}`, 'ERR_SIGNATURE_INVALID')
  }
  for (const wrong of [good.subarray(1), good.subarray(0, 31), Buffer.concat([good, good]), Buffer.alloc(32)]) {
    await expectRefused(keyed, `${head}.${payload}.${base64url(wrong)}`, 'ERR_SIGNATURE_INVALID')
  }
})

/** Every way in which an error reaches a log. */
function everything(error: Error): string {
  const parts: string[] = []
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    parts.push(
      next.message,
      next.stack ?? '',
      String(next),
      JSON.stringify(next),
      inspect(next, { depth: 20, showHidden: true }),
    )
    parts.push(JSON.stringify(Object.fromEntries(Object.entries(next))))
  }
  return parts.join('\n')
}

const SECRET = 'correct-horse-battery-staple-0123456789'
const secretClaims = claims({ password: SECRET, nested: { again: [SECRET] } })
const secretToken = (header: Members = {}, payload: Members = {}, sign = pair.sign): string =>
  compact({ alg: 'ES256', kid: pair.kid, ...header }, { ...secretClaims, ...payload }, sign)

const REFUSED: readonly (readonly [string, string])[] = [
  ['expired', secretToken({}, { exp: 1 })],
  ['not yet valid', secretToken({}, { nbf: 1e12 })],
  ['for another audience', secretToken({}, { aud: 'x' })],
  ['of another issuer', secretToken({}, { iss: 'x' })],
  ['without exp', secretToken({}, { exp: undefined })],
  ['of another type', secretToken({ typ: 'logout+jwt' })],
  ['of an unknown key', secretToken({ kid: 'x' })],
  ['of another algorithm', secretToken({ alg: 'RS256' })],
  ['of no algorithm', secretToken({ alg: 'none' })],
  ['with a critical extension', secretToken({ crit: ['x'] })],
  ['with a bad signature', secretToken({}, {}, () => secretBytes(64))],
  ['with a short signature', secretToken({}, {}, () => secretBytes(8))],
  ['with padding', `${secretToken()}=`],
  ['with a wrong character in its payload', secretToken().replace('.', '.!')],
  ['with four parts', `${secretToken()}.x`],
  ['with five parts', `${secretToken()}.x.x`],
  ['without signature', secretToken().replace(/[^.]*$/, '')],
  ['after "Bearer "', `Bearer ${secretToken()}`],
  ['with a payload that is no JSON', compact({ alg: 'ES256', kid: pair.kid }, `{"password":"${SECRET}",}`, pair.sign)],
  ['with a payload that is an array', compact({ alg: 'ES256', kid: pair.kid }, `["${SECRET}"]`, pair.sign)],
  ['with a payload that is text', compact({ alg: 'ES256', kid: pair.kid }, SECRET, pair.sign)],
  [
    'with a payload that is no UTF-8',
    compact({ alg: 'ES256', kid: pair.kid }, Buffer.concat([Buffer.from(SECRET), Buffer.from([0xff])]), pair.sign),
  ],
  ['with a header that is no JSON', compact(`{"alg":"ES256","password":"${SECRET}"`, secretClaims, pair.sign)],
  ['that is too large', secretToken({}, { filler: 'x'.repeat(70_000) })],
]

test.each(REFUSED)(
  'H4: a token %s leaves neither payload nor signature in its error or its explanation',
  async (_, token) => {
    const { code, explanation, ...rest } = await outcomeOf(verifier, token)
    if (code === 'accepted' || !('error' in rest)) throw new Error('it was accepted')
    const text = `${everything(rest.error)}\n${JSON.stringify(explanation)}`
    const [, payload = '-', signature = '-'] = token.replace('Bearer ', '').split('.')
    const parts = [SECRET, payload, signature].filter((part) => part.length > 8)
    for (const part of [...parts, ...parts.map((one) => one.slice(0, 24))]) expect(text).not.toContain(part)
  },
)

test('H4: neither a source nor a verifier shows a shared secret, however it is looked at', () => {
  const secret = Buffer.from(SECRET)
  const source = sharedSecret(secret, { alg: 'HS256', kid: 'k' })
  const keyed = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: source }, { clock: STILL })
  const { keys } = source.status()
  const shown = [source, keyed, source.status(), keyed.status(), keys, keys?.keys].map(
    (value) => `${JSON.stringify(value)}${inspect(value, { depth: 20, showHidden: true })}`,
  )
  const forms = [
    SECRET,
    base64url(SECRET),
    secret.toString('base64'),
    secret.toString('hex'),
    secret.toJSON().data.slice(0, 6).join(', '),
  ]
  for (const form of forms) expect(shown.join('\n')).not.toContain(form)
})

const PRIVATE_KEYS = ['RS256', 'ES256', 'Ed25519'].map((alg) => {
  const one = pairOf(alg)
  return [alg, { ...one.privateKey.export({ format: 'jwk' }), kid: one.kid, alg }] as const
})

test.each(PRIVATE_KEYS)('H4: a private %s key in the wrong place is never shown', async (alg, jwk) => {
  const members: Members = jwk
  const secrets = Object.entries(members).filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
  const broken = { ...members, d: 12_345_678_901_234 }
  const calls: readonly (() => unknown)[] = [
    () => parseJwk(members),
    () => staticJwks([members]),
    () => staticJwks(JSON.stringify(members)),
    () => parseJwks(JSON.stringify([members])),
    () => sharedSecret(Buffer.from(JSON.stringify(members)), { alg: 'HS256' }),
    () => jwkFromPem(String(pairOf(alg).privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    async () => localSigner({ ...members, kty: 'RSA', alg: 'HS256' }),
    async () => localSigner({ ...members, kty: 'RSA', n: 'AQAB' }),
    async () => localSigner({ ...broken, kty: String(members['kty']) }).sign(Buffer.from('x')),
    async () => thumbprint({ ...members, kty: 'x' }),
  ]
  for (const call of calls) {
    const outcome = await settled(call)
    if (!('error' in outcome)) throw new Error(`this was accepted: ${String(call)}`)
    const text = everything(expectTyped(outcome.error))
    for (const [, value] of secrets) expect(text).not.toContain(String(value))
    expect(text).not.toContain('12345678901234')
  }
  const { quarantined } = parseJwks({ keys: [members] })
  for (const [, value] of secrets) expect(JSON.stringify(quarantined)).not.toContain(String(value))
})

test('H4: a signer does not show its key', () => {
  for (const [, jwk] of PRIVATE_KEYS) {
    const signer = localSigner({ ...jwk, kty: String(jwk.kty) })
    expect(`${JSON.stringify(signer)}${inspect(signer, { depth: 20, showHidden: true })}`).not.toContain(String(jwk.d))
  }
})

const DANGEROUS = [
  '\u001b[31mred\u001b[0m',
  'line\r\nbreak',
  'left\u202Etfel',
  'mark\u061C',
  'zero\u200Bwidth',
  'tab\tbell\u0007',
  'sep\u2028arator',
  'c1\u009b31m',
  'soft\u00ADhyphen',
  'isolate\u2066x\u2069',
  'bom\uFEFF',
  'tag\u{E0041}',
  'note\uFFF9x\uFFFB',
  'half\uD800',
  'del\u007f',
]
/** What a terminal obeys or hides. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u

const strings = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

test.each(DANGEROUS)('H5: %j reaches no error and no explanation as it is', async (text) => {
  const tokens = [
    secretToken({ kid: text }),
    secretToken({ alg: text }),
    secretToken({ typ: text, kid: 'x' }),
    secretToken({ crit: [text] }),
    secretToken({ typ: [text] }),
    secretToken({}, { iss: text }),
    secretToken({}, { aud: text }),
    secretToken({}, { aud: [text, text] }),
    secretToken({}, { exp: text }),
    secretToken({}, { sub: text, exp: 1 }),
  ]
  for (const token of tokens) {
    const outcome = await outcomeOf(
      verifierOver([pair.jwk, { ...pairOf('RS256').jwk, kid: text }], { types: ['JWT', text] }),
      token,
    )
    if (outcome.code === 'accepted') throw new Error('it was accepted')
    const { message, hint, detail } = outcome.error
    for (const shown of strings([message, hint, detail, outcome.explanation])) expect(shown).not.toMatch(UNFIT)
  }
})

test.each(DANGEROUS)('H5: %j in a key set reaches no error and no reason as it is', async (text) => {
  const jwk = pairOf('RS256').jwk
  const changes: readonly Members[] = [
    { use: text },
    { alg: text },
    { kty: text },
    { key_ops: [text] },
    { crv: text, kty: 'EC' },
    { n: text },
  ]
  for (const change of changes) {
    const { quarantined } = parseJwks({ keys: [{ ...jwk, ...change }] })
    expect(quarantined).toHaveLength(1)
    for (const shown of strings(quarantined.map(({ reason, kty }) => [reason, kty]))) expect(shown).not.toMatch(UNFIT)
    const outcome = await settled(() => staticJwks([{ ...jwk, ...change }]))
    if (!('error' in outcome)) throw new Error('it was accepted')
    for (const shown of strings([outcome.error.message, outcome.error.detail])) expect(shown).not.toMatch(UNFIT)
  }
})

test('H5: messages stay short, whatever they quote', async () => {
  const long = 'x'.repeat(1000)
  for (const token of [
    secretToken({ kid: long }),
    secretToken({ alg: long }),
    secretToken({}, { iss: long }),
    secretToken({ crit: [long] }),
  ]) {
    const outcome = await outcomeOf(verifier, token)
    if (outcome.code === 'accepted') throw new Error('it was accepted')
    expect(outcome.error.message.length).toBeLessThanOrEqual(100)
    const shown: readonly Explanation[] = outcome.explanation.children ?? []
    for (const text of strings(shown)) expect(text.length).toBeLessThanOrEqual(200)
  }
})

test.each([0, 512, 1024, 2040, 2047, 2049, 2048.5, 8200, 16_384, Number.NaN, Infinity, -2048])(
  'H10: an RSA key of %d bits is not made',
  async (modulusLength) => {
    expect(await codeOfCall(() => generateJwk('RS256', { modulusLength }))).toBe('ERR_OPTION_INVALID')
  },
)

test('H10: keys that are made pass the checks of keys that are read', async () => {
  for (const alg of ['RS256', 'PS512', 'ES256', 'ES512', 'EdDSA', 'Ed25519'] as const) {
    const { publicJwk } = await generateJwk(alg)
    expect(parseJwk(publicJwk).algorithms.map(({ name }) => name)).toEqual([alg])
  }
  for (const [alg, octets] of [
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ] as const) {
    const { privateJwk, publicJwk } = await generateJwk(alg)
    expect(unbase64url(String(privateJwk['k'])).length).toBeGreaterThanOrEqual(octets)
    expect(publicJwk).toBeUndefined()
  }
})

test.each(['none', 'RS257', '', 'rs256', '__proto__', 'RSA-OAEP', null, undefined, 5])(
  'H10: no key is made for alg %j',
  async (alg) => {
    expect(await codeOfCall(() => generateJwk(alg as 'RS256'))).toBe('ERR_OPTION_INVALID')
  },
)

test('H10: a signer refuses a key that a verifier would refuse', async () => {
  const weak = { ...pairOf('RS256').privateKey.export({ format: 'jwk' }), kty: 'RSA', alg: 'RS256' }
  for (const change of [
    { e: 'AQ' },
    { n: base64url(secretBytes(128)) },
    { alg: 'ES256' },
    { alg: undefined },
    { alg: 'none' },
  ]) {
    expect(await codeOfCall(() => localSigner({ ...weak, ...change } as never))).toBe('ERR_JWK_INVALID')
  }
  expect(await codeOfCall(() => localSigner(without(weak, 'd', 'p', 'q', 'dp', 'dq', 'qi') as never))).toBe(
    'ERR_JWK_INVALID',
  )
  const short = { kty: 'oct', alg: 'HS256', k: base64url(secretBytes(31)) }
  expect(await codeOfCall(() => localSigner(short))).toBe('ERR_JWK_INVALID')
})

test('H10: a private key that the runtime cannot sign with fails as a typed error, at the import or later', async () => {
  const ec = { ...pairOf('ES256').privateKey.export({ format: 'jwk' }), kty: 'EC', alg: 'ES256' }
  for (const d of ['x'.repeat(400), 'AA', '!', 'AAAA'.repeat(11)]) {
    const outcome = await settled(() => localSigner({ ...ec, d }).sign(Buffer.from('x')))
    if ('error' in outcome) expect(outcome.error.code).toMatch(/^ERR_(KEY_UNSUPPORTED|JWK_INVALID)$/)
  }
  const tooLarge = localSigner({ ...ec, d: 'x'.repeat(400) })
  expect(await codeOfCall(() => tooLarge.sign(Buffer.from('x')))).toBe('ERR_KEY_UNSUPPORTED')
})

test('H5: a text that is cut is never cut through a character', async () => {
  for (let length = 50; length < 70; length++) {
    const error = await expectRefused(
      verifier,
      secretToken({ crit: ['x'.repeat(length) + '😀'.repeat(40)] }),
      'ERR_HEADER_CRIT',
    )
    expect(error.message).not.toMatch(UNFIT)
    const { explanation } = await outcomeOf(verifier, secretToken({}, { iss: 'x'.repeat(length) + '😀'.repeat(40) }))
    for (const text of strings(explanation)) expect(text).not.toMatch(UNFIT)
  }
})
