/** Tokens whose segments are no base64url, for issuers that write them so: taken only by a trust that says so. */
import { expect, test } from 'vitest'
import { createVerifier, staticJwks, type Trust } from '../../src/index.ts'
import { generateJwk, publicJwk } from '../../src/jwk.ts'
import { localSigner } from '../../src/sign.ts'
import { testIssuer } from '../../src/testing.ts'
import { failure } from '../support/failures.ts'

const claims = { iss: 'https://alb.test', aud: 'app', exp: 4_000_000_000, name: 'Ünïcode~~~???' }

const { privateJwk } = await generateJwk('ES256', { kid: 'k' })
const keys = staticJwks(publicJwk(privateJwk))
const trust = (change: Partial<Trust> = {}): Trust => ({ issuer: 'https://alb.test', audience: 'app', keys, ...change })
const loose = trust({ encoding: 'base64' })

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const padded = (text: string | Uint8Array): string => base64(text).replaceAll('+', '-').replaceAll('/', '_')

async function token(form: (text: string | Uint8Array) => string, payload: object = claims): Promise<string> {
  const input = `${form('{"alg":"ES256","kid":"k"} ')}.${form(JSON.stringify(payload))}`
  return `${input}.${form(await localSigner(privateJwk).sign(Buffer.from(input)))}`
}

test.each([
  ['padded, in the standard alphabet', base64],
  ['padded, in the alphabet of URLs', padded],
  ['strict', (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')],
])('a trust that takes base64 verifies a token that is %s', async (_, form) => {
  const verifier = createVerifier(loose)
  expect((await verifier.verify(await token(form))).payload['name']).toBe(claims.name)
  expect(verifier.verifySync(await token(form)).key.kid).toBe('k')
  expect((await verifier.explain(await token(form))).verdict).toBe('pass')
})

test('every other trust refuses it as before', async () => {
  for (const encoding of [{}, { encoding: 'base64url' } as const]) {
    const { verify } = createVerifier(trust(encoding))
    await failure('ERR_TOKEN_MALFORMED', async () => verify(await token(base64)))
  }
})

test('beside a trust that takes it, another of the same issuer still does not', async () => {
  const verifier = createVerifier([trust({ name: 'strict' }), { ...loose, name: 'loose' }])
  expect((await verifier.verify(await token(base64))).trust).toBe('loose')
  expect((await verifier.verify(await token(padded))).trust).toBe('loose')
  const strict = createVerifier([trust({ name: 'strict' }), { ...loose, issuer: 'https://other.test' }])
  const error = await failure('ERR_TOKEN_MALFORMED', async () => strict.verify(await token(base64)))
  expect(error.detail.part).not.toBe('token')
  const explanation = await strict.explain(await token(base64))
  expect(explanation).toMatchObject({ verdict: 'fail', code: 'ERR_TOKEN_MALFORMED' })
  expect(explanation.children?.find(({ id }) => id === 'encoding')?.code).toBe('ERR_TOKEN_MALFORMED')
})

test('trusts that a function gives decide the same way', async () => {
  const { verify } = createVerifier({ resolve: () => loose, maxIssuers: 2 })
  expect((await verify(await token(base64))).key.kid).toBe('k')
  const strict = createVerifier({ resolve: () => trust(), maxIssuers: 2 })
  await failure('ERR_TOKEN_MALFORMED', async () => strict.verify(await token(base64)))
})

test('what was signed is the text as it was sent: the same bytes in another form are another token', async () => {
  const { verify } = createVerifier(loose)
  const [header = '', payload = '', signature = ''] = (await token(base64)).split('.')
  const bare = `${header.replaceAll('=', '')}.${payload.replaceAll('=', '')}.${signature}`
  await failure('ERR_SIGNATURE_INVALID', () => verify(bare))
})

test.each([
  ['padding inside', (text: string): string => `${text.slice(0, 4)}=${text.slice(4)}`],
  ['too much padding', (text: string): string => `${text}====`],
  [
    'padding that fills no group',
    (text: string): string => `${text.replace(/=+$/, '')}${/[^=]=$/.test(text) ? '==' : '='}`,
  ],
  ['a line break', (text: string): string => `${text.slice(0, 4)}\n${text.slice(4)}`],
  ['text that is no ASCII', (text: string): string => `é${text}`],
])('loose is not lax: %s is refused', async (_, spoil) => {
  const { verify } = createVerifier(loose)
  const [header = '', payload = '', signature = ''] = (await token(base64, { ...claims, pad: 'xx' })).split('.')
  for (const parts of [
    [spoil(header), payload, signature],
    [header, spoil(payload), signature],
    [header, payload, spoil(signature)],
  ]) {
    await expect(verify(parts.join('.'))).rejects.toMatchObject({ code: 'ERR_TOKEN_MALFORMED' })
  }
})

test('a token that is broken otherwise gets the error of a strict reading', async () => {
  const issuer = await testIssuer()
  const { verify } = createVerifier(issuer.trust({ encoding: 'base64' }))
  const cut = (await issuer.token()).slice(0, -1)
  await failure('ERR_TOKEN_MALFORMED', () => verify(cut))
  await failure('ERR_TOKEN_MALFORMED', () => verify('no token'))
})

test('another word for the form is refused by name', async () => {
  const error = await failure('ERR_OPTION_INVALID', async () => createVerifier(trust({ encoding: 'padded' as never })))
  expect(error.detail.option).toBe('encoding')
})
