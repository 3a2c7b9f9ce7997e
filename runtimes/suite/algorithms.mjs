/** Every algorithm: generate, sign, verify, explain; or a typed refusal where the runtime lacks it. */
import { parseJwks, generateJwk } from 'keywell/jwk'
import { RFC } from '../vectors/rfc.mjs'
import { codeOf, equal } from './harness.mjs'
import { keyFor, mint, tampered, verifierOf } from './tokens.mjs'

// prettier-ignore
const ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K',
  'EdDSA', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87', 'HS256', 'HS384', 'HS512',
]

async function works(alg, hasSync, options) {
  const { signer, keys } = await keyFor(alg, options)
  const token = await mint(signer)
  const verifier = verifierOf(keys)
  const { payload, header, key } = await verifier.verify(token)
  equal([payload.sub, header.alg, key.alg, key.kid], ['ada', alg, alg, signer.kid], 'the result')
  equal(await codeOf(() => verifier.verify(tampered(token))), 'ERR_SIGNATURE_INVALID', 'a changed signature')
  const explanation = await verifier.explain(token)
  equal(explanation.verdict, 'pass', 'the explanation')
  equal(JSON.stringify(explanation).includes(token), false, 'the token in its explanation')
  if (!hasSync) return equal(await codeOf(() => verifier.verifySync(token)), 'ERR_SYNC_UNSUPPORTED', 'verifySync')
  equal(verifier.verifySync(token).payload.sub, 'ada', 'verifySync')
  equal(await codeOf(() => verifier.verifySync(tampered(token))), 'ERR_SIGNATURE_INVALID', 'verifySync of a change')
}

export async function checkAlgorithms(check, { unsupported, hasSync }) {
  for (const alg of ALGORITHMS) {
    if (unsupported.includes(alg)) {
      await check(`${alg} is refused as unsupported by this runtime`, async () =>
        equal(await codeOf(() => generateJwk(alg)), 'ERR_KEY_UNSUPPORTED', 'generateJwk'),
      )
    } else {
      await check(`${alg} generates, signs, verifies and explains`, () => works(alg, hasSync))
    }
  }
  if (!unsupported.includes('Ed448')) {
    await check('EdDSA works on Ed448 too', () => works('EdDSA', hasSync, { curve: 'Ed448' }))
  }
  await check('an ML-DSA key is usable, or quarantined without harm to its set', () => {
    const { keys, quarantined } = parseJwks({ keys: [RFC.mlDsa44.publicJwk, RFC.es256.publicJwk] })
    const isUnsupported = unsupported.includes('ML-DSA-44')
    equal(keys.length, isUnsupported ? 1 : 2, 'usable keys')
    equal(
      quarantined.map(({ code }) => code),
      isUnsupported ? ['ERR_KEY_UNSUPPORTED'] : [],
      'quarantined keys',
    )
  })
}
