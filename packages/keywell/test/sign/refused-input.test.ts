/** What `signJwt` does not sign, because the token would say something else than was asked for. */
import { expect, test } from 'vitest'
import { generateJwk } from '../../src/jwk.ts'
import { localSigner, signJwt } from '../../src/sign.ts'
import { failure } from '../support/failures.ts'

const signer = localSigner((await generateJwk('Ed25519')).privateJwk)

test.each(['exp', 'nbf', 'iat'])('a %s that JSON would write as null', async (claim) => {
  const error = await failure('ERR_OPTION_INVALID', () => signJwt({ [claim]: Number.NaN }, { signer }))
  expect(error.detail.option).toBe(`payload.${claim}`)
})

test.each([{ b64: false }, { crit: ['x'], x: 1 }])(
  'header members that no verifier of JWTs takes: %o',
  async (header) => {
    await failure('ERR_OPTION_INVALID', () => signJwt({}, { signer, header }))
  },
)

test('what a signer gives instead of bytes', async () => {
  const broken = { ...signer, sign: async () => undefined as never }
  const error = await failure('ERR_OPTION_INVALID', () => signJwt({}, { signer: broken }))
  expect(error.detail.option).toBe('signer')
})

test('a key that is changed after the signer was made', async () => {
  const jwk = { ...(await generateJwk('Ed25519')).privateJwk }
  const kept = localSigner(jwk)
  const { kid } = jwk
  Object.assign(jwk, { kid: 'changed' })
  expect((await kept.publicJwk()).kid).toBe(kid)
})

test.each([
  ['ES256', "add it to the key, as in { ...jwk, alg: 'ES256' }; it can have ES256"],
  ['PS384', /^add it to the key, as in \{ \.\.\.jwk, alg: 'RS256' \}; it can have RS256, .*PS512$/],
] as const)('a key without its algorithm, such as PEM gives for %s, with those that it can have', async (alg, hint) => {
  const { privateJwk } = await generateJwk(alg)
  const { alg: _, ...nameless } = privateJwk
  const error = await failure('ERR_JWK_INVALID', () => localSigner({ ...nameless, kty: privateJwk.kty }))
  expect(error.detail.member).toBe('alg')
  expect(error.hint).toMatch(hint)
})
